package sheet

import (
	"bufio"
	"fmt"
)

// maxRecord is how long a line or a row may be; beyond it something else is wrong, a quote left open for instance.
const maxRecord = 32 << 20

// records stands between a file and encoding/csv and lends it two things it lacks. Inside quotes it writes "\r\n" as "\r\r\n": encoding/csv
// folds the last pair, so that cells come out byte for byte. And as one Read never goes over the end of a row, nobody above reads ahead:
// text, line, number and cells are those of the row that encoding/csv has just returned.
type records struct {
	in     *bufio.Reader
	comma  byte
	oldMac bool // lines end with a carriage return alone
	state  state
	cr     bool // the last byte was a "\r"
	folded bool // the "\r" for encoding/csv is written, the "\n" is not
	size   int  // of this row so far
	err    error

	text      []byte // this row, as encoding/csv got it
	first     int    // the line this row begins on
	last      int    // the line read last
	quoteLine int    // the line of the quote opened last
	number    int    // this row
	cells     int    // its cells
	broken    bool   // its quotes are wrong
}

// state is where in a row the next byte stands.
type state uint8

const (
	rowStart  state = iota
	cellStart       // behind a comma
	plain           // in a cell without quotes
	quoted          // inside quotes
	closed          // behind a quote inside quotes: the cell ends, or it was half of a doubled one
	lost            // encoding/csv gives this row up and goes on with the next line
)

func (r *records) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if _, err := r.in.Peek(1); err != nil {
		r.err = r.ending(err)
		return 0, r.err
	}
	data, _ := r.in.Peek(r.in.Buffered())
	n, used := r.copyRow(p, data)
	r.text = append(r.text, p[:n]...)
	if _, err := r.in.Discard(used); err != nil {
		return n, err
	}
	if r.size += used; r.size > maxRecord && r.err == nil {
		r.err = r.tooLong()
	}
	return n, r.err
}

// copyRow copies data to p, to the end of the row at most, and returns how much was written and read.
func (r *records) copyRow(p, data []byte) (n, used int) {
	for n < len(p) && used < len(data) {
		if (r.state == plain || r.state == quoted) && !r.cr {
			inside := copy(p[n:], data[used:used+r.inside(data[used:min(len(data), used+len(p)-n)])])
			n, used = n+inside, used+inside
			if n == len(p) || used == len(data) {
				break
			}
		}
		c := data[used]
		if c == '\n' && r.cr && r.state == quoted && !r.folded {
			r.folded = true
			p[n] = '\r'
			n++
			continue
		}
		if r.cr || r.oldMac {
			if r.err = r.strayEnd(c); r.err != nil {
				return n, used
			}
		}
		if c == '\r' && r.oldMac && r.state != quoted {
			c = '\n'
		}
		p[n] = c
		n++
		used++
		r.step(c)
		if r.state == rowStart {
			break
		}
	}
	return n, used
}

// inside returns how many bytes data begins with that change nothing within a cell.
func (r *records) inside(data []byte) int {
	for i, c := range data {
		if c == '"' || c == r.comma || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(data)
}

// step goes on by one byte, as encoding/csv will.
func (r *records) step(c byte) {
	if r.state == rowStart {
		r.first, r.cells, r.size, r.text, r.broken = r.last+1, 1, 0, r.text[:0], false
		r.number++
		r.state = cellStart
	}
	before := r.cr
	r.cr, r.folded = c == '\r', false
	switch {
	case c == '\r' && r.oldMac: // inside quotes
		r.last++
	case c == '\n':
		if !r.oldMac || !before {
			r.last++
		}
		if r.state != quoted {
			r.state = rowStart
		}
	case r.state == lost:
	case r.state == quoted:
		if c == '"' {
			r.state = closed
		}
	case c == '"':
		r.quote()
	case c == r.comma:
		r.state = cellStart
		r.cells++
	case c == '\r':
		// The line's end, or copyRow complains.
	case r.state == closed:
		r.state, r.broken = lost, true
	default:
		r.state = plain
	}
}

func (r *records) quote() {
	switch r.state {
	case cellStart:
		r.state, r.quoteLine = quoted, r.last+1
	case closed:
		r.state = quoted
	default:
		r.state, r.broken = lost, true
	}
}

// cause returns why the row could not be read: encoding/csv takes the half row before an error of ours for one with bad quotes.
func (r *records) cause(err error) error {
	if err != nil && r.err != nil && !isEnd(r.err) {
		return r.err
	}
	return err
}

func (r *records) ending(err error) error {
	if isEnd(err) && r.state == quoted {
		return fmt.Errorf("line %d: the quote opened here is never closed: close it, or double it if it is part of the text", r.quoteLine)
	}
	return err
}

func (r *records) tooLong() error {
	if r.state == quoted {
		return fmt.Errorf("line %d: the quote opened here is not closed within %d MiB: close it, or double it if it is part of the text",
			r.quoteLine, maxRecord>>20)
	}
	return fmt.Errorf("line %d: the row is longer than %d MiB: is this the right file?", r.first, maxRecord>>20)
}
