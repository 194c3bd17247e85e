package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// measure runs a command and appends a line to a file: a name, the wall time and the CPU time in
// seconds, of the command and of what it waited for, and the most memory that one of them held, in
// KiB. time NAME FILE COMMAND...
func measure(_ *flag.FlagSet, args []string) error {
	name, file := args[0], args[1]
	cmd := exec.Command(args[2], args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return err
	}
	wall := time.Since(start)
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s := cmd.ProcessState
	fmt.Fprintf(out, "%s %.3f %.3f %d\n", name, wall.Seconds(), (s.UserTime() + s.SystemTime()).Seconds(), peakKiB(s))
	return out.Close()
}
