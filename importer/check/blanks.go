package check

import (
	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// trim takes blanks off the cells. In a row of an export only the uuid loses them: anything else goes
// back as it is.
func (o *one) trim() {
	cells := &o.row.Cells
	cells.Base[lead.UUID] = columns.Trimmed(cells.Base[lead.UUID])
	if o.exported {
		return
	}
	for _, c := range row.Fields() {
		cells.Base[c] = columns.Trimmed(cells.Base[c])
	}
}
