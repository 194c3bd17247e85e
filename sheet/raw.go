package sheet

import (
	"bufio"
	"fmt"
	"io"
	"iter"
)

// RawWriter writes the server's own records, one a line, byte for byte.
type RawWriter struct{ buf *bufio.Writer }

// NewRawWriter returns a RawWriter into w.
func NewRawWriter(w io.Writer) *RawWriter { return &RawWriter{bufio.NewWriterSize(w, bufferSize)} }

// Write writes one record and a line's end. A line break inside the record, which JSON allows between its tokens only, becomes a space.
func (w *RawWriter) Write(record []byte) error {
	start := 0
	for i, c := range record {
		if c != '\n' && c != '\r' {
			continue
		}
		if _, err := w.buf.Write(record[start:i]); err != nil {
			return err
		}
		if err := w.buf.WriteByte(' '); err != nil {
			return err
		}
		start = i + 1
	}
	if _, err := w.buf.Write(record[start:]); err != nil {
		return err
	}
	return w.buf.WriteByte('\n')
}

// Close writes what is left in the buffer; it does not close the writer below.
func (w *RawWriter) Close() error { return w.buf.Flush() }

// RawRecord is one line of a file of the server's own records.
type RawRecord struct {
	JSON []byte // valid until the next record is read
	Line int
}

// RawReader reads the server's own records.
type RawReader struct{ r io.Reader }

// NewRawReader returns a RawReader of r.
func NewRawReader(r io.Reader) *RawReader { return &RawReader{r} }

// Records reads the lines, once, and passes over blank ones. What is in a line is not looked at. An error is the end.
func (r *RawReader) Records() iter.Seq2[RawRecord, error] {
	return func(yield func(RawRecord, error) bool) {
		in, err := textReader(r.r, "")
		if err != nil {
			yield(RawRecord{}, err)
			return
		}
		lines := lines{in: in}
		for {
			line, err := lines.next()
			switch {
			case isEnd(err):
				return
			case err != nil:
				yield(RawRecord{}, fmt.Errorf("line %d: %w", lines.number, err))
				return
			case !isBlank(line) && !yield(RawRecord{JSON: line, Line: lines.number}, nil):
				return
			}
		}
	}
}
