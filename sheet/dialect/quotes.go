package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Quotes says what quotes in a text are.
type Quotes string

// The kinds of quotes. The zero value is Enclose.
const (
	Enclose    Quotes = "enclose" // they stand around cells, as spreadsheets write them
	TextQuotes Quotes = "text"    // they are part of the text; a cell \N is empty
	Escaped    Quotes = "escaped" // so, and a backslash begins what a database escapes, such as \n
)

// ParseQuotes parses what a person says quotes are.
func ParseQuotes(text string) (Quotes, error) {
	q := Quotes(strings.ToLower(text))
	if !slices.Contains([]Quotes{Enclose, TextQuotes, Escaped}, q) {
		return "", fmt.Errorf("unknown quotes %q: use enclose, text or escaped", text)
	}
	return q, nil
}

// findQuotes finds out what quotes and backslashes mean. Databases put no quotes around cells, so those of a TSV
// are certainly text where no cell stands in quotes, every row has all cells, and who takes them for marks
// stumbles. A doubt is told or refused.
func (e *examination) findQuotes() error {
	if e.found.Quotes != "" || !IsWritten(e.found.Delimiter) {
		return nil
	}
	quote, backslash := false, false
	var marks enclosedReading
	err := e.readProof(func(in *bufio.Reader) { quote, backslash = signsOf(in) })
	if err == nil && (quote || backslash) {
		err = e.readProof(func(in *bufio.Reader) { marks.read(e.records(in, e.found.Delimiter)) })
	}
	tabs := e.found.Delimiter == '\t'
	if err != nil || !marks.stumbles() && (!tabs || !backslash && marks.swallowed == 0) {
		return err
	}
	plain := e.readPlain(TextQuotes)
	if plain.joins && !plain.strange {
		plain.join(e.readPlain(Escaped))
	}
	if plain.fits() {
		err = e.decideQuotes(&marks, &plain)
	}
	if tabs {
		plain.note(&e.found)
	}
	return err
}

// readProof reads what shows the quotes: all of a TSV, and of other files, whose quotes are never certain, the beginning.
func (e *examination) readProof(read func(*bufio.Reader)) error {
	return e.readText(func(in *bufio.Reader) error {
		if e.found.Delimiter == '\t' {
			read(in)
			return nil
		}
		sample, err := io.ReadAll(io.LimitReader(in, sampleSize))
		read(sampleReader(sample))
		return err
	})
}

// signsOf reports whether a text has quotes and backslashes.
func signsOf(in *bufio.Reader) (quote, backslash bool) {
	for !quote || !backslash {
		text, err := in.Peek(bufferSize)
		quote = quote || bytes.IndexByte(text, '"') >= 0
		backslash = backslash || bytes.IndexByte(text, '\\') >= 0
		if _, discardErr := in.Discard(len(text)); err != nil || discardErr != nil {
			break
		}
	}
	return quote, backslash
}

// decideQuotes decides about a text whose rows have all cells if quotes are text.
func (e *examination) decideQuotes(marks *enclosedReading, plain *plainReading) error {
	const uuid = "uuid" // of an export of ours, whose quotes stand around cells
	own := slices.Contains(marks.header, uuid)
	isText := Way{If: "quotes are part of the text", Dialect: Dialect{Quotes: TextQuotes}}
	switch {
	case e.found.Delimiter == '\t' && marks.stumbles() && plain.enclosed == 0 && !own:
		e.found.Quotes = TextQuotes
		if plain.isEscaped(plain.letters) {
			e.found.Quotes = Escaped
		}
	case marks.err != nil:
		return &Undecided{
			Text: fmt.Sprintf("%v; every row has all cells if quotes are part of the text", marks.err),
			Ways: []Way{isText}, Else: "if quotes stand around cells, close that one with a text editor",
		}
	case marks.swallowed > 0 && !own:
		return &Undecided{
			Text: fmt.Sprintf("quotes can be read in two ways: around cells, so that row %d takes in the lines below it; or as part of the text, so that these lines "+
				"are rows with all cells", marks.swallowed),
			Ways: []Way{isText, {If: "they stand around cells", Dialect: Dialect{Quotes: Enclose}}},
		}
	case marks.stumbles():
		e.found.remarks = append(e.found.remarks, fmt.Sprintf("rows with quotes that do not stand around a whole cell: %d, the first is row %d; "+
			"if quotes are part of the text everywhere in the file, add --quotes %s", marks.bad.N, marks.bad.First, TextQuotes))
	case plain.quotes.N == 0 && plain.isEscaped(false) && !own:
		e.found.Quotes = Escaped
	}
	return nil
}

// enclosedReading is what becomes of a text if quotes stand around cells.
type enclosedReading struct {
	header    []string
	bad       RowCount // whose quotes are wrong
	swallowed int      // the first row with a cell of several lines and delimiters; 0 for none
	err       error    // that ends the reading
}

func (q *enclosedReading) stumbles() bool { return q.err != nil || q.bad.N > 0 }

func (q *enclosedReading) read(records *Records, err error) {
	for err == nil {
		var cells []string
		cells, err = records.Next()
		_, bad := errors.AsType[*RowError](err)
		switch {
		case bad:
			q.bad.Add(records.Number)
			err = nil
		case err != nil:
		case q.header == nil && !IsBlank(cells):
			q.header = slices.Clone(cells)
		case q.swallowed == 0 && slices.ContainsFunc(cells, func(cell string) bool {
			return strings.IndexByte(cell, '\n') >= 0 && strings.IndexByte(cell, records.Delimiter) >= 0
		}):
			q.swallowed = records.Number
		}
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, errSampleEnds) {
		q.err = err
	}
}
