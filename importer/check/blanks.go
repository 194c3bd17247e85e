package check

import (
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// trimmed returns a text without blanks and zero-width signs around it, which come with cells of other
// systems. Joiners and variation selectors stay: at the end of a word they change how it looks.
func trimmed(text string) string {
	if last := len(text) - 1; last >= 0 && isInk(text[0]) && isInk(text[last]) {
		return text // like most
	}
	return strings.TrimFunc(text, isEdge)
}

// isInk reports whether a byte is a sign of ASCII that shows.
func isInk(b byte) bool { return b > ' ' && b < 0x7f }

func isEdge(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\u00ad\u180e\u200b\u200e\u200f\u2060\ufeff", r)
}

// trim takes blanks off the cells. In a row of an export only the uuid loses them: anything else goes
// back as it is.
func (o *one) trim() {
	cells := &o.row.Cells
	cells.Base[lead.UUID] = trimmed(cells.Base[lead.UUID])
	if o.exported {
		return
	}
	for _, c := range row.Fields() {
		cells.Base[c] = trimmed(cells.Base[c])
	}
}
