package hook

import (
	"context"
	"os"
	"os/exec"
	"strconv"
)

// found does nothing: Windows knows the children of a process by itself.
func found(*exec.Cmd) {}

// ask ends the process and its children. Windows has no signal that could be passed on.
func ask(ctx context.Context, p *os.Process) error {
	return exec.CommandContext(context.WithoutCancel(ctx), "taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
}

// kill does nothing: ask has ended them all.
func kill(*os.Process) {}
