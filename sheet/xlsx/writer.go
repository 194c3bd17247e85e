package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// Column describes a column that a Writer writes.
type Column struct {
	Name    string
	Width   int      // on the screen, in characters
	Cells   int      // that its longest text takes, by CellParts; 0 = 1
	Choices []string // offered in a drop-down list: plain words without commas and quotes
	Kind    Kind     // of its cells
	Frozen  bool     // it stays on the screen, with those before it
	Wrapped bool     // its texts go on in the next line of their cell; they are of Kind Text
}

// Writer writes a workbook with one table, or several, row by row. It is used by one goroutine. After an error
// it must not be used further.
type Writer struct {
	zip     *zip.Writer
	out     *bufio.Writer // the current part
	name    string        // of the first sheet
	columns []column
	maxRows int // of one sheet
	ended   []ended
	sheet   int // which one of the table is written, from 1
	rows    int // of it, with its header
	buf     []byte
}

// ended is a sheet that is written.
type ended struct {
	name       string
	lastColumn string
	rows       int
}

// column is one column of the sheets.
type column struct {
	Column
	source  int // its place in the cells of a row, -1 for an empty column
	letters string
	more    bool // it continues the column before
	last    bool // no column continues it
}

// NewWriter begins a workbook in w, whose first sheet has that name, with a header. Close completes
// it and does not close w.
func NewWriter(w io.Writer, name string, columns []Column) (*Writer, error) {
	x := &Writer{zip: zip.NewWriter(w), maxRows: MaxRows}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 5) })
	return x, x.beginTable(name, columns)
}

// Next ends the table and begins another one, whose first sheet has that name.
func (x *Writer) Next(name string, columns []Column) error {
	if err := x.endSheet(); err != nil {
		return err
	}
	return x.beginTable(name, columns)
}

func (x *Writer) beginTable(name string, columns []Column) error {
	x.name, x.sheet, x.columns = name, 0, nil
	for i, c := range columns {
		x.addColumn(c, i)
	}
	if len(x.columns) > maxColumns {
		return fmt.Errorf("%d columns are more than a sheet of Excel can have: write csv, or choose the columns", len(x.columns))
	}
	for i := range x.columns {
		c := &x.columns[i]
		c.letters = ColumnLetters(i)
		if slices.ContainsFunc(x.columns[:i], func(d column) bool { return c.Name != "" && c.Name == d.Name }) {
			return fmt.Errorf("column %q has the name that xlsx needs to continue a long text of another column: "+
				"leave one out, or write csv", c.Name)
		}
		if CellParts(c.Name) > 1 {
			return fmt.Errorf("the name of column %.60q… is longer than a cell of Excel can be: write csv", c.Name)
		}
	}
	return x.beginSheet()
}

// addColumn adds a column and those that continue it. If its name looks like a continuation of the
// column before, an empty column separates them.
func (x *Writer) addColumn(c Column, source int) {
	if n := len(x.columns); n > 0 {
		first, count := n-1, 2
		for ; x.columns[first].more; first-- {
			count++
		}
		if isContinuation(c.Name, x.columns[first].Name, count) {
			x.columns = append(x.columns, column{Column: Column{Width: 12}, source: -1, last: true})
		}
	}
	name := c.Name
	for n := 1; n <= max(1, c.Cells); n++ {
		if n > 1 {
			c.Name, c.Choices = name+continuation(n), nil
		}
		x.columns = append(x.columns, column{Column: c, source: source, more: n > 1, last: n >= c.Cells})
		c.Frozen = false
	}
}

// WriteRow writes a row: a text for each column. The marked ones, by their place, are coloured.
func (x *Writer) WriteRow(cells []string, marked ...int) error {
	if x.rows == x.maxRows {
		if err := x.endSheet(); err != nil {
			return err
		}
		if err := x.beginSheet(); err != nil {
			return err
		}
	}
	x.buf = x.buf[:0]
	x.beginRow(x.linesOf(cells))
	rest := ""
	for i := range x.columns {
		c := &x.columns[i]
		if c.source < 0 {
			continue
		}
		if !c.more {
			if rest = cells[c.source]; !utf8.ValidString(rest) {
				return fmt.Errorf("column %q holds bytes that are not UTF-8 text, which xlsx cannot hold: write csv", c.Name)
			}
		}
		style := c.textStyle()
		if slices.Contains(marked, c.source) {
			style = styleMarked
		}
		if rest == "" {
			if style == styleMarked && !c.more {
				x.appendEmpty(c.letters, style)
			}
			continue
		}
		if style == styleText && !c.more && x.appendStored(c, rest) {
			rest = ""
			continue
		}
		part := rest
		if !c.last || len(rest) > maxCellUnits/7 {
			part = rest[:cellEnd(rest)]
		}
		if rest = rest[len(part):]; rest != "" && c.last {
			return fmt.Errorf("a text in column %q is longer than its cells: it needs %d", c.Name, CellParts(cells[c.source]))
		}
		x.appendCell(c.letters, part, style)
	}
	return x.endRow()
}

// Close adds a last sheet, with that name and pairs of names and values, and completes the
// workbook. A value too long for a cell is cut off.
func (x *Writer) Close(name string, facts [][2]string) error {
	if err := x.endSheet(); err != nil {
		return err
	}
	if err := x.writeFacts(facts); err != nil {
		return err
	}
	for _, part := range x.parts(name) {
		if err := x.create(part.name); err != nil {
			return err
		}
		if _, err := x.out.WriteString(xmlHead + part.text); err != nil {
			return err
		}
		if err := x.out.Flush(); err != nil {
			return err
		}
	}
	return x.zip.Close()
}
