package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/dialect"
)

// csvReader reads CSV and TSV.
type csvReader struct {
	header
	lines
	records *dialect.Records
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
	c.lines = lines(sequence(c.next))
	names := o.Head.Names
	if names == nil {
		if names, err = c.readHeader(o.Head.Row); err != nil {
			return nil, err
		}
	}
	c.header = newHeader(names)
	return c, checkHeader(names)
}

// readHeader returns the cells of that row, or of the first one that is not blank: spreadsheets
// write blank rows above a header as commas.
func (c *csvReader) readHeader(row int) ([]string, error) {
	for {
		names, err := c.records.Next()
		_, bad := errors.AsType[*dialect.BadQuoteError](err)
		switch at := c.records.Number; {
		case errors.Is(err, io.EOF) && 0 < at && at < row:
			return nil, fmt.Errorf("there is no row %d to be the header: the file ends with row %d", row, at)
		case (err == nil || bad) && at < row, err == nil && row == 0 && dialect.IsBlank(names):
			continue
		case err != nil:
			return nil, c.headerError(err)
		case row > 0 && (at > row || dialect.IsBlank(names)):
			return nil, fmt.Errorf("row %d is blank: give the number of the row with the names of the columns", row)
		}
		names = slices.Clone(names)
		c.unguard(names)
		return names, nil
	}
}

func (c *csvReader) headerError(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: its first line must be the header, the names of the columns", ErrEmpty)
	}
	if found, is := controlCharacter(string(c.records.Text)); is {
		return fmt.Errorf("line %d holds a control character (%U): this does not look like a text file", c.records.First, found)
	}
	if _, bad := errors.AsType[*dialect.BadQuoteError](err); bad {
		return fmt.Errorf("line %d: the header cannot be read: %w", c.records.First, c.rowError(err))
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
	cells, err := c.records.Next()
	if _, bad := errors.AsType[*dialect.BadQuoteError](err); err != nil && !bad {
		return nil, err
	}
	row := &line{Row: Row{Line: c.records.First, Number: c.records.Number}}
	c.unguard(cells)
	switch {
	case err != nil:
		row.Err = c.rowError(err)
	case len(cells) != len(c.names):
		row.Err = c.rowError(fmt.Errorf("%d cells, but the header has %d: look for a missing or an unquoted %s", len(cells), len(c.names),
			dialect.DelimiterName(c.records.Delimiter)))
	default:
		row.Err = c.fill(&row.Row.Row, cells)
		if i := slices.IndexFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) }); i >= 0 {
			row.Err = fmt.Errorf("column %s holds bytes that are not UTF-8 text: save the file again as CSV UTF-8", ColumnLetters(i))
		}
	}
	if row.Err != nil && len(cells) > 0 {
		row.Cells = slices.Clone(cells)
	}
	return row, nil
}

// rowError adds to what is wrong with the row read last where it stands, if it has several lines.
func (c *csvReader) rowError(err error) error {
	if r := c.records; r.Last > r.First {
		return fmt.Errorf("%w (the row goes from line %d to %d)", err, r.First, r.Last)
	}
	return err
}
