package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"unicode/utf8"

	"github.com/leadferry/leadferry/lead"
)

// csvReader reads CSV and TSV: records lends positions and exact cells, encoding/csv parses.
type csvReader struct {
	records *records
	parser  *csv.Reader
	header  []string
	base    []int // the place of each column among the base columns, or -1
	guard   bool
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
	c.base = c.baseColumns()
	c.parser = newParser(bufio.NewReaderSize(c.records, bufferSize), comma)
	c.parser.FieldsPerRecord, c.parser.ReuseRecord = len(c.header), true
	return c, nil
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
	cells, err := c.parser.Read()
	err = c.records.cause(err)
	row := Row{Line: c.records.first, Number: c.records.number}
	parseErr, bad := errors.AsType[*csv.ParseError](err)
	if err != nil && !bad {
		return Row{}, err
	}
	if c.guard {
		for i, cell := range cells {
			cells[i] = Unguard(cell)
		}
	}
	if bad {
		row.Err = c.problem(parseErr)
	} else if row.Err = c.fill(&row.Row, cells); !utf8.Valid(c.records.text) {
		row.Err = brokenText(cells)
	}
	if row.Err != nil {
		row.Cells = slices.Clone(cells)
	}
	return row, nil
}

// fill puts the cells into their columns.
func (c *csvReader) fill(row *lead.Row, cells []string) error {
	var base lead.Base
	filled := 0
	for i, cell := range cells {
		switch {
		case c.base[i] >= 0:
			base[c.base[i]] = cell
		case cell != "":
			filled++
		}
	}
	row.Base = base
	if filled == 0 {
		return nil
	}
	row.Dynamic = make([]lead.Cell, 0, filled)
	for i, cell := range cells {
		switch {
		case c.base[i] >= 0 || cell == "":
		case c.header[i] == "":
			return nameless(i)
		default:
			row.Dynamic = append(row.Dynamic, lead.Cell{Column: c.header[i], Value: cell})
		}
	}
	return nil
}

// brokenText names the first column whose cell is not UTF-8.
func brokenText(cells []string) error {
	i := slices.IndexFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) })
	return fmt.Errorf("column %s holds bytes that are not UTF-8 text: save the file again as CSV UTF-8", ColumnLetters(i))
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
