package sheet

import (
	"bufio"
	"io"
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// CellWriter writes rows of cells as CSV or TSV, which a Reader returns byte for byte. In the zero
// Dialect it writes what encoding/csv does, except that a name in the header with another delimiter
// gets quotes, so that this is not taken for the file's. It is used by one goroutine.
type CellWriter struct {
	out  *bufio.Writer
	form *cellForm
}

// NewCellWriter returns a CellWriter to w.
func NewCellWriter(w io.Writer, f Format, d Dialect) (*CellWriter, error) {
	form, err := newCellForm(f, d)
	return &CellWriter{bufio.NewWriterSize(w, bufferSize), form}, err
}

// WriteHeader writes the names of the columns.
func (c *CellWriter) WriteHeader(names []string) error {
	_, err := c.out.Write(c.form.appendHeader(c.out.AvailableBuffer(), names))
	return err
}

// Write writes a row.
func (c *CellWriter) Write(cells []string) error {
	_, err := c.out.Write(c.form.appendRow(c.out.AvailableBuffer(), cells))
	return err
}

// Flush writes what is buffered. It does not close the writer below.
func (c *CellWriter) Flush() error { return c.out.Flush() }

func newCSVWriter(w io.Writer, f Format, o WriterOptions) (Writer, error) {
	cells, err := NewCellWriter(w, f, o.Dialect)
	if err != nil {
		return nil, err
	}
	c := &csvFormat{newLayout(o.Columns), cells.form, !o.RawCells, slices.Index(o.Columns, lead.DialCode.String())}
	header := o.header()
	c.guardCells(header)
	return newTextWriter(cells.out, c.appender), cells.WriteHeader(header)
}

// csvFormat is how a file is written. It does not change, so several goroutines may use it.
type csvFormat struct {
	*layout
	form     *cellForm
	guard    bool
	dialCode int // the place of that column, or -1
}

func (c *csvFormat) appender() appender {
	cells := make([]string, c.width)
	return func(dst []byte, rows []lead.Row) ([]byte, error) {
		for i := range rows {
			c.fill(cells, &rows[i])
			c.guardCells(cells)
			dst = c.form.appendRow(dst, cells)
		}
		return dst, nil
	}
}

func (c *csvFormat) guardCells(cells []string) {
	if !c.guard {
		return
	}
	for i, cell := range cells {
		if startsFormula(cell) && (i != c.dialCode || !isDialCode(cell)) {
			cells[i] = "'" + cell
		}
	}
}
