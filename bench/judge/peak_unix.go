//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakKiB is the most memory that an ended process held.
func peakKiB(s *os.ProcessState) int64 {
	peak := int64(s.SysUsage().(*syscall.Rusage).Maxrss) //nolint:unconvert // it has 32 bits on some systems
	if runtime.GOOS == "darwin" {
		peak /= 1024 // it counts bytes
	}
	return peak
}
