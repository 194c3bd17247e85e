package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/document"
)

// jsonlReader reads one object a line, or those of one array: flat rows, or records of the server.
type jsonlReader struct {
	lines
	in    *dialect.Lines
	array *document.Array // nil for lines
	notes []string
	empty bool   // only blank lines so far, which are too few
	free  []byte // memory for texts: one piece for many takes less time
	spare spareLines
}

func newJSONLReader(r io.Reader, o ReaderOptions) (Reader, error) {
	in, err := dialect.NewReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	j := &jsonlReader{in: dialect.NewLines(in), notes: o.Notes, empty: !o.NoRows}
	if j.array = document.NewArray(in); j.array != nil {
		j.lines = lines(sequence(j.nextObject))
	} else {
		j.lines = lines(sequence(j.next))
	}
	return j, nil
}

func (j *jsonlReader) Header() []string { return nil }

func (j *jsonlReader) Notes() []string {
	if j.array == nil {
		return slices.Clone(j.notes)
	}
	return append(slices.Clone(j.notes), j.array.Notes()...)
}

func (j *jsonlReader) Sheets() Sheets { return Sheets{} }

// next returns the next line that is not blank.
func (j *jsonlReader) next() (*line, error) {
	text, err := j.in.Next()
	for err == nil && isBlankLine(text) {
		text, err = j.in.Next()
	}
	if errors.Is(err, io.EOF) && j.empty {
		return nil, problem.With(ErrEmpty, "it needs one JSON object a line")
	}
	j.empty = false
	l := j.spare.next()
	l.Line, l.Number = j.in.Number, j.in.Number
	if errors.Is(err, dialect.ErrLongLine) {
		l.Err = err
		return l, nil
	}
	if len(text) > cap(j.free)-len(j.free) {
		j.free = make([]byte, 0, max(pieceBytes, len(text)))
	}
	start := len(j.free)
	j.free = append(j.free, text...)
	l.json = j.free[start:]
	return l, err
}

// nextObject returns the next object of the array.
func (j *jsonlReader) nextObject() (*line, error) {
	object, err := j.array.Next()
	if err != nil {
		return nil, err
	}
	l := &line{json: object.Text}
	l.Number, l.Line = object.Number, object.Line
	return l, nil
}

func isBlankLine(line []byte) bool { return len(bytes.TrimLeft(line, " \t\r")) == 0 }
