package dialect

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// sampleSize is how much of a file's beginning is searched for its header and for a title above it.
const sampleSize = 1 << 20

func (e *examination) findDelimiter() error {
	var sample []byte
	err := e.readText(func(in *bufio.Reader) (err error) {
		sample, err = io.ReadAll(io.LimitReader(in, sampleSize))
		return err
	})
	if err != nil {
		return err
	}
	if kind := jsonKind(string(sample[:min(len(sample), signatureSize)])); kind != nil && e.head.Names == nil {
		return kind
	}
	told, length, err := sepLine(sample)
	given := e.found.Delimiter != 0
	switch {
	case e.found.Delimiter == blanks:
		return e.noteBlanks(sample)
	case given:
		if err := e.refuseGiven(sample); err != nil {
			return err
		}
	case err != nil:
		return err
	case length > 0:
		e.found.Delimiter, given = told, true
	default:
		if err := e.choose(sample); err != nil || e.found.Delimiter == addresses {
			return err
		}
	}
	e.found.OldMac = endsAsOldMac(sample[length:], e.found.Delimiter)
	if given || e.head.Row > 0 || e.head.Names != nil {
		return nil // who knows that also knows what is above the header
	}
	if err := e.refuseHead(sample); err != nil {
		return err
	}
	return e.refuseProse(sample)
}

// choose finds the delimiter of a text that does not say it, and refuses what has none.
func (e *examination) choose(sample []byte) error {
	if err := e.refuseWrapped(sample); err != nil {
		return err
	}
	if e.head.Row > 0 || e.head.Names != nil { // who knows that has seen that it is a table
		return e.chooseByHeader(sample)
	}
	if err := e.findRecipients(sample); err != nil || e.found.Delimiter == addresses {
		return err
	}
	for _, step := range []func([]byte) error{e.refuseColumnsOfBlanks, e.refuseChat, e.chooseByHeader} {
		if err := step(sample); err != nil {
			return err
		}
	}
	return nil
}

func (e *examination) chooseByHeader(sample []byte) error {
	var possible []trial
	for _, d := range Delimiters() {
		if t := e.try(sampleReader(sample), d, false); len(t.header) > 1 {
			possible = append(possible, t)
		}
	}
	e.found.Delimiter = e.usual
	switch {
	case len(possible) == 0:
		if e.hasColons(sample) {
			e.found.Delimiter = colon
		}
		return nil
	case len(possible) == 1:
		e.found.Delimiter = possible[0].delimiter
		return e.refuseMixed(sample, possible[0])
	case e.usual == '\t' && slices.ContainsFunc(possible, func(t trial) bool { return t.delimiter == '\t' }):
		return nil
	}
	var exported []trial
	for _, t := range possible {
		if slices.ContainsFunc(t.header, IsExported) {
			exported = append(exported, t)
		}
	}
	if len(exported) == 1 {
		e.found.Delimiter = exported[0].delimiter
		return e.refuseOther(sample, possible)
	}
	return e.chooseByRows(sample, possible)
}

// refuseGiven refuses a delimiter that makes the header one cell of no known name, if another one parts it into
// names and fits all rows.
func (e *examination) refuseGiven(sample []byte) error {
	own := e.try(sampleReader(sample), e.found.Delimiter, false)
	if len(own.header) != 1 || e.head.Names != nil || columns.FieldsOf(own.header) != nil {
		return nil
	}
	for _, d := range Delimiters() {
		if t := e.try(sampleReader(sample), d, true); len(t.header) > 1 && t.fitting == t.rows && columns.FieldsOf(t.header) != nil {
			is, want := DelimiterName(d), DelimiterName(e.found.Delimiter)
			return &Undecided{
				Text: fmt.Sprintf("there is no %s in the header (row %d), but a %s between its cells: %s", want, own.number, is, quoteCells(own.header)),
				Ways: []Way{{Dialect: Dialect{Delimiter: d}}},
			}
		}
	}
	return nil
}

// hasColons reports whether the cells of a text are certainly separated by colons.
func (e *examination) hasColons(sample []byte) bool {
	t := e.try(sampleReader(sample), colon, true)
	return len(t.header) > 1 && t.rows >= enough && t.fitting == t.rows && identify(columns.FieldsOf(t.header))
}

// refuseMixed refuses a text whose rows have another delimiter than its header: by the header's each row
// is one cell, by the other each has as many cells as the header.
func (e *examination) refuseMixed(sample []byte, header trial) error {
	own := e.try(sampleReader(sample), header.delimiter, true)
	if own.rows < enough || own.width != 1 || columns.FieldsOf(own.header) == nil {
		return nil
	}
	for _, d := range Delimiters() {
		other := e.try(sampleReader(sample), d, true)
		if d == header.delimiter || other.width != len(header.header) {
			continue
		}
		is, want := DelimiterName(header.delimiter), DelimiterName(d)
		return &problem.Problem{
			Text: fmt.Sprintf("the header (row %d) has a %s between its cells, and the rows below have a %s", header.number, is, want),
			Fix:  fmt.Sprintf("open the file in a text editor and write the header with a %s between its names: %s", want, strings.Join(header.header, string(d))),
		}
	}
	return nil
}

// refuseOther refuses a delimiter that the names tell if another one fits all rows. Of the files that
// we write, none does.
func (e *examination) refuseOther(sample []byte, possible []trial) error {
	chosen := e.found.Delimiter
	for _, t := range possible {
		if t.delimiter == chosen {
			continue
		}
		err := e.readText(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, true)
			return nil
		})
		if err != nil {
			return err
		}
		if t.rows >= enough && t.fitting == t.rows {
			return e.refuseDelimiters(sample, possible)
		}
	}
	return nil
}

// enough is how many rows show a delimiter: a single one may be damaged.
const enough = 2

func (e *examination) chooseByRows(sample []byte, possible []trial) error {
	fits, doubtful := 0, 0
	for _, t := range possible {
		err := e.readText(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, true)
			return nil
		})
		if err != nil {
			return err
		}
		switch {
		case t.rows >= enough && t.fitting == t.rows:
			fits++
			e.found.Delimiter = t.delimiter
		case 2*t.fitting >= t.rows:
			doubtful++
		}
	}
	if fits == 1 && doubtful == 0 {
		return nil
	}
	return e.refuseDelimiters(sample, possible)
}

// refuseDelimiters refuses a text whose header several delimiters part, unless the columns of contacts tell
// which of them is right.
func (e *examination) refuseDelimiters(sample []byte, possible []trial) error {
	likely, certain, err := e.findByContacts(sample, possible)
	if err != nil {
		return err
	}
	if certain {
		e.found.Delimiter = likely[0]
		return nil
	}
	var names []string
	var ways, others []Way
	for _, t := range possible {
		names = append(names, DelimiterName(t.delimiter))
		if way := (Way{Dialect: Dialect{Delimiter: t.delimiter}}); slices.Contains(likely, t.delimiter) {
			ways = append(ways, way)
		} else {
			others = append(others, way)
		}
	}
	e.found.Delimiter = 0
	return &Undecided{
		Text: fmt.Sprintf("row %d, the header, can be read in more than one way: it holds %s, and the rows do not tell which of them stands "+
			"between the cells", possible[0].number, strings.Join(names, " and ")),
		Ways: append(ways, others...), Even: len(likely) != 1,
	}
}

// refuseHead refuses a file that does not begin with its header, as far as that shows.
func (e *examination) refuseHead(sample []byte) error {
	rows := e.firstRows(sample, e.found.Delimiter)
	if len(rows) == 0 || e.isHeadBroken(sample) {
		return nil
	}
	own := Top{rows}
	if own.turned() == nil && (own.header(true) == &rows[0] || joinedHeader(rows) != nil) {
		return nil
	}
	if u := own.refusal(true); u != nil {
		return u
	}
	for _, d := range Delimiters() {
		if d == e.found.Delimiter {
			continue
		}
		other := Top{e.firstRows(sample, d)}
		if u := other.refusal(false); u != nil {
			return u
		}
	}
	if u := own.narrow(); u != nil {
		return u
	}
	return e.refuseWidth(sample)
}

// isHeadBroken reports whether the first row that is not blank cannot be read: who reads the header says why.
func (e *examination) isHeadBroken(sample []byte) bool {
	records, err := e.records(sampleReader(sample), e.found.Delimiter)
	for err == nil {
		var cells []string
		if cells, err = records.Next(); err == nil && !IsBlank(cells) {
			return false
		}
	}
	_, broken := errors.AsType[*RowError](err)
	return broken
}

// firstRows returns the first rows that are not blank and can be read, with that delimiter.
func (e *examination) firstRows(sample []byte, delimiter byte) (rows []TopRow) {
	const most = 50
	records, err := e.records(sampleReader(sample), delimiter)
	for err == nil && len(rows) < most {
		var cells []string
		cells, err = records.Next()
		if _, bad := errors.AsType[*RowError](err); bad {
			err = nil
			continue
		}
		if err == nil && !IsBlank(cells) {
			rows = append(rows, TopRow{records.Number, slices.Clone(cells), records.Quoted})
		}
	}
	return rows
}

// refuseWidth refuses a file whose rows all have the same number of cells, and the first line fewer.
func (e *examination) refuseWidth(sample []byte) error {
	delimiters := []byte{e.found.Delimiter}
	first := e.try(sampleReader(sample), e.found.Delimiter, true)
	if len(first.header) == 1 {
		delimiters = Delimiters()
	}
	for _, d := range delimiters {
		t := e.try(sampleReader(sample), d, true)
		const least = 2
		if len(t.header) > 0 && t.rows >= least && t.width >= least && t.beyond == t.rows {
			rows := e.firstRows(sample, d)
			u := looksLikeTitle(&rows[0], &rows[1])
			u.Else = fmt.Sprintf("if row %d is the header and lacks names, name its last columns: every row below it has %d cells (with a %s between them)",
				rows[0].Number, t.width, DelimiterName(d))
			return u
		}
	}
	return nil
}
