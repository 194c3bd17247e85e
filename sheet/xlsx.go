package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

const (
	leadsSheet = "Leads"
	aboutSheet = "About"
)

// SheetColumn is the column that names, in a table of several sheets, the sheet of a row. An import ignores it, as it
// does all names that begin so.
const SheetColumn = "_sheet"

// xlsxReader reads a table of a workbook.
type xlsxReader struct {
	header
	lines
	book    *workbook
	first   xlsx.Sheet // that is read
	table   *xlsx.Table
	all     *union     // the columns of several sheets; nil for one
	sheet   xlsx.Sheet // that was begun
	titles  *Titles    // of that sheet; nil if its header's row tells them
	notes   []string
	above   above  // the headers of all sheets
	several bool   // sheets, and their rows say so
	footer  footer // of the sheet that is read
	repeats repeats
}

func newXLSXReader(r io.Reader, o ReaderOptions) (Reader, error) {
	file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil, problem.With(errors.New("a workbook is not read from its beginning to its end"), "save it as a file, and name that")
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil { // who hashes the file reads it from its beginning
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, ErrEmpty
	}
	book, err := xlsx.Open(file, size)
	if err != nil {
		if kind := dialect.IdentifyStranger(io.NewSectionReader(file, 0, size)); kind != nil {
			return nil, kind
		}
		return nil, err
	}
	return newTableReader(&workbook{book, o.Head, map[xlsx.Sheet][]dialect.TopRow{}, map[xlsx.Sheet]*Titles{}}, o.Sheet)
}

func newTableReader(w *workbook, name string) (Reader, error) {
	sheets, err := w.choose(name)
	if err != nil {
		return nil, err
	}
	table, err := w.Table(xlsx.Head(w.head), sheets[0], sheets[1:]...)
	if errors.Is(err, xlsx.ErrNoTable) {
		return nil, problem.With(fmt.Errorf("%w: the sheet %q has no header, the names of the columns; there is %s", ErrEmpty, sheets[0].Name, quoted(w.Sheets())),
			headerFix+", or name another sheet with --sheet")
	}
	if err != nil {
		return nil, err
	}
	x := &xlsxReader{book: w, first: sheets[0], table: table, titles: w.titles(sheets[0])}
	if err := checkHeader(x.namesOf(table.Titles())); err != nil {
		return nil, err
	}
	if len(sheets) > 1 {
		x.all = new(union)
		for _, s := range sheets {
			x.all.add(s.Name, xlsx.Names(w.header(s)))
		}
		x.several = !slices.Contains(x.all.names, SheetColumn)
	}
	x.begin(sheets[0])
	x.lines = x.repeats.pass(x.read)
	return x, nil
}

// begin takes the names of the columns of a sheet, as they are in the table.
func (x *xlsxReader) begin(sheet xlsx.Sheet) {
	x.sheet, x.titles = sheet, x.book.titles(sheet)
	names := xlsx.Names(x.namesOf(x.table.Titles()))
	if x.all != nil {
		names = x.all.of[sheet.Name]
	}
	x.header = header{names: names, base: baseColumns(names), index: x.index, told: x.book.head.Names != nil}
	for _, r := range x.book.top(sheet).Rows {
		if r.Number < x.book.head.Row {
			x.above.add(r.Cells)
		}
	}
	if x.titles != nil {
		x.header.cells = x.titles.Cells()
		x.notes = append(x.notes, x.titles.Notes()...)
	}
}

// namesOf returns the names of the columns of the sheet that is read, whose header's first row that is.
func (x *xlsxReader) namesOf(titles []string) []string {
	if x.titles != nil {
		return x.titles.Names
	}
	return titles
}

// Header returns the names of the columns; one that continues another has none.
func (x *xlsxReader) Header() []string {
	switch {
	case x.all == nil:
		return x.names
	case x.several:
		return append(slices.Clone(x.all.names), SheetColumn)
	}
	return x.all.names
}

func (x *xlsxReader) Notes() []string {
	sheets := x.Sheets()
	notes := slices.Concat(x.above.notes(), x.table.Notes(), x.numberingNotes(), x.notes, x.footer.notes(&sheets), x.repeats.notes(&sheets))
	if x.all != nil {
		notes = append(notes, x.all.notes...)
	}
	return notes
}

func (x *xlsxReader) Sheets() (all Sheets) {
	for _, s := range x.table.Sheets() {
		all.Read = append(all.Read, s.Name)
	}
	for _, s := range x.book.Sheets() {
		if s.Hidden {
			all.Hidden = append(all.Hidden, s.Name)
		}
		if s.Name == aboutSheet || slices.Contains(all.Read, s.Name) || x.book.isEmpty(s) {
			continue
		}
		all.Other = append(all.Other, s.Name)
		if x.book.alike(x.first, s) {
			all.Alike = append(all.Alike, s.Name)
		} else if way, ok := x.book.alone(s); ok {
			all.Apart = append(all.Apart, way)
		}
	}
	return all
}

func (x *xlsxReader) read(yield func(*line, error) bool) {
	sheets := 1
	for r, err := range x.table.Rows() {
		if n := len(x.table.Sheets()); x.all != nil && n > sheets && err == nil {
			sheets = n
			if !x.footer.release(true, yield) {
				return
			}
			x.begin(x.table.Sheets()[n-1])
		}
		if at := x.table.Sheets(); err == nil && x.titles != nil && r.Number <= x.titles.Row && at[len(at)-1] == x.sheet {
			continue // a further row of the header
		}
		before := (len(x.table.Sheets()) - 1) * xlsx.MaxRows
		row := Row{Line: r.Number, Number: before + r.Number}
		if x.all != nil || before > 0 {
			row.Sheet = r.Sheet
		}
		switch {
		case err != nil:
		case r.Bad != nil:
			row.Err = x.named(r.Bad)
		default:
			row.Err = x.fill(&row.Row, r.Cells)
		}
		if row.Err != nil {
			row.Cells = x.place(r.Cells)
		}
		if x.several && err == nil && !row.IsBlank() {
			x.addSheet(&row, r.Sheet)
		}
		at := &line{Row: row}
		if err == nil && len(x.names) > 1 && x.footer.holds(at, r.Cells) {
			continue
		}
		if !x.footer.release(false, yield) || !yield(at, err) {
			return
		}
	}
	x.footer.release(true, yield)
}

// named gives bad cells the names of their columns.
func (x *xlsxReader) named(bad BadCells) BadCells {
	for i := range bad {
		if at := bad[i].Column; at < len(x.names) && x.names[at] != "" {
			bad[i].Name = x.names[at]
		}
	}
	return bad
}

// place returns the cells of a row by the columns of the table.
func (x *xlsxReader) place(cells []string) []string {
	if x.all == nil {
		return slices.Clone(cells)
	}
	return x.all.place(x.names, cells)
}

// addSheet adds the cell of the column that names the sheet.
func (x *xlsxReader) addSheet(row *Row, sheet string) {
	if row.Err != nil {
		row.Cells = slices.Insert(row.Cells, len(x.all.names), sheet)
		return
	}
	row.Dynamic = append(row.Dynamic, lead.Cell{Column: SheetColumn, Value: sheet})
}

// xlsxWriter writes a workbook.
type xlsxWriter struct {
	*layout
	book  *xlsx.Writer
	cells []string
	about func() []Fact
}

func newXLSXWriter(w io.Writer, o WriterOptions) (Writer, error) {
	columns := bookColumns(&o)
	book, err := xlsx.NewWriter(w, leadsSheet, columns)
	if err != nil {
		return nil, err
	}
	return &xlsxWriter{newLayout(o.Columns), book, make([]string, len(columns)), o.About}, nil
}

// bookColumns returns the columns of a sheet.
func bookColumns(o *WriterOptions) []xlsx.Column {
	columns := make([]xlsx.Column, len(o.Columns))
	header := o.header()
	for i, name := range o.Columns {
		columns[i] = xlsx.Column{Name: header[i], Width: ColumnWidth(name), Cells: o.Parts[name], Choices: o.Choices[name], Kind: kindOf(name)}
		columns[i].Frozen = name == lead.Name.String() && i < 2
	}
	return columns
}

// kindOf returns how the cells of a column are stored. What can be imported is text, which no program
// rounds, reformats or takes for a date.
func kindOf(column string) xlsx.Kind {
	switch c, _ := lead.ColumnOf(column); c {
	case lead.CreatedAt, lead.UpdatedAt, lead.LastSeenAt, lead.LastMessageAt:
		return xlsx.Moment
	case lead.WebsiteVisits:
		return xlsx.Number
	}
	return xlsx.Text
}

// ColumnWidth returns how many characters the texts of a column are likely to have.
func ColumnWidth(column string) int {
	widths := map[string]int{
		"uuid": 14, "id": 38, "name": 25, "createdAt": 21, "updatedAt": 21, "lastSeenAt": 21, "lastMessageAt": 21, "email": 30, "tags": 30, "notes": 50, "phone": 18,
	}
	if width, ok := widths[column]; ok {
		return width
	}
	if key, ok := lead.AttributeKey(column); ok {
		column = key
	}
	return min(max(12, len(column)+4), 40)
}

func (x *xlsxWriter) Write(rows []lead.Row) error {
	for i := range rows {
		x.fill(x.cells, &rows[i])
		if err := x.book.WriteRow(x.cells); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxWriter) formatter() func(rows []lead.Row) (write func() error) {
	return func(rows []lead.Row) func() error { return func() error { return x.Write(rows) } }
}

func (x *xlsxWriter) Close() error {
	var facts []Fact
	if x.about != nil {
		facts = x.about()
	}
	return closeBook(x.book, facts)
}
