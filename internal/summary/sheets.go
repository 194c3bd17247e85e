package summary

import (
	"slices"
	"strconv"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/sheet"
)

// Sheets says which sheets of a workbook are read, and which are not.
func Sheets(t Talk, s *sheet.Sheets) {
	if len(s.Read) == 0 {
		return // of another format
	}
	t.Say("  read from the %s", named(s, s.Read))
	if len(s.Alike) > 0 {
		t.Say("      not read: %s, with the same columns; --sheet %s reads all of them", named(s, s.Alike), sheet.AllSheets)
	}
	for _, w := range s.Apart {
		t.Say("      not read: %s, another list of leads; %s reads it", named(s, []string{w.Sheet}), shell.Command(w.Flags()...))
	}
	if rest := s.NoLists(); rest != nil {
		t.Say("      not read: %s, no list of leads by the names of columns; --sheet NAME reads any sheet", named(s, rest))
	}
}

// named writes: sheet "Jan", or: 2 sheets "Jan", "Feb" (hidden).
func named(s *sheet.Sheets, sheets []string) string {
	var names []string
	for _, name := range sheets {
		text := strconv.Quote(screen.Clip(name, 60))
		if slices.Contains(s.Hidden, name) {
			text += " (hidden)"
		}
		names = append(names, text)
	}
	if len(sheets) == 1 {
		return "sheet " + names[0]
	}
	return screen.Count(len(sheets), "sheet") + " " + screen.List(names)
}
