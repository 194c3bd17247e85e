package sheet

import "io"

// CellWriter writes rows of cells as CSV or TSV, which a Reader returns byte for byte. In the zero
// Dialect it writes what encoding/csv does, except that a name in the header with another delimiter
// gets quotes, so that this is not taken for the file's. It is used by one goroutine.
type CellWriter struct {
	textBuffer
	form *cellForm
}

// NewCellWriter returns a CellWriter to w.
func NewCellWriter(w io.Writer, f Format, d Dialect) (*CellWriter, error) {
	form, err := newCellForm(f, d)
	if err != nil {
		return nil, err
	}
	return &CellWriter{textBuffer{w: w}, form}, nil
}

// WriteHeader writes the names of the columns.
func (c *CellWriter) WriteHeader(names []string) error {
	return c.set(c.form.appendHeader(c.text, names))
}

// Write writes a row.
func (c *CellWriter) Write(cells []string) error { return c.set(c.form.appendRow(c.text, cells)) }

// Flush writes what is buffered. It does not close the writer below.
func (c *CellWriter) Flush() error { return c.flush() }
