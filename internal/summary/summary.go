// Package summary says what a run has done: in lines for people, and in the JSON object for
// scripts. Its functions return that object and the exit code; they read and write nothing.
package summary

import (
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/sheet"
)

// Talk takes the lines for people.
type Talk interface {
	Say(format string, args ...any)  // unless asked to be quiet
	Warn(format string, args ...any) // always
}

// Absent says which columns were asked for and are not there, and which may have been meant. It returns
// them. missing says what lacks them.
func Absent(t Talk, missing string, asked, there []string) (absent []string) {
	for _, column := range asked {
		if slices.Contains(there, column) || slices.Contains(absent, column) {
			continue
		}
		absent = append(absent, column)
		t.Say("  note: %s %s; %s", missing, problem.Name(column), spelling.Ask(column, there, "check the name"))
	}
	return absent
}

// Overflow says that cells found no column of their own.
func Overflow(t Talk, cells int) {
	if cells > 0 {
		t.Say("  note: there are more than %s attributes and unknown fields; %s went into the column \"extra\"",
			screen.Thousands(sheet.MaxColumns), screen.Count(cells, "cell"))
	}
}
