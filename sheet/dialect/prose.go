package dialect

import (
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// chatLine is the beginning of a message in a chat of WhatsApp that was saved: "27/11/2026, 10:12 - Ann: ".
var chatLine = regexp.MustCompile(`^[\x{200e}\x{200f}]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? (um )?\d{1,2}[:.]\d{2}([:.]\d{2})?[\p{Z} ]?([AaPp]\.?[Mm]\.?)?(\]| -| –) [^:]+`)

const makeTable = "make a table of it in a spreadsheet: a person a row, the name in a column name, the number in a column phone (or the address in a column email)"

// refuseChat refuses a chat that was saved as text.
func (e *examination) refuseChat(sample []byte) error {
	lines, chat := filledLines(sample), 0
	for _, line := range lines {
		if chatLine.MatchString(line) {
			chat++
		}
	}
	if chat < 2 || 2*chat < len(lines) || !chatLine.MatchString(lines[0]) {
		return nil
	}
	return &problem.Problem{Text: "this is a chat that was saved, such as one of WhatsApp, and no table", Fix: makeTable}
}

// filledLines returns the first lines of a text that are not blank.
func filledLines(sample []byte) (lines []string) {
	const most = 200
	for _, line := range linesOf(sample[:min(len(sample), bufferSize)]) {
		if strings.TrimSpace(line) != "" && len(lines) < most {
			lines = append(lines, line)
		}
	}
	return lines
}

// refuseProse refuses a text that people read, and no table: a list with numbers in front, sentences.
func (e *examination) refuseProse(sample []byte) error {
	const fewest = 2
	lines := filledLines(sample)
	if len(lines) <= fewest {
		return nil
	}
	own := e.try(sampleReader(sample), e.found.Delimiter, true)
	if own.header == nil || len(own.header) > 1 && 2*own.fitting >= own.rows || columns.FieldsOf(own.header) != nil || e.hasHeader(sample) {
		return nil
	}
	texts := 0
	for _, line := range lines {
		if isProse(line) {
			texts++
		}
	}
	if 2*texts <= len(lines) {
		return nil
	}
	what := "the first line has no comma, semicolon, tab or pipe that parts it into the names of columns"
	if len(own.header) > 1 {
		what = "the signs in it part hardly two lines into as many cells"
	}
	return &problem.Problem{
		Text: "this seems to be a text that people read, and no table: " + what + "; it begins with " + quoteCells(lines[:1]),
		Fix:  makeTable + "; if each line is the one cell of a row all the same, --delimiter comma reads it so",
	}
}

// hasHeader reports whether words for columns stand in one of the first rows, with the delimiter that was found.
func (e *examination) hasHeader(sample []byte) bool {
	top := Top{e.firstRows(sample, e.found.Delimiter)}
	_, is := top.Identifies()
	return is
}

// isProse reports whether a line is of several words, and says something of a person: a number or an address stands
// among them.
func isProse(line string) bool {
	const words, digits = 3, 7
	n := 0
	for _, r := range line {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return len(strings.Fields(line)) >= words && (n >= digits || hasAddress(line))
}

// HoldsContacts reports whether a text holds the e-mail address or the number of a person at all. It does not need to know the
// encoding.
func HoldsContacts(r io.Reader) bool {
	const digits = 7
	in, err := NewReader(r, "")
	if err != nil {
		return false
	}
	text, err := io.ReadAll(io.LimitReader(in, sampleSize))
	for line := range strings.Lines(string(text)) {
		n := 0
		for _, r := range line {
			if unicode.IsDigit(r) {
				n++
			}
		}
		if n >= digits || strings.Contains(line, "@") {
			return err == nil
		}
	}
	return false
}
