package sheet

import (
	"iter"
	"sync"
)

// chunk is some rows of a file: parsed, or as lines of JSON that a jsonlParser parses.
type chunk struct {
	rows []Row

	text  []byte
	lines []chunkLine
	home  *sync.Pool // of the chunk's memory
}

type chunkLine struct {
	end    int // in text; the line begins where the one before ends
	number int
	err    error // of a line that is too long
}

// The size of a chunk: large enough that passing it on costs nothing beside parsing it.
const (
	chunkBytes = 64 << 10
	chunkRows  = 128
)

// release gives the memory of the lines back. They must not be used afterwards.
func (c *chunk) release() {
	const keep = 2 * chunkBytes // the garbage collector takes a giant line
	if c.home != nil && cap(c.text) <= keep {
		c.home.Put(c)
	}
}

// row returns the row of a line, not parsed yet.
func (c *chunk) row(i int) Row {
	line := &c.lines[i]
	return Row{Line: line.number, Number: line.number, Err: line.err}
}

func (c *chunk) line(i int) []byte {
	start := 0
	if i > 0 {
		start = c.lines[i-1].end
	}
	return c.text[start:c.lines[i].end]
}

// chunksOf yields parsed rows in chunks.
func chunksOf(rows iter.Seq2[Row, error]) iter.Seq2[*chunk, error] {
	return func(yield func(*chunk, error) bool) {
		c := &chunk{}
		for row, err := range rows {
			if err != nil {
				_ = yield(c, nil) && yield(nil, err)
				return
			}
			if c.rows = append(c.rows, row); len(c.rows) < chunkRows {
				continue
			}
			if !yield(c, nil) {
				return
			}
			c = &chunk{rows: make([]Row, 0, chunkRows)}
		}
		yield(c, nil)
	}
}
