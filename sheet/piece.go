package sheet

import (
	"iter"
	"sync"
)

// Splitter is a Reader that can leave the parsing to several goroutines: that of JSONL and of raw records.
type Splitter interface {
	Reader
	// Split reads the file in pieces, once and in place of Rows. An error is the end.
	Split() iter.Seq2[*Piece, error]
	// Parser returns a parser of the pieces, for one goroutine.
	Parser() Parser
}

// Parser makes rows of pieces, as Rows would have. It is used by one goroutine.
type Parser interface {
	// Parse returns the rows of a piece. Their texts own their memory, the slice is good until the next call.
	Parse(p *Piece) []Row
	// Columns calls each with the dynamic columns of those rows, in their order, up to the first row with an error, which it returns.
	Columns(p *Piece, each func(column string)) (bad *Row)
}

// Piece is a stretch of whole lines.
type Piece struct {
	text  []byte
	lines []pieceLine
	home  *sync.Pool
}

type pieceLine struct {
	end     int // in text; the line begins where the one before it ends
	number  int
	problem error // of a line that is too long
}

// How much a piece holds, about: enough that handing it over costs nothing beside parsing it.
const (
	pieceSize  = 64 << 10
	pieceLines = 128
)

// Release gives the piece's memory back. It may not be used afterwards.
func (p *Piece) Release() {
	const keep = 2 * pieceSize // a giant line is left to the garbage collector
	if cap(p.text) <= keep {
		p.home.Put(p)
	}
}

// row returns the row of a line that has not been parsed yet.
func (p *Piece) row(i int) Row {
	line := &p.lines[i]
	return Row{Line: line.number, Number: line.number, Err: line.problem}
}

func (p *Piece) line(i int) []byte {
	start := 0
	if i > 0 {
		start = p.lines[i-1].end
	}
	return p.text[start:p.lines[i].end]
}
