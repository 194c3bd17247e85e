// Package summary says what a run has done: in lines for people, and in the JSON object for
// scripts. Its functions return that object and the exit code; they read and write nothing.
package summary

import (
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// Talk takes the lines for people.
type Talk interface {
	Say(format string, args ...any)  // unless asked to be quiet
	Warn(format string, args ...any) // always
}

// Overflow says that cells found no column of their own.
func Overflow(t Talk, cells int) {
	if cells > 0 {
		t.Say("  note: there are more than %s attributes and unknown fields; %s went into the column \"extra\"",
			screen.Thousands(sheet.MaxColumns), screen.Count(cells, "cell"))
	}
}
