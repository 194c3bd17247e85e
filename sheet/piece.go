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
	// Parse returns the rows of a piece. They own their memory.
	Parse(p *Piece) []Row
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
	pieceSize  = 128 << 10
	pieceLines = 256
)

// Release gives the piece's memory back. It may not be used afterwards.
func (p *Piece) Release() {
	const keep = 2 * pieceSize // a giant line is left to the garbage collector
	if cap(p.text) <= keep {
		p.home.Put(p)
	}
}
