//go:build unix

// Timed runs a command and appends a line to a file: a name, the wall time and the CPU time in seconds, of the command and of what it waited
// for, and the most memory that one of them held, in KiB. timed NAME FILE COMMAND...
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	name, file := os.Args[1], os.Args[2]
	cmd := exec.Command(os.Args[3], os.Args[4:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		log.Fatal(err)
	}
	wall := time.Since(start)
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	s := cmd.ProcessState
	peak := s.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" { // which counts bytes
		peak /= 1024
	}
	fmt.Fprintf(out, "%s %.3f %.3f %d\n", name, wall.Seconds(), (s.UserTime() + s.SystemTime()).Seconds(), peak)
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
}
