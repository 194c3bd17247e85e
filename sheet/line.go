package sheet

import (
	"errors"
	"io"
	"iter"
)

// line is a row of a file. In JSONL it is not parsed yet.
type line struct {
	Row
	json []byte // nil once it is parsed
}

// spareLines are lines not used yet: memory for many at once takes less time.
type spareLines []line

func (s *spareLines) next() *line {
	if len(*s) == 0 {
		*s = make(spareLines, pieceRows)
	}
	l := &(*s)[0]
	*s = (*s)[1:]
	return l
}

// lines are the rows of a file, as the Rows and the Pieces of a Reader.
type lines iter.Seq2[*line, error]

func (l lines) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		parser := newJSONLParser()
		for one, err := range l {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if parser.parse(one); !yield(one.Row, nil) {
				return
			}
		}
	}
}

// Piece is some rows in their order, which a Parser parses. It is large enough that passing it on costs
// nothing beside that.
type Piece []*line

const (
	pieceBytes = 64 << 10
	pieceRows  = 128
)

// Pieces yields the lines in groups.
func (l lines) Pieces() iter.Seq2[Piece, error] {
	return func(yield func(Piece, error) bool) {
		piece, size := make(Piece, 0, pieceRows), 0
		for one, err := range l {
			if err != nil {
				_ = yield(piece, nil) && yield(nil, err)
				return
			}
			piece, size = append(piece, one), size+len(one.json)+one.Size()
			if len(piece) < pieceRows && size < pieceBytes {
				continue
			}
			if !yield(piece, nil) {
				return
			}
			piece, size = make(Piece, 0, pieceRows), 0
		}
		yield(piece, nil)
	}
}

// Parser parses pieces. It is used by one goroutine.
type Parser struct{ json *jsonlParser }

// NewParser returns a Parser.
func NewParser() *Parser { return &Parser{newJSONLParser()} }

// Rows yields the rows of a piece, which is given up.
func (p *Parser) Rows(piece Piece) iter.Seq[*Row] {
	p.json.parse(piece...)
	return func(yield func(*Row) bool) {
		for _, one := range piece {
			if !yield(&one.Row) {
				return
			}
		}
	}
}

// sequence yields what next returns, up to io.EOF or another error.
func sequence[T any](next func() (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			one, err := next()
			if errors.Is(err, io.EOF) || !yield(one, err) || err != nil {
				return
			}
		}
	}
}
