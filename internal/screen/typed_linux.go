package screen

import "golang.org/x/sys/unix"

// discardTyped drops what was typed on a terminal and not read yet. Where that fails, it is read.
func discardTyped(fd int) {
	unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) //nolint:errcheck // then an early answer counts
}
