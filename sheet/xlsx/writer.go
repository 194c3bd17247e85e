package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// Column describes a column that a Writer writes.
type Column struct {
	Name    string
	Width   int      // on the screen, in characters
	Cells   int      // that its longest text takes, by CellParts; 0 = 1
	Choices []string // offered in a drop-down list: plain words without commas and quotes
}

// Writer writes a workbook with one table, row by row. It is used by one goroutine. After an error it
// must not be used further.
type Writer struct {
	zip      *zip.Writer
	out      *bufio.Writer // the current part
	name     string        // of the first sheet
	columns  []column
	maxRows  int // of one sheet
	sheets   int
	rows     int // of the current sheet, with its header
	lastRows int // of the last sheet of the table
	buf      []byte
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
	x := &Writer{zip: zip.NewWriter(w), name: name, maxRows: maxRows}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 5) })
	for i, c := range columns {
		x.addColumn(c, i)
	}
	if len(x.columns) > maxColumns {
		return nil, fmt.Errorf("%d columns are more than a sheet of Excel can have: write csv, or choose the columns", len(x.columns))
	}
	for i := range x.columns {
		c := &x.columns[i]
		c.letters = ColumnLetters(i)
		if slices.ContainsFunc(x.columns[:i], func(d column) bool { return c.Name != "" && c.Name == d.Name }) {
			return nil, fmt.Errorf("column %q has the name in which xlsx goes on with a long text of another column: "+
				"leave one out, or write csv", c.Name)
		}
		if CellParts(c.Name) > 1 {
			return nil, fmt.Errorf("the name of column %.60q… is longer than a cell of Excel can be: write csv", c.Name)
		}
	}
	return x, x.beginSheet()
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
	}
}

func (x *Writer) beginSheet() error {
	x.sheets++
	x.rows = 0
	if err := x.create(sheetPath(x.sheets)); err != nil {
		return err
	}
	x.buf = append(x.buf[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><sheetViews><sheetView workbookViewId="0"`...)
	if x.sheets == 1 {
		x.buf = append(x.buf, ` tabSelected="1"`...)
	}
	x.buf = append(x.buf, `><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`...)
	for i, c := range x.columns {
		x.buf = fmt.Appendf(x.buf, `<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, i+1, i+1, c.Width, styleText)
	}
	x.buf = append(x.buf, `</cols><sheetData>`...)
	x.beginRow()
	for _, c := range x.columns {
		if c.Name != "" {
			x.appendCell(c.letters, c.Name, styleHeader)
		}
	}
	return x.endRow()
}

func (x *Writer) create(name string) error {
	part, err := x.zip.CreateHeader(&zip.FileHeader{
		Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if x.out == nil {
		x.out = bufio.NewWriterSize(part, 256<<10)
	}
	x.out.Reset(part)
	return err
}

// WriteRow writes a row: a text for each column.
func (x *Writer) WriteRow(cells []string) error {
	if x.rows == x.maxRows {
		if err := x.endSheet(); err != nil {
			return err
		}
		if err := x.beginSheet(); err != nil {
			return err
		}
	}
	x.buf = x.buf[:0]
	x.beginRow()
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
		if rest == "" {
			continue
		}
		part := rest
		if !c.last || len(rest) > maxCellUnits/7 {
			part = rest[:cellEnd(rest)]
		}
		if rest = rest[len(part):]; rest != "" && c.last {
			return fmt.Errorf("a text in column %q is longer than its cells: it needs %d", c.Name, CellParts(cells[c.source]))
		}
		x.appendCell(c.letters, part, styleText)
	}
	return x.endRow()
}

func (x *Writer) beginRow() {
	x.rows++
	x.buf = append(x.buf, `<row r="`...)
	x.buf = append(strconv.AppendInt(x.buf, int64(x.rows), 10), `">`...)
}

func (x *Writer) endRow() error {
	x.buf = append(x.buf, `</row>`...)
	_, err := x.out.Write(x.buf)
	x.buf = x.buf[:0]
	return err
}

func (x *Writer) appendCell(letters, text string, style int) {
	x.buf = append(append(x.buf, `<c r="`...), letters...)
	x.buf = strconv.AppendInt(x.buf, int64(x.rows), 10)
	x.buf = append(x.buf, `" s="`...)
	x.buf = strconv.AppendInt(x.buf, int64(style), 10)
	x.buf = append(x.buf, `" t="inlineStr"><is><t`...)
	if isSpace(text[0]) || isSpace(text[len(text)-1]) {
		x.buf = append(x.buf, ` xml:space="preserve"`...)
	}
	x.buf = append(appendEscaped(append(x.buf, '>'), text), `</t></is></c>`...)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (x *Writer) endSheet() error {
	x.lastRows = x.rows
	_, err := fmt.Fprintf(x.out, `</sheetData><autoFilter ref="A1:%s%d"/>%s</worksheet>`, x.lastColumn(), x.rows, x.choices())
	if err != nil {
		return err
	}
	return x.out.Flush()
}

func (x *Writer) lastColumn() string { return x.columns[len(x.columns)-1].letters }

// choices returns the drop-down lists.
func (x *Writer) choices() string {
	var b strings.Builder
	n := 0
	for _, c := range x.columns {
		if len(c.Choices) > 0 {
			n++
			fmt.Fprintf(&b, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="%s2:%s%d">`+
				`<formula1>"%s"</formula1></dataValidation>`, c.letters, c.letters, maxRows, strings.Join(c.Choices, ","))
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(`<dataValidations count="%d">%s</dataValidations>`, n, b.String())
}

// Close adds a last sheet, with that name and pairs of names and values, and completes the workbook.
// A value too long for a cell is cut off.
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

func (x *Writer) writeFacts(facts [][2]string) error {
	if err := x.create(sheetPath(x.sheets + 1)); err != nil {
		return err
	}
	x.rows = 0
	x.buf = append(x.buf[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><cols><col min="1" max="1" width="24" customWidth="1"/>`+
		`<col min="2" max="2" width="80" customWidth="1"/></cols><sheetData>`...)
	for _, f := range facts {
		x.beginRow()
		if f[0] != "" {
			x.appendCell("A", f[0], styleHeader)
		}
		if f[1] != "" {
			x.appendCell("B", f[1][:cellEnd(f[1])], styleText)
		}
		if err := x.endRow(); err != nil {
			return err
		}
	}
	if _, err := x.out.WriteString(string(x.buf) + `</sheetData></worksheet>`); err != nil {
		return err
	}
	return x.out.Flush()
}
