package sheet

import (
	"io"
	"slices"

	"github.com/leadferry/leadferry/lead"
)

func newCSVWriter(w io.Writer, f Format, o WriterOptions) (Writer, error) {
	form, err := newCellForm(f, o.Dialect)
	if err != nil {
		return nil, err
	}
	c := &csvFormat{layout: newLayout(o.Columns), form: form, guard: !o.RawCells, cells: slices.Clone(o.Columns)}
	c.dialCode = slices.Index(o.Columns, lead.DialCode.String())
	c.guardCells()
	t := newTextWriter(w, c)
	return t, t.set(form.appendHeader(nil, c.cells))
}

// csvFormat is the rowFormat of CSV and TSV.
type csvFormat struct {
	*layout
	form     *cellForm
	guard    bool
	dialCode int // the place of that column, or -1
	cells    []string
}

func (c *csvFormat) clone() rowFormat {
	other := *c
	other.cells = make([]string, len(c.cells))
	return &other
}

func (c *csvFormat) append(dst []byte, rows []lead.Row) ([]byte, error) {
	for i := range rows {
		c.fill(c.cells, &rows[i])
		c.guardCells()
		dst = c.form.appendRow(dst, c.cells)
	}
	return dst, nil
}

func (c *csvFormat) guardCells() {
	if !c.guard {
		return
	}
	for i, cell := range c.cells {
		if startsFormula(cell) && (i != c.dialCode || !isDialCode(cell)) {
			c.cells[i] = "'" + cell
		}
	}
}
