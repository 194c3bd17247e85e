package dialect

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
)

// Records is a text with cells, for encoding/csv to read, and adds what that lacks: exact cells and
// places. Inside quotes it gives "\r\n" as "\r\r\n", of which encoding/csv folds the last pair, so
// that cells come out byte for byte. And because one Read never crosses the end of a record, the
// fields below describe the record that encoding/csv returned last. It is used by one goroutine.
type Records struct {
	Delimiter byte
	Text      []byte // the record, as encoding/csv got it
	First     int    // the line it begins on
	Last      int    // the line read last
	Number    int    // of the record
	Cells     int    // of the record

	in        *bufio.Reader
	oldMac    bool // lines end with a carriage return alone
	state     state
	cr        bool // the last byte was "\r"
	folded    bool // the extra "\r" is given, "\n" is not
	size      int  // of this record so far
	quoteLine int  // the line of the quote opened last
	broken    bool // the record's quotes are wrong
	err       error
}

// state is where in a record the next byte is.
type state uint8

const (
	rowStart  state = iota
	cellStart       // after a delimiter
	plain           // in a cell without quotes
	quoted          // inside quotes
	closed          // after a quote inside quotes: the cell ends, or the quote is doubled
	lost            // encoding/csv gives this record up and continues with the next line
)

// NewRecords returns the records of a text, without the line that names its delimiter if there is
// one. The delimiter is the given one, else the one named there, else the usual one.
func NewRecords(in *bufio.Reader, usual, delimiter byte) (*Records, error) {
	start, err := in.Peek(bufferSize)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, err
	}
	told, length, err := sepLine(start)
	if err != nil && delimiter == 0 {
		return nil, err
	}
	r := &Records{in: in, Delimiter: cmp.Or(delimiter, told, usual)}
	if length > 0 {
		r.Last = 1
	}
	r.oldMac = endsAsOldMac(start[length:], r.Delimiter)
	_, err = in.Discard(length)
	return r, err
}

// NewParser returns a parser of cells.
func NewParser(r io.Reader, delimiter byte) *csv.Reader {
	p := csv.NewReader(r)
	p.Comma = rune(delimiter)
	return p
}

func (r *Records) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if _, err := r.in.Peek(1); err != nil {
		r.err = r.endError(err)
		return 0, r.err
	}
	data, _ := r.in.Peek(r.in.Buffered())
	n, used := r.copyRecord(p, data)
	r.Text = append(r.Text, p[:n]...)
	if _, err := r.in.Discard(used); err != nil {
		return n, err
	}
	if r.size += used; r.size > maxRecord && r.err == nil {
		r.err = r.tooLong()
	}
	return n, r.err
}

// copyRecord copies data to p up to the end of the record, and returns how much it wrote and read.
func (r *Records) copyRecord(p, data []byte) (n, used int) {
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
			if r.err = r.checkLineEnd(c); r.err != nil {
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

// inside returns how many bytes at the beginning of data do not end a cell or open a quote.
func (r *Records) inside(data []byte) int {
	for i, c := range data {
		if c == '"' || c == r.Delimiter || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(data)
}

// step follows encoding/csv over one byte.
func (r *Records) step(c byte) {
	if r.state == rowStart {
		r.First, r.Cells, r.size, r.Text, r.broken = r.Last+1, 1, 0, r.Text[:0], false
		r.Number++
		r.state = cellStart
	}
	before := r.cr
	r.cr, r.folded = c == '\r', false
	switch {
	case c == '\r' && r.oldMac: // inside quotes
		r.Last++
	case c == '\n':
		if !r.oldMac || !before {
			r.Last++
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
	case c == r.Delimiter:
		r.state = cellStart
		r.Cells++
	case c == '\r':
		// The line ends, or checkLineEnd complains.
	case r.state == closed:
		r.state, r.broken = lost, true
	default:
		r.state = plain
	}
}

func (r *Records) quote() {
	switch r.state {
	case cellStart:
		r.state, r.quoteLine = quoted, r.Last+1
	case closed:
		r.state = quoted
	default:
		r.state, r.broken = lost, true
	}
}

// Cause returns why encoding/csv failed with err: it takes the half record before an error of ours
// for one with bad quotes.
func (r *Records) Cause(err error) error {
	if err != nil && r.err != nil && r.err != io.EOF {
		return r.err
	}
	return err
}

func (r *Records) endError(err error) error {
	if err == io.EOF && r.state == quoted {
		return fmt.Errorf("line %d: the quote opened here is never closed: close it, or double it if it is part of the text", r.quoteLine)
	}
	return err
}

func (r *Records) tooLong() error {
	if r.state == quoted {
		return fmt.Errorf("line %d: the quote opened here is not closed within %d MiB: close it, or double it if it is part of the text",
			r.quoteLine, maxRecord>>20)
	}
	return fmt.Errorf("line %d: the row is longer than %d MiB: is this the right file?", r.First, maxRecord>>20)
}
