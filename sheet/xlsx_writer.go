package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"

	"github.com/leadferry/leadferry/lead"
)

// Fact is one line of a workbook's sheet "About".
type Fact struct{ Name, Value string }

const (
	leadsSheet = "Leads"
	aboutSheet = "About"
)

// xlsxWriter writes a workbook row by row. Every cell is text, so that nothing in it is a number, a date or a formula.
type xlsxWriter struct {
	zip      *zip.Writer
	out      *bufio.Writer // the sheet under way
	columns  []sheetColumn
	from     map[string]int // a column's place among a lead's cells: base columns first, then dynamic ones
	cells    []string       // of the row under way, by that place
	about    func() []Fact
	offers   map[string][]string // by column
	maxRows  int                 // of one sheet
	sheets   int
	rows     int // of the sheet under way, with its header
	lastRows int // of the last sheet of leads
	row      []byte
}

// sheetColumn is one column of the sheets.
type sheetColumn struct {
	name    string // "" for an empty one
	from    int    // its place among a lead's cells
	letters string
	more    bool // goes on with the text of the column before
	last    bool // nothing goes on with its text
}

func newXLSXWriter(w io.Writer, o WriterOptions) (*xlsxWriter, error) {
	if isBlankHeader(o.Columns) {
		return nil, errors.New("xlsx needs its columns before the first row: name at least one")
	}
	x := &xlsxWriter{zip: zip.NewWriter(w), from: make(map[string]int), about: o.About, offers: o.Choices, maxRows: maxSheetRows}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 5) })
	for i, name := range lead.BaseColumns() {
		x.from[name] = i
	}
	for _, name := range o.Columns {
		x.addColumn(name, max(1, o.Parts[name]))
	}
	if len(x.columns) > maxSheetWidth {
		return nil, fmt.Errorf("%d columns are more than a sheet of Excel can have: write csv, or choose the columns", len(x.columns))
	}
	for i := range x.columns {
		c := &x.columns[i]
		c.letters = ColumnLetters(i)
		twice := func(d sheetColumn) bool { return c.name != "" && c.name == d.name }
		if slices.ContainsFunc(x.columns[:i], twice) {
			return nil, fmt.Errorf("column %q has the name in which xlsx goes on with a long text of another column: leave one out, or write csv", c.name)
		}
		if CellParts(c.name) > 1 {
			return nil, fmt.Errorf("the name of column %.60q… is longer than a cell of Excel can be: write csv", c.name)
		}
	}
	x.cells = make([]string, len(x.from))
	return x, x.begin()
}

// addColumn adds a column and those that go on with its text. Where its name looks as if it went on with the column before, an empty column
// keeps them apart.
func (x *xlsxWriter) addColumn(name string, parts int) {
	if n := len(x.columns); n > 0 {
		first, count := n-1, 2
		for ; x.columns[first].more; first-- {
			count++
		}
		if isContinuation(name, x.columns[first].name, count) {
			x.columns = append(x.columns, sheetColumn{from: -1, last: true})
		}
	}
	from, ok := x.from[name]
	if !ok {
		from = len(x.from)
		x.from[name] = from
	}
	x.columns = append(x.columns, sheetColumn{name: name, from: from, last: parts == 1})
	for n := 2; n <= parts; n++ {
		x.columns = append(x.columns, sheetColumn{name: name + continuation(n), from: from, more: true, last: n == parts})
	}
}

// begin begins the next sheet with its header.
func (x *xlsxWriter) begin() error {
	x.sheets++
	x.rows = 0
	if err := x.create(sheetPath(x.sheets)); err != nil {
		return err
	}
	x.row = append(x.row[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><sheetViews><sheetView workbookViewId="0"`...)
	if x.sheets == 1 {
		x.row = append(x.row, ` tabSelected="1"`...)
	}
	x.row = append(x.row, `><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`...)
	for i, c := range x.columns {
		x.row = fmt.Appendf(x.row, `<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, i+1, i+1, widthOf(c.name), styleText)
	}
	x.row = append(x.row, `</cols><sheetData>`...)
	x.startRow()
	for _, c := range x.columns {
		if c.name != "" {
			x.appendCell(c.letters, c.name, styleHeader)
		}
	}
	return x.endRow()
}

func (x *xlsxWriter) create(name string) error {
	part, err := x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if x.out == nil {
		x.out = bufio.NewWriterSize(part, bufferSize)
	}
	x.out.Reset(part)
	return err
}

func (x *xlsxWriter) Write(rows []lead.Row) error {
	for i := range rows {
		if x.rows == x.maxRows {
			if err := x.endSheet(); err != nil {
				return err
			}
			if err := x.begin(); err != nil {
				return err
			}
		}
		if err := x.writeRow(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxWriter) writeRow(r *lead.Row) error {
	clear(x.cells)
	base := r.Base
	copy(x.cells, base[:])
	for _, cell := range r.Dynamic {
		if i, ok := x.from[cell.Column]; ok {
			x.cells[i] = cell.Value
		}
	}
	x.row = x.row[:0]
	x.startRow()
	rest := ""
	for i := range x.columns {
		c := &x.columns[i]
		if c.from < 0 {
			continue
		}
		if !c.more {
			if rest = x.cells[c.from]; !utf8.ValidString(rest) {
				return fmt.Errorf("column %q holds bytes that are not UTF-8 text, which xlsx cannot hold: write csv", c.name)
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
			return fmt.Errorf("a text in column %q is longer than its cells: it needs %d", c.name, CellParts(x.cells[c.from]))
		}
		x.appendCell(c.letters, part, styleText)
	}
	return x.endRow()
}

func (x *xlsxWriter) startRow() {
	x.rows++
	x.row = append(x.row, `<row r="`...)
	x.row = append(strconv.AppendInt(x.row, int64(x.rows), 10), `">`...)
}

func (x *xlsxWriter) endRow() error {
	x.row = append(x.row, `</row>`...)
	_, err := x.out.Write(x.row)
	x.row = x.row[:0]
	return err
}

// appendCell appends a text cell. Blanks are always preserved: they may stand at the text's edge.
func (x *xlsxWriter) appendCell(letters, text string, style int) {
	x.row = append(append(x.row, `<c r="`...), letters...)
	x.row = strconv.AppendInt(x.row, int64(x.rows), 10)
	x.row = append(x.row, `" s="`...)
	x.row = strconv.AppendInt(x.row, int64(style), 10)
	x.row = append(x.row, `" t="inlineStr"><is><t`...)
	if isSpace(text[0]) || isSpace(text[len(text)-1]) {
		x.row = append(x.row, ` xml:space="preserve"`...)
	}
	x.row = append(appendXMLText(append(x.row, '>'), text), `</t></is></c>`...)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (x *xlsxWriter) endSheet() error {
	x.lastRows = x.rows
	last := x.columns[len(x.columns)-1].letters
	if _, err := fmt.Fprintf(x.out, `</sheetData><autoFilter ref="A1:%s%d"/>%s</worksheet>`, last, x.rows, x.choices()); err != nil {
		return err
	}
	return x.out.Flush()
}

// choices returns what makes the lists that drop down.
func (x *xlsxWriter) choices() string {
	var b strings.Builder
	n := 0
	for _, c := range x.columns {
		if texts := x.offers[c.name]; len(texts) > 0 {
			n++
			fmt.Fprintf(&b, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="%s2:%s%d"><formula1>"%s"</formula1></dataValidation>`,
				c.letters, c.letters, maxSheetRows, strings.Join(texts, ","))
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(`<dataValidations count="%d">%s</dataValidations>`, n, b.String())
}

func (x *xlsxWriter) Close() error {
	if err := x.endSheet(); err != nil {
		return err
	}
	if err := x.writeAbout(); err != nil {
		return err
	}
	for _, part := range x.parts() {
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

// writeAbout writes the last sheet: what this workbook is.
func (x *xlsxWriter) writeAbout() error {
	var facts []Fact
	if x.about != nil {
		facts = x.about()
	}
	if err := x.create(sheetPath(x.sheets + 1)); err != nil {
		return err
	}
	x.rows = 0
	x.row = append(x.row[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><cols><col min="1" max="1" width="24" customWidth="1"/>`+
		`<col min="2" max="2" width="80" customWidth="1"/></cols><sheetData>`...)
	for _, f := range facts {
		x.startRow()
		if f.Name != "" {
			x.appendCell("A", f.Name, styleHeader)
		}
		if f.Value != "" {
			x.appendCell("B", f.Value[:cellEnd(f.Value)], styleText)
		}
		if err := x.endRow(); err != nil {
			return err
		}
	}
	if _, err := x.out.WriteString(string(x.row) + `</sheetData></worksheet>`); err != nil {
		return err
	}
	return x.out.Flush()
}
