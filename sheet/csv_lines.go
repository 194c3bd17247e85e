package sheet

import (
	"bufio"
	"cmp"
	"fmt"
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
