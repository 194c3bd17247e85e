//go:build unix

package hook

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"

	"github.com/leadferry/leadferry/internal/problem"
)

// found makes a program the first of a process group, to which all that it starts will belong.
func found(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// ask passes on to the group why it is to end: as the signal that came, or as that of a timeout.
func ask(ctx context.Context, p *os.Process) error {
	why := syscall.SIGTERM
	if i, ok := errors.AsType[*problem.Interrupted](context.Cause(ctx)); ok && !i.Terminated {
		why = syscall.SIGINT
	}
	return gone(syscall.Kill(-p.Pid, why))
}

// kill ends what is left of the group.
func kill(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) } // it may be gone

func gone(err error) error {
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
