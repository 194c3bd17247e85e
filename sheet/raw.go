package sheet

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"github.com/leadferry/leadferry/sheet/dialect"
)

// RawWriter writes the server's own records, one a line, byte for byte.
type RawWriter struct{ out *bufio.Writer }

// NewRawWriter returns a RawWriter to w.
func NewRawWriter(w io.Writer) *RawWriter { return &RawWriter{bufio.NewWriterSize(w, bufferSize)} }

// Write writes a record as a line. A line break in it, which JSON has between tokens only, becomes
// a space.
func (w *RawWriter) Write(record []byte) error {
	text := append(append(w.out.AvailableBuffer(), record...), '\n')
	for i, c := range text[:len(record)] {
		if c == '\n' || c == '\r' {
			text[i] = ' '
		}
	}
	_, err := w.out.Write(text)
	return err
}

// Close writes what is buffered. It does not close the writer below.
func (w *RawWriter) Close() error { return w.out.Flush() }

// RawRecord is a line with one of the server's own records.
type RawRecord struct {
	JSON []byte // valid until the next record is read
	Line int
}

// RawReader reads the server's own records.
type RawReader struct{ r io.Reader }

// NewRawReader returns a RawReader of r.
func NewRawReader(r io.Reader) *RawReader { return &RawReader{r} }

// Records yields the lines that are not blank, once, whatever they hold. An error ends them.
func (r *RawReader) Records() iter.Seq2[RawRecord, error] {
	return func(yield func(RawRecord, error) bool) {
		in, err := dialect.NewReader(r.r, "")
		if err != nil {
			yield(RawRecord{}, err)
			return
		}
		lines := dialect.NewLines(in)
		for line, err := range sequence(lines.Next) {
			switch {
			case err != nil:
				yield(RawRecord{}, fmt.Errorf("line %d: %w", lines.Number, err))
			case !isBlankLine(line) && !yield(RawRecord{JSON: line, Line: lines.Number}, nil):
				return
			}
		}
	}
}
