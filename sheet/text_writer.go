package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"sync"

	"github.com/leadferry/leadferry/lead"
)

const bufferSize = 256 << 10

// appender appends the lines of rows. It is used by one goroutine. Its error may be a *cellError,
// whose row counts from the first of these.
type appender func(dst []byte, rows []lead.Row) ([]byte, error)

// cellError is a cell that the format cannot hold.
type cellError struct {
	row    int // from 1
	column string
}

func (e *cellError) Error() string {
	return fmt.Sprintf("row %d: column %q is not UTF-8 text, which JSON cannot carry: fix the cell or write CSV", e.row, e.column)
}

// textWriter writes rows as lines of text.
type textWriter struct {
	out         *bufio.Writer
	newAppender func() appender
	own         func(rows []lead.Row) (write func() error)
	rows        int
	spare       sync.Pool // of *[]byte
}

func newTextWriter(out *bufio.Writer, newAppender func() appender) *textWriter {
	t := &textWriter{out: out, newAppender: newAppender, spare: sync.Pool{New: func() any { return new([]byte) }}}
	t.own = t.formatter()
	return t
}

func (t *textWriter) Write(rows []lead.Row) error { return t.own(rows)() }

func (t *textWriter) formatter() func(rows []lead.Row) (write func() error) {
	appendRows := t.newAppender()
	return func(rows []lead.Row) func() error {
		text := t.spare.Get().(*[]byte)
		var err error
		*text, err = appendRows((*text)[:0], rows)
		return func() error {
			defer t.spare.Put(text)
			if e, ok := errors.AsType[*cellError](err); ok {
				e.row += t.rows // of the file
			}
			t.rows += len(rows)
			_, writeErr := t.out.Write(*text)
			return errors.Join(err, writeErr)
		}
	}
}

func (t *textWriter) Close() error { return t.out.Flush() }
