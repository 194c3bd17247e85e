package summary

import (
	"strconv"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// Sheets says which sheets of a workbook are read, and which are not.
func Sheets(t Talk, s *sheet.Sheets) {
	if len(s.Read) == 0 {
		return // of another format
	}
	t.Say("  read from the %s", named(s.Read))
	switch {
	case len(s.Other) == 0:
	case len(s.Read) > 1:
		t.Say("      not read: %s; --sheet NAME reads another one", named(s.Other))
	default:
		t.Say("      not read: %s; --sheet NAME reads another one, --sheet %s reads all with leads", named(s.Other), sheet.AllSheets)
	}
}

// named writes: sheet "Jan", or: 2 sheets "Jan", "Feb".
func named(sheets []string) string {
	if len(sheets) == 1 {
		return "sheet " + strconv.Quote(sheets[0])
	}
	var names []string
	for _, name := range sheets {
		names = append(names, strconv.Quote(screen.Clip(name, 60)))
	}
	return screen.Count(len(sheets), "sheet") + " " + screen.List(names)
}
