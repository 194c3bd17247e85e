package check

import (
	"fmt"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// warnOfSides says of a row that it is a call or a message, and who is called.
func (o *one) warnOfSides(in *lead.Row) {
	s := &o.hints.Sides
	if s.One == nil || row.Value(in, s.One.Header) == "" || row.Value(in, s.Other.Header) == "" {
		return
	}
	fix := "make a new column phone with the number of the other side"
	if o.letters {
		a, b := sheet.ColumnLetters(s.One.Index), sheet.ColumnLetters(s.Other.Index)
		const first = 2 // row, in most files
		fix += fmt.Sprintf(", in a spreadsheet with =IF(%s%d=\"%s\",%s%d,%s%d)", a, first, s.Own, b, first, a, first)
	}
	o.warn(row.Problem{
		Code: "two-sides",
		Text: fmt.Sprintf("this row is a call or message between two numbers, not a person: columns %q and %q both hold phones, and %s, in most rows, is probably your own", s.One.Header, s.Other.Header, s.Own),
		Fix:  fix + ", and leave one row for each",
	})
}
