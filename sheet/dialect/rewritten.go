package dialect

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// The signs that stand for texts without a delimiter: their lines are written anew, with commas.
const (
	blanks    = ' ' // columns are made of blanks
	addresses = '@' // a list of recipients, as mail programs write it
)

// rewritten is a text whose lines are written anew.
type rewritten struct {
	lines *Lines
	line  func(text string) [][]string // the records that a line becomes, none for a blank one
	rest  []byte
}

// newRewritten returns a text with commas for one that has no delimiter.
func newRewritten(in *bufio.Reader, sign byte) *bufio.Reader {
	w := &rewritten{lines: NewLines(in)}
	switch sign {
	case addresses:
		w.line = func(text string) (records [][]string) {
			people, _ := parseRecipients(text)
			for _, p := range people {
				records = append(records, []string{p.name, p.address})
			}
			return records
		}
	default:
		start, err := in.Peek(bufferSize)
		_ = err // a short text is enough
		w.line = newBlankColumns(linesOf(start)).line
	}
	return bufio.NewReaderSize(w, bufferSize)
}

// Read writes the next lines anew.
func (w *rewritten) Read(p []byte) (int, error) {
	for len(w.rest) == 0 {
		text, err := w.lines.Next()
		if err != nil {
			return 0, err
		}
		var b strings.Builder
		out := csv.NewWriter(&b)
		records := w.line(string(text))
		if err := out.WriteAll(records); err != nil {
			return 0, err
		}
		if records == nil {
			b.WriteByte('\n')
		}
		w.rest = []byte(b.String())
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// linesOf returns the lines at the beginning of a text, without one that is cut off by the end of what was read of it.
func linesOf(start []byte) (all []string) {
	text := string(start)
	if len(start) >= bufferSize {
		text = text[:strings.LastIndexByte(text, '\n')+1]
	}
	for line := range strings.Lines(text) {
		all = append(all, strings.TrimRight(line, "\r\n\x1a"))
	}
	return all
}

// eachLine calls each with the lines of a text that are not blank, until it returns false.
func (e *examination) eachLine(each func(text string, number int) bool) error {
	return e.readText(func(in *bufio.Reader) error {
		lines := NewLines(in)
		for {
			text, err := lines.Next()
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
			if line := string(text); strings.TrimSpace(line) != "" && !each(line, lines.Number) {
				return nil
			}
		}
	})
}
