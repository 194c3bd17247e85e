package sheet

import (
	"fmt"
	"strings"
	"sync"

	"github.com/leadferry/leadferry/sheet/dialect"
)

// oddRows are the rows with characters that no import takes, or with numbers that a spreadsheet has
// rounded. Several goroutines may look.
type oddRows struct {
	mu                       sync.Mutex
	control, broken, rounded dialect.RowCount
	number                   string // the first of those
}

// look notes a row with such a cell. Line breaks and tabs are no such characters.
func (o *oddRows) look(r *Row) {
	control, broken, rounded, ours := false, false, "", r.IsExported()
	look := func(cell string) {
		control = control || holdsControl(cell)
		broken = broken || strings.Contains(cell, "\ufffd")
		if rounded == "" && !ours && IsRounded(cell) {
			rounded = cell
		}
	}
	for i := range r.Base {
		look(r.Base[i])
	}
	for i := range r.Dynamic {
		look(r.Dynamic[i].Value)
	}
	if !control && !broken && rounded == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if control {
		o.control.Add(r.Number)
	}
	if broken {
		o.broken.Add(r.Number)
	}
	if rounded != "" {
		if o.rounded.Add(r.Number); o.rounded.First == r.Number {
			o.number = rounded
		}
	}
}

func holdsControl(cell string) bool {
	_, is := ControlIn(cell, true)
	return is
}

// ControlIn returns the first control character of a text, also of those that stand behind ASCII (U+0080 to U+009F).
// breaks allows line breaks, of old mainframes too, and tabs.
func ControlIn(text string, breaks bool) (c rune, found bool) {
	const lead, behind, nextLine = 0xc2, 0xa0, 0x85 // the bytes of U+0085 are C2 85
	for i := range len(text) {
		switch b := text[i]; {
		case b < ' ' || b == 0x7f:
			if !breaks || b != '\n' && b != '\r' && b != '\t' {
				return rune(b), true
			}
		case b == lead && i+1 < len(text) && text[i+1] < behind && (!breaks || text[i+1] != nextLine):
			return rune(text[i+1]), true
		}
	}
	return 0, false
}

func (o *oddRows) notes(sheets *Sheets) (notes []string) {
	if o.control.N > 0 {
		notes = append(notes, fmt.Sprintf("rows with a control character in a cell: %d, the first is %s; an import refuses such a cell", o.control.N, sheets.RowName(o.control.First)))
	}
	if o.broken.N > 0 {
		notes = append(notes, fmt.Sprintf("rows with a character that was already broken in the file (\ufffd): %d, the first is %s; an import refuses such a cell",
			o.broken.N, sheets.RowName(o.broken.First)))
	}
	if o.rounded.N > 0 {
		notes = append(notes, fmt.Sprintf("rows with a number that Excel may have rounded: %d, the first is %s (%.40q): it keeps 15 digits, and shortens longer ones; "+
			"compare them with where they come from; there, format the column as Text before you save", o.rounded.N, sheets.RowName(o.rounded.First), o.number))
	}
	return notes
}
