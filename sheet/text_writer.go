package sheet

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/leadferry/leadferry/lead"
)

const bufferSize = 256 << 10

// textBuffer collects text and writes it in large pieces.
type textBuffer struct {
	w    io.Writer
	text []byte // not written yet
	err  error  // the first one
}

// set replaces the text that is not written yet, to which more was appended.
func (t *textBuffer) set(text []byte) error {
	t.text = text
	if len(t.text) < bufferSize {
		return t.err
	}
	return t.flush()
}

func (t *textBuffer) flush() error {
	text := t.text
	t.text = t.text[:0]
	return t.write(text)
}

func (t *textBuffer) write(text []byte) error {
	if t.err == nil && len(text) > 0 {
		_, t.err = t.w.Write(text)
	}
	return t.err
}

// rowFormat turns rows into lines of text. It is used by one goroutine.
type rowFormat interface {
	// append appends the lines of the rows. Its error may be a *cellError, whose Row counts from the
	// first of these.
	append(dst []byte, rows []lead.Row) ([]byte, error)
	// clone returns the format for another goroutine.
	clone() rowFormat
}

// cellError is a cell that the format cannot hold.
type cellError struct {
	row    int // from 1
	column string
}

func (e *cellError) Error() string {
	return fmt.Sprintf("row %d: column %q is not UTF-8 text, which JSON cannot carry: mend the cell or write CSV", e.row, e.column)
}

// textWriter writes rows as lines of text.
type textWriter struct {
	textBuffer
	format rowFormat
	rows   int
	spare  sync.Pool // of *[]byte
}

func newTextWriter(w io.Writer, f rowFormat) *textWriter {
	return &textWriter{textBuffer: textBuffer{w: w}, format: f, spare: sync.Pool{New: func() any { return new([]byte) }}}
}

func (t *textWriter) Write(rows []lead.Row) error {
	text, err := t.format.append(t.text, rows)
	return errors.Join(t.count(len(rows), err), t.set(text))
}

// count counts rows, and makes the place in err that of the file.
func (t *textWriter) count(rows int, err error) error {
	if e, ok := errors.AsType[*cellError](err); ok {
		e.row += t.rows
	}
	t.rows += rows
	return err
}

func (t *textWriter) formatter() func(rows []lead.Row) (write func() error) {
	format := t.format.clone()
	return func(rows []lead.Row) func() error {
		text := t.spare.Get().(*[]byte)
		var err error
		*text, err = format.append((*text)[:0], rows)
		return func() error {
			if err := t.count(len(rows), err); err != nil {
				return err
			}
			if err := t.flush(); err != nil {
				return err
			}
			defer t.spare.Put(text)
			return t.write(*text)
		}
	}
}

func (t *textWriter) Close() error { return t.flush() }
