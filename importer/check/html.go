package check

import (
	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// readHTML reads the text of notes and tags that are pieces of a web page.
func (o *one) readHTML() {
	for _, c := range []lead.Column{lead.Notes, lead.Tags} {
		cell := &o.row.Cells.Base[c]
		text, is := sheet.TextOfHTML(*cell)
		if !is {
			continue
		}
		if text != "" {
			header := o.headerOf(c)
			o.warn(o.problem(c.String(), "html", *cell, "the cell is a piece of a web page (HTML): its text is read, without the marks of its form",
				columns.MapFlag([]string{header}, lead.AttributePrefix+header)+" keeps the cells as they are, as a custom attribute"))
		}
		*cell = text
	}
}
