package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
)

// jsonlReader reads one object a line: a flat row or a record of the server's.
type jsonlReader struct {
	lines  lines
	empty  bool // nothing but blank lines so far
	parser *jsonlParser
}

func newJSONLReader(r io.Reader, o ReaderOptions) (*jsonlReader, error) {
	in, err := textReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	return &jsonlReader{lines: lines{in: in}, empty: true, parser: newJSONLParser()}, nil
}

func (j *jsonlReader) Header() []string { return nil }

func (j *jsonlReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := j.next()
			if isEnd(err) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (j *jsonlReader) next() (Row, error) {
	line, problem, err := j.line()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: j.lines.number, Number: j.lines.number, Err: problem}
	if problem == nil {
		row.Row, row.Err = j.parser.parse(line)
	}
	return row, nil
}

// line returns the next line that is not blank, or what makes it unreadable. It is valid until the next call.
func (j *jsonlReader) line() (line []byte, problem, err error) {
	line, err = j.lines.next()
	for err == nil && isBlank(line) {
		line, err = j.lines.next()
	}
	if isEnd(err) && j.empty {
		return nil, nil, fmt.Errorf("%w: it needs one json object a line", ErrEmpty)
	}
	j.empty = false
	if tooLong, ok := errors.AsType[*longLineError](err); ok {
		return nil, tooLong, nil
	}
	return line, nil, err
}

func isBlank(line []byte) bool { return len(bytes.TrimLeft(line, " \t\r")) == 0 }

// Split reads the lines and leaves it to others to parse them.
func (j *jsonlReader) Split() iter.Seq2[*Piece, error] {
	home := &sync.Pool{New: func() any { return new(Piece) }}
	return func(yield func(*Piece, error) bool) {
		for {
			p := home.Get().(*Piece)
			p.text, p.lines, p.home = p.text[:0], p.lines[:0], home
			err := j.fill(p)
			if len(p.lines) > 0 && !yield(p, nil) || isEnd(err) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// fill puts lines into a piece until it is large enough.
func (j *jsonlReader) fill(p *Piece) error {
	for len(p.text) < pieceSize && len(p.lines) < pieceLines {
		line, problem, err := j.line()
		if err != nil {
			return err
		}
		p.text = append(p.text, line...)
		p.lines = append(p.lines, pieceLine{len(p.text), j.lines.number, problem})
	}
	return nil
}

// Parser returns a parser of its own.
func (j *jsonlReader) Parser() Parser { return newJSONLParser() }
