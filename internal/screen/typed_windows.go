package screen

import "golang.org/x/sys/windows"

// discardTyped drops what was typed on a terminal and not read yet. Where that fails, it is read.
func discardTyped(fd int) {
	windows.FlushConsoleInputBuffer(windows.Handle(fd)) //nolint:errcheck // then an early answer counts
}
