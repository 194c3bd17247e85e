//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package screen

import "golang.org/x/sys/unix"

// discardTyped drops what was typed on a terminal and not read yet. Where that fails, it is read.
func discardTyped(fd int) {
	const read = 1                                    // FREAD
	unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, read) //nolint:errcheck // then an early answer counts
}
