package sheet

import (
	"io"
)

// CellWriter writes rows of cells as CSV or TSV, which come back from a Reader byte for byte. In the zero Dialect its bytes are those of
// encoding/csv, but for names in the header that hold another delimiter: they stand in quotes, so that nobody takes it for the file's.
type CellWriter struct {
	textWriter
	form *cellForm
}

// NewCellWriter returns a CellWriter into w.
func NewCellWriter(w io.Writer, f Format, d Dialect) (*CellWriter, error) {
	form, err := newCellForm(f, d)
	if err != nil {
		return nil, err
	}
	return &CellWriter{textWriter{w: w}, form}, nil
}

// WriteHeader writes the names of the columns.
func (c *CellWriter) WriteHeader(names []string) error {
	return c.keep(c.form.appendHeader(c.text, names))
}

// Write writes a row.
func (c *CellWriter) Write(cells []string) error { return c.keep(c.form.appendRow(c.text, cells)) }

// Flush writes what is left in the buffer; it does not close the writer below.
func (c *CellWriter) Flush() error { return c.flush() }

// Error returns the first error of writing.
func (c *CellWriter) Error() error { return c.err }

// textWriter gathers text and writes it when there is much of it.
type textWriter struct {
	w    io.Writer
	text []byte // not written yet
	err  error  // the first one
}

// keep takes text over, to which more was appended.
func (t *textWriter) keep(text []byte) error {
	t.text = text
	if len(t.text) < bufferSize {
		return t.err
	}
	return t.flush()
}

// WriteText writes text behind what was written before.
func (t *textWriter) WriteText(text []byte) error {
	if err := t.flush(); err != nil {
		return err
	}
	return t.write(text)
}

func (t *textWriter) flush() error {
	text := t.text
	t.text = t.text[:0]
	return t.write(text)
}

func (t *textWriter) write(text []byte) error {
	if t.err == nil && len(text) > 0 {
		_, t.err = t.w.Write(text)
	}
	return t.err
}
