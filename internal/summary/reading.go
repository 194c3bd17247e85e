package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Reading shows how a text was read, so that a wrong guess is seen.
func Reading(t Talk, found *sheet.Reading) {
	if found.Encoding == "" {
		return // a workbook says it itself
	}
	how := "read as " + encodingName(found.Encoding)
	if found.Delimiter != 0 && found.Head.Names == nil {
		how += fmt.Sprintf(", delimiter %s", dialect.DelimiterName(found.Delimiter))
	}
	if found.OldMac {
		how += ", lines end as on an old Mac"
	}
	t.Say("  %s", how)
}

// encodingName writes an encoding as people do.
func encodingName(e charset.Encoding) string {
	switch e {
	case charset.UTF8, charset.UTF16LE, charset.UTF16BE:
		return strings.ToUpper(string(e))
	}
	return string(e)
}

// Notes says what a person should know about a file. A guess is said to everybody: where it is wrong,
// the cells are.
func Notes(t Talk, notes []string, found *sheet.Reading) {
	guesses := found.Guesses()
	for _, note := range notes {
		say := t.Say
		if slices.Contains(guesses, note) {
			say = t.Warn
		}
		say("  note: %s", note)
	}
}
