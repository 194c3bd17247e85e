package sheet

import (
	"bufio"
	"cmp"
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

// newRecords returns the records of a text, behind the line that names its delimiter if there is one. Without a delimiter it is that one,
// or else the format's own.
func newRecords(in *bufio.Reader, f Format, delimiter byte) (*records, error) {
	start, err := in.Peek(bufferSize)
	if err != nil && !isEnd(err) && len(start) == 0 {
		return nil, err
	}
	told, length, err := sepLine(start)
	if err != nil && delimiter == 0 {
		return nil, err
	}
	r := &records{in: in, comma: cmp.Or(delimiter, told, f.delimiter())}
	if length > 0 {
		r.last = 1
	}
	r.oldMac = endsAsOldMac(start[length:], r.comma)
	_, err = in.Discard(length)
	return r, err
}

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

// strayEnd refuses a line's end that is none in this file.
func (r *records) strayEnd(c byte) error {
	switch {
	case r.state == quoted:
	case r.oldMac && c == '\n':
		return fmt.Errorf("line %d: a line feed stands among lines that end with a carriage return (converted twice?): save the file again "+
			"as CSV UTF-8", r.last+1)
	case !r.oldMac && c != '\n' && r.state != lost:
		return fmt.Errorf("line %d: a carriage return stands alone outside quotes (line ends of an old Mac, or converted twice): "+
			"save the file again as CSV UTF-8", r.last+1)
	}
	return nil
}

// endsAsOldMac tells whether the first line of a text ends with a carriage return alone.
func endsAsOldMac(text []byte, comma byte) bool {
	r := records{comma: comma}
	for i, c := range text {
		if r.state != quoted && (c == '\n' || c == '\r') {
			return c == '\r' && i+1 < len(text) && text[i+1] != '\n'
		}
		r.step(c)
	}
	return false
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
