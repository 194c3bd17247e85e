package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

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

func newCSVReader(r io.Reader, comma byte, o ReaderOptions) (*csvReader, error) {
	in, err := textReader(r)
	if err != nil {
		return nil, err
	}
	c := &csvReader{records: &records{in: in, comma: comma}, guard: !o.RawCells}
	if err := c.readHeader(); err != nil {
		return nil, err
	}
	// gocsv trims the names of its header and matches them loosely, so it gets one of ours: the base columns that stand in the file
	// exactly, and keys for all others.
	src := io.MultiReader(strings.NewReader(c.keys(comma)), c.records)
	parser := newParser(src, comma)
	parser.ReuseRecord = true
	c.rows, err = gocsv.NewUnmarshaller(parser, &lead.Row{})
	return c, err
}

func newParser(r io.Reader, comma byte) *csv.Reader {
	p := csv.NewReader(bufio.NewReaderSize(r, bufferSize))
	p.Comma = rune(comma)
	return p
}

// readHeader reads the first row, and not a byte more.
func (c *csvReader) readHeader() error {
	header, err := newParser(c.records, c.records.comma).Read()
	if err = c.records.cause(err); isEnd(err) {
		return errors.New("the file is empty: its first line must be the header, the names of the columns")
	}
	if parseErr, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d: the header cannot be read: %w", c.records.first, c.problem(parseErr))
	}
	if err != nil {
		return err
	}
	if c.guard {
		for i, name := range header {
			header[i] = Unguard(name)
		}
	}
	c.header = header
	return checkHeader(header)
}

// checkHeader refuses names that stand twice: nobody could tell which of the columns is meant. Columns without a name may be many, as
// spreadsheets write them behind the last one used; they must be empty.
func checkHeader(header []string) error {
	first := make(map[string]int, len(header))
	for i, name := range header {
		if j, twice := first[name]; twice && name != "" {
			return fmt.Errorf("columns %s and %s have the same name %q: rename or remove one", columnLetters(j), columnLetters(i), name)
		}
		first[name] = i
	}
	return nil
}

// keys notes the dynamic columns and returns the header line for gocsv.
func (c *csvReader) keys(comma byte) string {
	base := lead.BaseColumns()
	keys := make([]string, len(c.header))
	for i, name := range c.header {
		keys[i] = name
		if !slices.Contains(base, name) {
			keys[i] = strconv.Itoa(i)
			c.dynamic = append(c.dynamic, dynamicColumn{key: keys[i], name: name, number: i})
		}
	}
	return strings.Join(keys, string(comma)) + "\n"
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
		row.Err = c.problem(parseErr)
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
	return row, nil
}

func (c *csvReader) addDynamic(row *lead.Row, cells map[string]string) error {
	for _, column := range c.dynamic {
		cell := cells[column.key]
		if cell == "" {
			continue
		}
		if column.name == "" {
			return fmt.Errorf("column %s has no name in the header, but this row has a cell there: name the column or empty the cell",
				columnLetters(column.number))
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
		what = fmt.Errorf("%d cells, but the header has %d: look for a missing or an unquoted comma or tab", c.records.cells, len(c.header))
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

// columnLetters returns what a spreadsheet calls the column: A, B, … Z, AA.
func columnLetters(i int) string {
	letters := string(rune('A' + i%26))
	if i < 26 {
		return letters
	}
	return columnLetters(i/26-1) + letters
}
