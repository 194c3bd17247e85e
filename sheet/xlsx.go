package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

const (
	leadsSheet = "Leads"
	aboutSheet = "About"
)

// xlsxReader reads a table of a workbook.
type xlsxReader struct {
	header
	lines
	table *xlsx.Table
}

func newXLSXReader(r io.Reader, o ReaderOptions) (Reader, error) {
	file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil, errors.New("a workbook is not read from its beginning to its end: it needs a file")
	}
	if o.Head.Row > 0 || o.Head.Names != nil {
		return nil, errors.New("where the header of a workbook stands cannot be said yet: save the sheet as CSV UTF-8")
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
	table, err := xlsx.Open(file, size, o.Sheet, aboutSheet)
	if errors.Is(err, xlsx.ErrNoTable) {
		return nil, fmt.Errorf("%w: %w", ErrEmpty, err)
	}
	if start := io.NewSectionReader(file, 0, size); err != nil {
		if kind := dialect.IdentifyText(start); kind != nil {
			return nil, kind
		}
	}
	if err != nil {
		return nil, err
	}
	if err := checkHeader(table.Titles()); err != nil {
		return nil, err
	}
	x := &xlsxReader{header: newHeader(table.Header()), table: table}
	x.lines = x.read
	return x, nil
}

// Header returns the names of the columns; one that continues another has none.
func (x *xlsxReader) Header() []string { return x.names }

func (x *xlsxReader) Notes() []string { return x.table.Notes() }

func (x *xlsxReader) read(yield func(*line, error) bool) {
	for r, err := range x.table.Rows() {
		row := Row{Line: r.Number, Number: r.Number, Err: r.Err}
		if err == nil && row.Err == nil {
			row.Err = x.fill(&row.Row, r.Cells)
		}
		if row.Err != nil {
			row.Cells = slices.Clone(r.Cells)
		}
		if !yield(&line{Row: row}, err) {
			return
		}
	}
}

// xlsxWriter writes a workbook.
type xlsxWriter struct {
	*layout
	book  *xlsx.Writer
	cells []string
	about func() []Fact
}

func newXLSXWriter(w io.Writer, o WriterOptions) (Writer, error) {
	columns := make([]xlsx.Column, len(o.Columns))
	for i, name := range o.Columns {
		columns[i] = xlsx.Column{Name: name, Width: columnWidth(name), Cells: o.Parts[name], Choices: o.Choices[name]}
	}
	book, err := xlsx.NewWriter(w, leadsSheet, columns)
	if err != nil {
		return nil, err
	}
	return &xlsxWriter{newLayout(o.Columns), book, make([]string, len(columns)), o.About}, nil
}

// columnWidth returns how many characters the texts of a column are likely to have.
func columnWidth(column string) int {
	widths := map[string]int{
		"uuid": 38, "id": 38, "name": 25, "createdAt": 25, "updatedAt": 25, "email": 30, "tags": 30, "notes": 50, "phone": 18,
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
	var facts [][2]string
	if x.about != nil {
		for _, f := range x.about() {
			facts = append(facts, [2]string{f.Name, f.Value})
		}
	}
	return x.book.Close(aboutSheet, facts)
}
