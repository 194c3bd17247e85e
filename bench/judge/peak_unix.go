//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakKiB is the most memory that an ended process held.
func peakKiB(s *os.ProcessState) int64 {
	peak := int64(s.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" { // which counts bytes
		peak /= 1024
	}
	return peak
}
