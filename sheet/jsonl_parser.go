package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/internal/jsonscan"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/document"
)

// maxNames limits how many member names a parser remembers. A file with more reads a little slower.
const maxNames = 4096

// jsonlParser parses lines into rows. It is used by one goroutine.
type jsonlParser struct {
	names     map[string]*member
	lines     int      // parsed so far
	text      []byte   // of the current value
	objects   []string // members of the current line that are objects
	flattener lead.Flattener
	records   []lead.Record
	places    []*line // of the records
}

// member is what a member's name means.
type member struct {
	name string
	base lead.Column // -1 if it is no base column
	line int         // where it occurred last
	part bool        // it may continue another
	wrap bool        // it may hold the fields of a lead
}

func newJSONLParser() *jsonlParser { return &jsonlParser{names: make(map[string]*member)} }

var errNoObject = &RowError{Text: "this is not a JSON object", Fix: `write it like {"name":"Asha"}`}

// parse parses lines, if they are not parsed yet. A record becomes the row that an export makes of
// it, but for the type, which it does not say. Broken text (half a surrogate pair, bytes that are
// not UTF-8), as a platform leaves it that cuts texts off, becomes U+FFFD there, as in an export.
func (j *jsonlParser) parse(lines ...*line) {
	j.places = j.places[:0]
	for _, l := range lines {
		if l.json == nil {
			continue
		}
		row, isRecord, err := j.parseFlat(l.json)
		if isRecord {
			if err = j.scan(len(j.places), l.json); err == nil {
				j.places = append(j.places, l)
			}
		} else if err == nil {
			l.Row.Row = row
		}
		l.Err, l.json = err, nil
	}
	for i, row := range j.flattener.Flatten(j.records[:len(j.places)], "") { // faster than one by one
		// A file cannot distinguish empty cells from missing ones.
		row.Dynamic = slices.DeleteFunc(row.Dynamic, func(c lead.Cell) bool { return c.Value == "" })
		j.places[i].Row.Row = row
	}
}

// columns calls each with the dynamic columns of a line, in their order. It parses no more of a
// record than it needs.
func (j *jsonlParser) columns(l *line, each func(column string)) {
	if l.json == nil {
		return
	}
	row, isRecord, err := j.parseFlat(l.json)
	if isRecord {
		if err = j.scan(0, l.json); err == nil {
			j.flattener.Columns(&j.records[0], each)
		}
	}
	if l.Err = err; err != nil {
		return
	}
	for _, cell := range row.Dynamic {
		each(cell.Column)
	}
}

// parseFlat parses a flat row, as far as the line is one.
func (j *jsonlParser) parseFlat(text []byte) (row lead.Row, isRecord bool, err error) {
	s := jsonscan.New(text)
	if s.Kind() != jsonscan.Object {
		return row, false, errNoObject
	}
	j.lines++
	if len(j.names) > maxNames {
		clear(j.names)
	}
	doubtful := false // the JSON library decides
	parts := false    // members may continue others
	wraps := false
	j.objects = j.objects[:0]
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		m := j.member(name)
		kind := s.Kind()
		if m.name == document.RecordID || m.name == document.RecordProfile && kind == jsonscan.Object {
			return lead.Row{}, true, nil
		}
		var replaced bool
		j.text, replaced = jsonscan.AppendText(j.text[:0], s.Value())
		if kind == jsonscan.Number {
			j.text = writeOut(j.text)
		}
		doubtful = doubtful || replaced || m.line == j.lines || kind == jsonscan.Object || kind == jsonscan.Array ||
			bytes.ContainsRune(name, utf8.RuneError)
		m.line = j.lines
		parts, wraps = parts || m.part, wraps || m.wrap
		switch {
		case m.base >= 0:
			row.Base[m.base] = string(j.text)
		case len(j.text) > 0:
			if kind == jsonscan.Object && !m.part {
				j.objects = append(j.objects, m.name)
			}
			row.Dynamic = append(row.Dynamic, lead.Cell{Column: m.name, Value: string(j.text)})
		}
		if len(row.Dynamic) > dialect.MaxCells {
			return lead.Row{}, false, fmt.Errorf("the object has more than %d members, as many as a spreadsheet has columns: is this the right file?", dialect.MaxCells)
		}
	}
	if err = s.End(); err != nil || doubtful {
		err = explain(text, err)
	}
	if parts {
		joinContinued(&row)
	}
	if wraps && err == nil {
		document.Unwrap(&row)
	}
	if len(j.objects) > 0 && err == nil {
		document.Flatten(&row, j.objects)
	}
	return row, false, err
}

// writeOut writes a number with an exponent in digits, if it is a whole one: a phone as 4.9e12 is exact here,
// unlike in a spreadsheet, which shortens numbers so.
func writeOut(number []byte) []byte {
	const most = 20 // digits that an exponent adds
	mantissa, exponent, ok := bytes.Cut(bytes.ToLower(number), []byte("e"))
	n, err := strconv.Atoi(string(exponent))
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	fraction = bytes.TrimRight(fraction, "0")
	if !ok || err != nil || n > most || n < len(fraction) || whole[len(whole)-1] == '0' && len(whole) <= len("-0") {
		return number
	}
	return slices.Concat(whole, fraction, bytes.Repeat([]byte("0"), n-len(fraction)))
}

func (j *jsonlParser) member(name []byte) *member {
	m := j.names[string(name)]
	if m == nil {
		m = &member{name: string(name), base: -1}
		if base, ok := lead.ColumnOf(m.name); ok {
			m.base = base
		}
		m.part, m.wrap = isPart(m.name), document.IsWrapper(m.name)
		j.names[m.name] = m
	}
	return m
}

// scan reads the n-th record.
func (j *jsonlParser) scan(n int, text []byte) error {
	if n == len(j.records) {
		j.records = append(j.records, lead.Record{})
	}
	if err := j.records[n].Read(text); err != nil {
		return explain(text, err, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	}
	return nil
}

// explain returns what the JSON library says is wrong with a line: it explains better than jsonscan,
// whose error stands if the library finds none.
func explain(text []byte, err error, o ...jsontext.Options) error {
	d := jsontext.NewDecoder(bytes.NewReader(text), o...)
	if _, err := d.ReadValue(); err != nil {
		return lineError(text, err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return &RowError{Text: "something follows the JSON object", Fix: "write one object a line"}
	}
	return err
}

// lineError says what is wrong with a line.
func lineError(text []byte, err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return err
	case errors.Is(syntax.Err, jsontext.ErrDuplicateName):
		return &RowError{Text: "a member stands twice in this line", Detail: strconv.Quote(syntax.JSONPointer.LastToken()), Fix: "remove one"}
	case errors.Is(syntax.Err, io.ErrUnexpectedEOF):
		return &RowError{Text: "the line ends within its JSON object", Fix: "get the whole file if it was cut off; write each object on one line"}
	}
	return &RowError{Text: "the JSON is broken: " + syntax.Err.Error(), Detail: fmt.Sprintf("at character %d of the line", utf8.RuneCount(text[:min(int(syntax.ByteOffset), len(text))])+1), Fix: "correct the line"}
}
