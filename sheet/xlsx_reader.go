package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// xlsxReader reads one table of a workbook: a sheet, and those that go on with it.
type xlsxReader struct {
	book    *workbook
	rows    *sheetRows
	sheet   bookSheet
	after   int // sheets before the one under way
	next    []bookSheet
	header  []string
	columns []tableColumn
	notes   []string
}

// tableColumn is one column of the table.
type tableColumn struct {
	name string
	base int // its place among the base columns, -1 for a dynamic one
	of   int // the column whose text it goes on with, -1 for none
}

// Noter is a Reader that has something to say about its file.
type Noter interface {
	// Notes returns what a person should know about the file, once Rows has come to its end.
	Notes() []string
}

func newXLSXReader(r io.Reader, o ReaderOptions) (*xlsxReader, error) {
	book, err := openWorkbook(r)
	if err != nil {
		return nil, err
	}
	x := &xlsxReader{book: book}
	for i, s := range book.sheets {
		if o.Sheet == "" && (s.hidden || s.name == aboutSheet) || o.Sheet != "" && s.name != o.Sheet {
			continue
		}
		found, err := x.open(s)
		if err != nil {
			return nil, err
		}
		if found {
			x.follow(book.sheets[i+1:])
			return x, x.setHeader()
		}
	}
	if o.Sheet != "" && !slices.ContainsFunc(book.sheets, func(s bookSheet) bool { return s.name == o.Sheet }) {
		return nil, fmt.Errorf("there is no sheet %q; there is %s", o.Sheet, x.names())
	}
	return nil, fmt.Errorf("%w: no visible sheet has a header, the names of the columns in its first row; --sheet NAME reads another one", ErrEmpty)
}

func (x *xlsxReader) names() string {
	names := make([]string, 0, len(x.book.sheets))
	for _, s := range x.book.sheets[:min(len(x.book.sheets), 20)] {
		names = append(names, fmt.Sprintf("%q", s.name))
	}
	return strings.Join(names, ", ")
}

// open begins a sheet and reads its first row that is not blank. found is false if there is none.
func (x *xlsxReader) open(s bookSheet) (found bool, err error) {
	rows, err := x.book.rows(s)
	if err != nil {
		return false, err
	}
	for {
		err := rows.next()
		if isEnd(err) {
			return false, rows.close()
		}
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(rows.cells, func(c cell) bool { return strings.TrimSpace(c.text) != "" }) {
			x.rows, x.sheet = rows, s
			return true, nil
		}
	}
}

// follow finds the sheets that an export went on in: "Leads 2" after "Leads".
func (x *xlsxReader) follow(sheets []bookSheet) {
	for i, s := range sheets {
		if s.hidden || s.name != fmt.Sprintf("%s %d", x.sheet.name, i+2) {
			return
		}
		x.next = append(x.next, s)
	}
}

// titleCells returns the names in the row under way.
func titleCells(cells []cell) []string {
	names := make([]string, cells[len(cells)-1].column+1)
	for _, c := range cells {
		names[c.column] = c.text
	}
	return names
}

func (x *xlsxReader) setHeader() error {
	if x.rows.flaw != nil {
		return fmt.Errorf("the header, row %d: %w", x.rows.number, x.rows.flaw)
	}
	x.header = titleCells(x.rows.cells)
	if err := checkHeader(x.header); err != nil {
		return err
	}
	base := lead.BaseColumns()
	first, count := 0, 1
	for i, name := range x.header {
		c := tableColumn{name: name, base: slices.Index(base, name), of: -1}
		if i > 0 && isContinuation(name, x.columns[first].name, count+1) {
			c.of = first
			count++
		} else {
			first, count = i, 1
		}
		x.columns = append(x.columns, c)
	}
	for i, c := range x.columns {
		if c.of >= 0 {
			x.header[i] = ""
		}
	}
	return nil
}

// Header returns the names of the columns; a column that goes on with the text of another has none.
func (x *xlsxReader) Header() []string { return x.header }

func (x *xlsxReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			err := x.rows.next()
			if isEnd(err) {
				if err = x.endSheet(); err == nil {
					continue
				}
			}
			if isEnd(err) {
				return
			}
			if err != nil {
				yield(Row{}, fmt.Errorf("sheet %q: %w", x.sheet.name, err))
				return
			}
			if !yield(x.row(), nil) {
				return
			}
		}
	}
}

// endSheet goes on with the next sheet; io.EOF when there is none.
func (x *xlsxReader) endSheet() error {
	r := x.rows
	if r.hidden > 0 {
		x.notes = append(x.notes, fmt.Sprintf("sheet %q: hidden rows: %d; they are read too", x.sheet.name, r.hidden))
	}
	if r.merges > 0 {
		x.notes = append(x.notes, fmt.Sprintf("sheet %q: cells are merged (%d times, first %s); what stands there counts for the first of them, the others are empty",
			x.sheet.name, r.merges, r.merged))
	}
	if err := r.close(); err != nil {
		return err
	}
	if len(x.next) == 0 {
		return io.EOF
	}
	s := x.next[0]
	x.next, x.after = x.next[1:], x.after+1
	found, err := x.open(s)
	if err != nil {
		return err
	}
	if found && !slices.EqualFunc(titleCells(x.rows.cells), x.columns, func(name string, c tableColumn) bool { return name == c.name }) {
		return errors.New("its columns are others than those of the first sheet, which it seems to go on with: name the sheet to read with --sheet, or rename this one")
	}
	if !found {
		x.next = nil
		return io.EOF
	}
	return nil
}

func (x *xlsxReader) Notes() []string { return x.notes }

// row makes a row of what was read. Rows of further sheets count on, as if all stood in one.
func (x *xlsxReader) row() Row {
	row := Row{Number: x.after*maxSheetRows + x.rows.number, Err: x.rows.flaw}
	row.Line = row.Number
	var base lead.Base
	for _, c := range x.rows.cells {
		if c.column >= len(x.columns) || x.columns[c.column].name == "" {
			if row.Err == nil {
				row.Err = nameless(c.column)
			}
			continue
		}
		column := x.columns[c.column]
		if column.of >= 0 {
			column = x.columns[column.of]
		}
		last := len(row.Dynamic) - 1
		switch {
		case column.base >= 0:
			base[column.base] += c.text
		case last >= 0 && row.Dynamic[last].Column == column.name:
			row.Dynamic[last].Value += c.text
		default:
			row.Dynamic = append(row.Dynamic, lead.Cell{Column: column.name, Value: c.text})
		}
	}
	if row.Err != nil {
		row.Cells = x.cells()
		return row
	}
	row.Base = base
	return row
}

// cells returns the row's cells in the order of the columns.
func (x *xlsxReader) cells() []string {
	width := len(x.columns)
	if n := len(x.rows.cells); n > 0 {
		width = max(width, x.rows.cells[n-1].column+1)
	}
	cells := make([]string, width)
	for _, c := range x.rows.cells {
		to := c.column
		if to < len(x.columns) && x.columns[to].of >= 0 {
			to = x.columns[to].of
		}
		cells[to] += c.text
	}
	return cells
}
