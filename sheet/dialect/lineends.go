package dialect

import "fmt"

// checkLineEnd refuses a line end that this file does not use. c follows a carriage return, or is
// any byte of an old Mac's file.
func (r *Records) checkLineEnd(c byte) error {
	switch {
	case r.state == quoted:
	case r.oldMac && c == '\n':
		return fmt.Errorf("line %d: a line feed stands among lines that end with a carriage return (converted twice?): "+
			"save the file again as CSV UTF-8", r.Last+1)
	case !r.oldMac && c != '\n' && r.state != lost:
		return fmt.Errorf("line %d: a carriage return stands alone outside quotes (line ends of an old Mac, or converted "+
			"twice): save the file again as CSV UTF-8", r.Last+1)
	}
	return nil
}

// endsAsOldMac reports whether the first line of a text ends with a carriage return alone.
func endsAsOldMac(text []byte, delimiter byte) bool {
	r := Records{Delimiter: delimiter}
	for i, c := range text {
		if r.state != quoted && (c == '\n' || c == '\r') {
			return c == '\r' && i+1 < len(text) && text[i+1] != '\n'
		}
		r.step(c)
	}
	return false
}
