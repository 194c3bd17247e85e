package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gocarina/gocsv"

	"github.com/leadferry/leadferry/lead"
)

// csvReader reads CSV and TSV: records lends positions and exact cells, encoding/csv parses, gocsv fills the base columns.
type csvReader struct {
	records *records
	rows    *gocsv.Unmarshaller
	header  []string
	dynamic []dynamicColumn
	guard   bool
}

// dynamicColumn is a column that gocsv does not know: it hands its cells out under the key.
type dynamicColumn struct {
	key    string
	name   string
	number int
}

func newCSVReader(r io.Reader, f Format, o ReaderOptions) (*csvReader, error) {
	in, err := textReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	records, err := newRecords(in, f, o.Dialect.Delimiter)
	if err != nil {
		return nil, err
	}
	c, comma := &csvReader{records: records, guard: !o.RawCells}, records.comma
	if err := c.readHeader(); err != nil {
		return nil, err
	}
	// gocsv trims the names of its header and matches them loosely, so it gets one of ours: the base columns that stand in the file
	// exactly, and keys for all others.
	src := io.MultiReader(strings.NewReader(c.keys(comma)), c.records)
	parser := newParser(bufio.NewReaderSize(src, bufferSize), comma)
	parser.ReuseRecord = true
	c.rows, err = gocsv.NewUnmarshaller(parser, &lead.Row{})
	return c, err
}

func newParser(r io.Reader, comma byte) *csv.Reader {
	p := csv.NewReader(r)
	p.Comma = rune(comma)
	return p
}

func (c *csvReader) Header() []string { return c.header }

func (c *csvReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := c.next()
			if isEnd(err) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (c *csvReader) next() (Row, error) {
	base, unmatched, err := c.rows.ReadUnmatched()
	err = c.records.cause(err)
	row := Row{Line: c.records.first, Number: c.records.number}
	if parseErr, ok := errors.AsType[*csv.ParseError](err); ok {
		row.Err, row.Cells = c.problem(parseErr), c.cells()
		return row, nil
	}
	if err != nil {
		return Row{}, err
	}
	row.Row = *base.(*lead.Row)
	if c.guard {
		cells := row.Base()
		for i, cell := range cells {
			cells[i] = Unguard(cell)
		}
		row.SetBase(&cells)
	}
	row.Err = c.addDynamic(&row.Row, unmatched)
	if !utf8.Valid(c.records.text) {
		row.Err = c.brokenText()
	}
	if row.Err != nil {
		row.Cells = c.cells()
	}
	return row, nil
}

// cells parses the row read last once more, as far as that goes: gocsv drops what encoding/csv has of a bad row.
func (c *csvReader) cells() []string {
	parser := newParser(bytes.NewReader(c.records.text), c.records.comma)
	parser.FieldsPerRecord = -1
	cells, _ := parser.Read() // the error is the row's own
	if c.guard {
		for i, cell := range cells {
			cells[i] = Unguard(cell)
		}
	}
	return cells
}

// brokenText names the first column of the row read last whose cell is not UTF-8.
func (c *csvReader) brokenText() error {
	i := slices.IndexFunc(c.cells(), func(cell string) bool { return !utf8.ValidString(cell) })
	return fmt.Errorf("column %s holds bytes that are not UTF-8 text: save the file again as CSV UTF-8", ColumnLetters(i))
}

func (c *csvReader) addDynamic(row *lead.Row, cells map[string]string) error {
	for _, column := range c.dynamic {
		cell := cells[column.key]
		if cell == "" {
			continue
		}
		if column.name == "" {
			return fmt.Errorf("column %s has no name in the header, but this row has a cell there: name the column or empty the cell",
				ColumnLetters(column.number))
		}
		if c.guard {
			cell = Unguard(cell)
		}
		row.Dynamic = append(row.Dynamic, lead.Cell{Column: column.name, Value: cell})
	}
	return nil
}

// problem says what is wrong with the row read last.
func (c *csvReader) problem(err *csv.ParseError) error {
	var what error
	switch {
	case errors.Is(err.Err, csv.ErrFieldCount):
		what = fmt.Errorf("%d cells, but the header has %d: look for a missing or an unquoted %s", c.records.cells, len(c.header),
			DelimiterName(c.records.comma))
	case errors.Is(err.Err, csv.ErrBareQuote):
		what = fmt.Errorf("a quote inside a cell without quotes, at byte %d of its line: put the cell in quotes and double those inside",
			err.Column)
	case errors.Is(err.Err, csv.ErrQuote):
		what = fmt.Errorf("text behind a closing quote, at byte %d of its line: double the quotes that are part of the text", err.Column)
	default:
		what = err.Err
	}
	if r := c.records; r.last > r.first {
		return fmt.Errorf("%w (the row goes from line %d to %d)", what, r.first, r.last)
	}
	return what
}
