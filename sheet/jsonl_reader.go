package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/leadferry/leadferry/sheet/dialect"
)

// jsonlReader reads one object a line: a flat row, or a record of the server.
type jsonlReader struct {
	lines  *dialect.Lines
	empty  bool // only blank lines so far
	parser *jsonlParser
}

func newJSONLReader(r io.Reader, o ReaderOptions) (Reader, error) {
	in, err := dialect.NewReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	return &jsonlReader{lines: dialect.NewLines(in), empty: true, parser: newJSONLParser()}, nil
}

func (j *jsonlReader) Header() []string { return nil }

func (j *jsonlReader) Notes() []string { return nil }

func (j *jsonlReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := j.next()
			if err == io.EOF || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (j *jsonlReader) next() (Row, error) {
	line, tooLong, err := j.line()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: j.lines.Number, Number: j.lines.Number, Err: tooLong}
	if tooLong == nil {
		row.Row, row.Err = j.parser.parse(line)
	}
	return row, nil
}

// line returns the next line that is not blank, valid until the next call. tooLong is set in its
// place if the line is too long.
func (j *jsonlReader) line() (line []byte, tooLong, err error) {
	line, err = j.lines.Next()
	for err == nil && isBlankLine(line) {
		line, err = j.lines.Next()
	}
	if err == io.EOF && j.empty {
		return nil, nil, fmt.Errorf("%w: it needs one json object a line", ErrEmpty)
	}
	j.empty = false
	if errors.Is(err, dialect.ErrLongLine) {
		return nil, err, nil
	}
	return line, nil, err
}

func isBlankLine(line []byte) bool { return len(bytes.TrimLeft(line, " \t\r")) == 0 }

// chunks yields lines that are not parsed.
func (j *jsonlReader) chunks() iter.Seq2[*chunk, error] {
	home := &sync.Pool{New: func() any { return new(chunk) }}
	return func(yield func(*chunk, error) bool) {
		for {
			c := home.Get().(*chunk)
			c.text, c.lines, c.home = c.text[:0], c.lines[:0], home
			err := j.fill(c)
			if len(c.lines) > 0 && !yield(c, nil) || err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

func (j *jsonlReader) fill(c *chunk) error {
	for len(c.text) < chunkBytes && len(c.lines) < chunkRows {
		line, tooLong, err := j.line()
		if err != nil {
			return err
		}
		c.text = append(c.text, line...)
		c.lines = append(c.lines, chunkLine{len(c.text), j.lines.Number, tooLong})
	}
	return nil
}
