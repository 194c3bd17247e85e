// Package xlsx reads and writes Excel workbooks (OOXML) row by row. It knows sheets and cells, not
// leads. Every cell is text: numbers are read as the text that a spreadsheet shows, with all their
// digits, and nothing that is written is a number, a date or a formula.
//
// A text too long for one cell continues in further columns: "notes", "notes~2", "notes~3". A table
// too long for one sheet continues in further sheets: "Leads", "Leads 2", "Leads 3".
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// ErrNoTable means that no sheet of a workbook has a header.
var ErrNoTable = errors.New("no visible sheet has a header, the names of the columns in its first row; " +
	"--sheet NAME reads another one")

// Table reads one table of a workbook: a sheet, and the sheets that continue it. It is used by one
// goroutine.
type Table struct {
	book    *workbook
	rows    *rows
	sheet   sheet
	earlier int     // sheets before the current one
	further []sheet // that continue the table
	titles  []string
	home    []int // by column: where its text belongs, itself unless it continues another column
	cells   []string
	notes   []string
}

// Row is one row of a table.
type Row struct {
	Number int      // in the sheet, from 1; rows of further sheets count on
	Cells  []string // by column, at least as many as the header has; valid until the next row is read
	Err    error    // the first thing wrong with a cell
}

// Open opens the workbook in file and reads the header of a table: that of the named sheet, or with
// no name that of the first one that is visible, not empty, and not named skip. It does not close
// file. It returns ErrNoTable if there is none.
func Open(file io.ReaderAt, size int64, name, skip string) (*Table, error) {
	book, err := openWorkbook(file, size)
	if err != nil {
		return nil, err
	}
	t := &Table{book: book}
	for i, s := range book.sheets {
		if name == "" && (s.hidden || s.name == skip) || name != "" && s.name != name {
			continue
		}
		found, err := t.open(s)
		if err != nil {
			return nil, err
		}
		if found {
			t.findFurther(book.sheets[i+1:])
			return t, t.readTitles()
		}
	}
	if name != "" && !slices.ContainsFunc(book.sheets, func(s sheet) bool { return s.name == name }) {
		return nil, fmt.Errorf("there is no sheet %q; there is %s", name, book.names())
	}
	return nil, ErrNoTable
}

func (b *workbook) names() string {
	var names []string
	for _, s := range b.sheets[:min(len(b.sheets), 20)] {
		names = append(names, fmt.Sprintf("%q", s.name))
	}
	return strings.Join(names, ", ")
}

// open begins a sheet and reads its first row that is not blank; found is false if there is none.
func (t *Table) open(s sheet) (found bool, err error) {
	rows, err := t.book.rows(s)
	if err != nil {
		return false, err
	}
	for {
		err := rows.next()
		if errors.Is(err, io.EOF) {
			return false, rows.part.Close()
		}
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(rows.cells, func(text string) bool { return strings.TrimSpace(text) != "" }) {
			t.rows, t.sheet = rows, s
			return true, nil
		}
	}
}

func (t *Table) findFurther(sheets []sheet) {
	for i, s := range sheets {
		if s.hidden || s.name != sheetName(t.sheet.name, i+2) {
			return
		}
		t.further = append(t.further, s)
	}
}

// sheetName returns the name of the n-th sheet of a table.
func sheetName(first string, n int) string {
	if n == 1 {
		return first
	}
	return fmt.Sprintf("%s %d", first, n)
}

func (t *Table) readTitles() error {
	if t.rows.err != nil {
		return fmt.Errorf("the header, row %d: %w", t.rows.number, t.rows.err)
	}
	t.titles = slices.Clone(t.rows.cells)
	first, count := 0, 1
	for i, name := range t.titles {
		if i > 0 && isContinuation(name, t.titles[first], count+1) {
			count++
		} else {
			first, count = i, 1
		}
		t.home = append(t.home, first)
	}
	return nil
}

// Titles returns the cells of the header row.
func (t *Table) Titles() []string { return t.titles }

// Header returns the names of the columns; one that continues another has none.
func (t *Table) Header() []string {
	names := slices.Clone(t.titles)
	for i, home := range t.home {
		if home != i {
			names[i] = ""
		}
	}
	return names
}

// Rows yields the rows that the file has, once; blank ones may be missing. A bad row has its Err
// set; an error ends the rows.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := t.next()
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (t *Table) next() (Row, error) {
	err := t.rows.next()
	for errors.Is(err, io.EOF) {
		if err = t.nextSheet(); err == nil {
			err = t.rows.next()
		} else if errors.Is(err, io.EOF) {
			return Row{}, err
		}
	}
	if err != nil {
		return Row{}, fmt.Errorf("sheet %q: %w", t.sheet.name, err)
	}
	return Row{t.earlier*maxRows + t.rows.number, t.join(), t.rows.err}, nil
}

// join returns the cells of the current row, continued texts in one piece.
func (t *Table) join() []string {
	width := max(len(t.titles), len(t.rows.cells))
	t.cells = slices.Grow(t.cells[:0], width)[:width]
	clear(t.cells)
	for to, text := range t.rows.cells {
		if to < len(t.home) {
			to = t.home[to]
		}
		t.cells[to] += text
	}
	return t.cells
}

// nextSheet ends the current sheet and begins the next, or returns io.EOF.
func (t *Table) nextSheet() error {
	r := t.rows
	if r.hidden > 0 {
		t.notes = append(t.notes, fmt.Sprintf("sheet %q: hidden rows: %d; they are read too", t.sheet.name, r.hidden))
	}
	if r.merges > 0 {
		t.notes = append(t.notes, fmt.Sprintf("sheet %q: cells are merged (%d times, first %s); "+
			"what stands there counts for the first of them, the others are empty", t.sheet.name, r.merges, r.merged))
	}
	if err := r.part.Close(); err != nil {
		return err
	}
	if len(t.further) == 0 {
		return io.EOF
	}
	s := t.further[0]
	t.further, t.earlier = t.further[1:], t.earlier+1
	found, err := t.open(s)
	switch {
	case err != nil:
		return err
	case !found:
		t.further = nil
		return io.EOF
	case !slices.Equal(t.rows.cells, t.titles):
		return errors.New("its columns are others than those of the first sheet, which it seems to go on with: " +
			"name the sheet to read with --sheet, or rename this one")
	}
	return nil
}

// Notes returns what a person should know about the file, such as hidden rows. It is complete once
// Rows has ended.
func (t *Table) Notes() []string { return t.notes }
