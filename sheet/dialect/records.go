package dialect

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/problem"
)

// Records reads the cells of a text, a record at a time. It takes for a record what encoding/csv
// does, but returns cells byte for byte, knows their places, and is stricter with line ends. It is
// used by one goroutine.
type Records struct {
	Delimiter byte
	Text      []byte // the line read last, without its end
	First     int    // the line the record begins on
	Last      int    // the line read last
	Number    int    // of the record; empty lines count
	Quoted    bool   // a cell of the record stands in quotes

	in     Lines
	quotes Quotes // what they are
	oldMac bool   // lines end with a carriage return alone
	end    []byte // of the line read last
	at     int    // the place in Text of what comes next
	size   int    // of the record so far
	quote  int    // the line of the quote opened last
	texts  []byte // of its cells
	ends   []int  // of each in texts
	cells  []string
}

// MaxCells is how many cells a record may have: as many as a row of Excel.
const MaxCells = 16_384

// RowError is what is wrong with the shape of one row. A record with one ends with its line.
type RowError struct {
	Text   string // the same for all rows of the cause
	Detail string // what differs from row to row; may be ""
	Fix    string
}

// Error says it all.
func (e *RowError) Error() string { return e.What() + ": " + e.Fix }

// What says what is wrong, without the fix.
func (e *RowError) What() string {
	if e.Detail == "" {
		return e.Text
	}
	return e.Text + " (" + e.Detail + ")"
}

// NewRecords returns the records of a text, without the line that names its delimiter if there is
// one. The delimiter is that of the dialect, else the one named there, else the usual one.
func NewRecords(in *bufio.Reader, usual byte, d Dialect) (*Records, error) {
	delimiter := d.Delimiter
	if delimiter == blanks || delimiter == addresses {
		return &Records{in: Lines{in: newRewritten(in, delimiter)}, Delimiter: ','}, nil
	}
	start, err := in.Peek(bufferSize)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, err
	}
	told, length, err := sepLine(start)
	if err != nil && delimiter == 0 {
		return nil, err
	}
	r := &Records{in: Lines{in: in}, Delimiter: cmp.Or(delimiter, told, usual), quotes: d.Quotes}
	if length > 0 {
		r.Last = 1
	}
	r.oldMac = endsAsOldMac(start[length:], r.Delimiter)
	_, err = in.Discard(length)
	return r, err
}

// endsAsOldMac reports whether the first line of a text ends with a carriage return alone.
func endsAsOldMac(text []byte, delimiter byte) bool {
	inQuotes, mayOpen := false, true
	for i, c := range text {
		switch {
		case c == '"':
			inQuotes, mayOpen = mayOpen && !inQuotes, inQuotes // a doubled quote opens again
		case inQuotes:
		case c == '\n' || c == '\r':
			return c == '\r' && i+1 < len(text) && text[i+1] != '\n'
		default:
			mayOpen = c == delimiter
		}
	}
	return false
}

// Next returns the cells of the next record that is not an empty line. The slice is valid until the
// next call. With a *RowError, about quotes, it has the cells before the broken one, and the next call goes
// on with the next line.
func (r *Records) Next() ([]string, error) {
	for empty := true; empty; empty = len(r.Text) == 0 {
		r.size = 0
		if err := r.readLine(false); err != nil {
			return nil, err
		}
		r.First = r.Last
		r.Number++
	}
	r.texts, r.ends, r.cells = r.texts[:0], r.ends[:0], r.cells[:0]
	r.Quoted = false
	err := r.readCell()
	for ; err == nil && r.at < len(r.Text); err = r.readCell() {
		if len(r.ends) == MaxCells {
			return nil, problem.With(fmt.Errorf("line %d holds more than %d cells, as many as a spreadsheet can have", r.First, MaxCells), RightFile)
		}
		r.at++ // the delimiter
	}
	texts, start := string(r.texts), 0
	for _, end := range r.ends {
		r.cells = append(r.cells, texts[start:end])
		start = end
	}
	return r.cells, err
}

const closeQuote = "close it, or double it if it is part of the text"

// readLine reads a line, and returns io.EOF if there is none.
func (r *Records) readLine(inQuotes bool) error {
	sign := byte('\n')
	if r.oldMac {
		sign = '\r'
	}
	text, err := r.in.readTo(sign)
	if r.size += len(text); r.size > MaxRecord {
		err = ErrLongLine
	}
	r.Last++
	switch {
	case errors.Is(err, ErrLongLine) && inQuotes:
		return problem.With(fmt.Errorf("line %d: the quote opened here is not closed within %d MiB", r.quote, MaxRecord>>20), closeQuote)
	case errors.Is(err, ErrLongLine):
		return problem.With(fmt.Errorf("line %d: the row is longer than %d MiB", r.Last, MaxRecord>>20), RightFile)
	case errors.Is(err, io.EOF) && len(text) == 0 && inQuotes:
		return problem.With(fmt.Errorf("line %d: the quote opened here is never closed", r.quote), closeQuote)
	case err != nil && !errors.Is(err, io.EOF) || len(text) == 0:
		return err
	}
	r.Text = bytes.TrimSuffix(text, []byte{sign})
	if !r.oldMac {
		r.Text = bytes.TrimSuffix(r.Text, []byte("\r"))
	}
	r.end, r.at = text[len(r.Text):], 0
	return nil
}

// readCell reads the cell that comes next, up to the delimiter or the end of a line.
func (r *Records) readCell() error {
	if r.quotes == TextQuotes || r.quotes == Escaped {
		return r.readPlain()
	}
	if rest := r.Text[r.at:]; len(rest) > 0 && rest[0] == '"' {
		return r.readQuoted()
	}
	start := r.at
	for ; r.at < len(r.Text) && r.Text[r.at] != r.Delimiter; r.at++ {
		switch c := r.Text[r.at]; {
		case c == '"':
			return r.badQuote(r.at+1, r.bareQuote(start))
		case r.isStray(c):
			return r.strayError()
		}
	}
	r.texts = append(r.texts, r.Text[start:r.at]...)
	r.ends = append(r.ends, len(r.texts))
	return nil
}

// readPlain reads a cell in which quotes are text. A delimiter or line break behind a backslash may be part of it.
func (r *Records) readPlain() error {
	begin, start := len(r.texts), r.at
	for r.at < len(r.Text) && r.Text[r.at] != r.Delimiter {
		c := r.Text[r.at]
		if r.isStray(c) {
			return r.strayError()
		}
		if r.at++; c != '\\' || r.quotes != Escaped {
			continue
		}
		if r.at < len(r.Text) || len(r.end) == 0 {
			r.at = min(r.at+1, len(r.Text))
			continue
		}
		r.texts = append(append(r.texts, r.Text[start:]...), r.end...)
		start = 0
		if err := r.readLine(false); errors.Is(err, io.EOF) {
			r.Text, r.at = nil, 0
		} else if err != nil {
			return err
		}
	}
	r.texts = append(r.texts, r.Text[start:r.at]...)
	switch cell := r.texts[begin:]; {
	case string(cell) == null:
		r.texts = r.texts[:begin]
	case r.quotes == Escaped:
		r.texts = r.texts[:begin+len(unescape(cell))]
	}
	r.ends = append(r.ends, len(r.texts))
	return nil
}

func (r *Records) readQuoted() error {
	r.quote, r.Quoted = r.Last, true
	r.at++
	for {
		rest := r.Text[r.at:]
		n := bytes.IndexByte(rest, '"')
		if n < 0 {
			r.add(rest)
			r.add(r.end)
			if err := r.readLine(true); err != nil {
				return err
			}
			continue
		}
		r.add(rest[:n])
		r.at += n + 1
		switch rest = rest[n+1:]; {
		case len(rest) == 0 || rest[0] == r.Delimiter:
			r.ends = append(r.ends, len(r.texts))
			return nil
		case rest[0] == '"':
			r.texts = append(r.texts, '"')
			r.at++
		case r.isStray(rest[0]):
			return r.strayError()
		default:
			return r.badQuote(r.at, &RowError{Text: "text behind a closing quote", Fix: "double the quotes that are part of the text"})
		}
	}
}

// add adds text inside quotes. A line feed there counts as a line even on an old Mac.
func (r *Records) add(text []byte) {
	if r.oldMac {
		r.Last += bytes.Count(text, []byte("\n"))
		if bytes.HasPrefix(text, []byte("\n")) && bytes.HasSuffix(r.texts, []byte("\r")) {
			r.Last--
		}
	}
	r.texts = append(r.texts, text...)
}

func (r *Records) badQuote(place int, what *RowError) error {
	if r.oldMac && bytes.IndexByte(r.Text[r.at:], '\n') >= 0 {
		return r.strayError() // or the rows behind it would be taken for the rest of this one
	}
	what.Detail = fmt.Sprintf("at character %d of its line", utf8.RuneCount(r.Text[:place]))
	return what
}

// bareQuote is a quote in a cell that begins, at start, without one. In a line without a delimiter, it may
// stand behind another one, which no row was good enough to prove.
func (r *Records) bareQuote(start int) *RowError {
	before, sign := r.Text[start:r.at], r.Delimiter
	text := bytes.TrimRight(before, " \u00a0")
	opens := len(text) == 0
	if !opens && bytes.IndexByte(r.Text, r.Delimiter) < 0 {
		sign = text[len(text)-1]
		opens = bytes.IndexByte(Delimiters(), sign) >= 0
	}
	if opens && len(text) < len(before) {
		return &RowError{
			Text: "a blank stands before the quote that opens a cell",
			Fix:  fmt.Sprintf(`take the blanks between %s and quote out, with a text editor: replace each %[2]c " by %[2]c"`, DelimiterName(sign), sign),
		}
	}
	return &RowError{Text: "a quote inside a cell without quotes", Fix: "put the cell in quotes and double those inside"}
}

// HasEnd reports whether the line read last has a line end, and whether that is CR LF.
func (r *Records) HasEnd() (has, crlf bool) { return len(r.end) > 0, len(r.end) == len("\r\n") }

// Rest returns what is left of a text if that is little and each row is one cell. The text is still to be
// read then.
func (r *Records) Rest() (cells []string, ok bool) {
	const little = 2 << 10
	text, err := r.in.in.Peek(little)
	if !errors.Is(err, io.EOF) {
		return nil, false
	}
	rest := Records{in: Lines{in: bufio.NewReader(bytes.NewReader(text))}, Delimiter: r.Delimiter, oldMac: r.oldMac}
	for {
		row, err := rest.Next()
		switch {
		case errors.Is(err, io.EOF):
			return cells, true
		case err != nil || len(row) > 1:
			return nil, false
		}
		cells = append(cells, row...)
	}
}

// isStray reports whether a byte is part of a line end that this file does not use.
func (r *Records) isStray(c byte) bool { return !r.oldMac && c == '\r' || r.oldMac && c == '\n' }

func (r *Records) strayError() error {
	what := "a carriage return stands alone outside quotes (line ends of an old Mac, or converted twice)"
	if r.oldMac {
		what = "a line feed stands among lines that end with a carriage return (converted twice?)"
	}
	return problem.With(fmt.Errorf("line %d: %s", r.Last, what), saveAsUTF8)
}
