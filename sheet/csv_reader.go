package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/dialect"
)

// csvReader reads CSV and TSV: encoding/csv parses the cells, records knows their places.
type csvReader struct {
	header
	lines
	records *dialect.Records
	parser  *csv.Reader
	guard   bool
}

func newCSVReader(r io.Reader, f Format, o ReaderOptions) (Reader, error) {
	in, err := dialect.NewReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	records, err := dialect.NewRecords(in, f.delimiter(), o.Dialect.Delimiter)
	if err != nil {
		return nil, err
	}
	c := &csvReader{records: records, guard: !o.RawCells}
	if err := c.readHeader(); err != nil {
		return nil, err
	}
	c.parser = dialect.NewParser(bufio.NewReaderSize(records, bufferSize), records.Delimiter)
	c.parser.FieldsPerRecord, c.parser.ReuseRecord = len(c.names), true
	c.lines = lines(sequence(c.next))
	return c, nil
}

// readHeader reads the first row that is not blank, and no byte more. Spreadsheets write blank rows
// above a header as commas.
func (c *csvReader) readHeader() error {
	parser := dialect.NewParser(c.records, c.records.Delimiter)
	parser.FieldsPerRecord = -1
	names, err := parser.Read()
	for err == nil && dialect.IsBlank(names) {
		names, err = parser.Read()
	}
	if err = c.records.Cause(err); err != nil {
		return c.headerError(err)
	}
	c.unguard(names)
	c.header = newHeader(names)
	return checkHeader(names)
}

func (c *csvReader) headerError(err error) error {
	if err == io.EOF {
		return fmt.Errorf("%w: its first line must be the header, the names of the columns", ErrEmpty)
	}
	if found, is := controlCharacter(string(c.records.Text)); is {
		return fmt.Errorf("line %d holds a control character (%U): this does not look like a text file", c.records.First, found)
	}
	if parseErr, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d: the header cannot be read: %w", c.records.First, c.rowError(parseErr))
	}
	return err
}

func (c *csvReader) unguard(cells []string) {
	if !c.guard {
		return
	}
	for i, cell := range cells {
		cells[i] = Unguard(cell)
	}
}

func (c *csvReader) Header() []string { return c.names }

func (c *csvReader) Notes() []string { return nil }

func (c *csvReader) next() (*line, error) {
	cells, err := c.parser.Read()
	err = c.records.Cause(err)
	row := Row{Line: c.records.First, Number: c.records.Number}
	parseErr, bad := errors.AsType[*csv.ParseError](err)
	if err != nil && !bad {
		return nil, err
	}
	c.unguard(cells)
	if bad {
		row.Err = c.rowError(parseErr)
	} else if row.Err = c.fill(&row.Row, cells); !utf8.Valid(c.records.Text) {
		row.Err = textError(cells)
	}
	if row.Err != nil {
		row.Cells = slices.Clone(cells)
	}
	return &line{Row: row}, nil
}

// textError names the first column whose cell is not UTF-8.
func textError(cells []string) error {
	i := slices.IndexFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) })
	return fmt.Errorf("column %s holds bytes that are not UTF-8 text: save the file again as CSV UTF-8", ColumnLetters(i))
}

// rowError says what is wrong with the row read last.
func (c *csvReader) rowError(err *csv.ParseError) error {
	var what error
	switch {
	case errors.Is(err.Err, csv.ErrFieldCount):
		what = fmt.Errorf("%d cells, but the header has %d: look for a missing or an unquoted %s", c.records.Cells, len(c.names),
			dialect.DelimiterName(c.records.Delimiter))
	case errors.Is(err.Err, csv.ErrBareQuote):
		what = fmt.Errorf("a quote inside a cell without quotes, at byte %d of its line: put the cell in quotes and double those inside",
			err.Column)
	case errors.Is(err.Err, csv.ErrQuote):
		what = fmt.Errorf("text behind a closing quote, at byte %d of its line: double the quotes that are part of the text", err.Column)
	default:
		what = err.Err
	}
	if r := c.records; r.Last > r.First {
		return fmt.Errorf("%w (the row goes from line %d to %d)", what, r.First, r.Last)
	}
	return what
}
