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

	"github.com/leadferry/leadferry/internal/problem"
)

// ErrNoTable means that a sheet has no header, the names of the columns.
var ErrNoTable = errors.New("the sheet is empty")

// Head says where a table begins on a sheet. In the zero value its header is the first row that is
// not blank.
type Head struct {
	Row   int      // of the header, from 1; 0 if it is not known
	Names []string // of the columns of a table without a header
}

// Table reads one table of a workbook: a sheet, and those that continue it. It is used by one
// goroutine.
type Table struct {
	book     *Book
	head     Head
	rows     *rows
	sheets   []Sheet  // begun so far
	further  []Sheet  // that are read next
	ifFull   bool     // they are read only if the sheet before has no room for another row
	fullRows int      // of a sheet without room
	titles   []string // of the current sheet
	home     []int    // by column: where its text belongs, itself unless it continues another column
	cells    []string
	notes    []string
}

// Row is one row of a table.
type Row struct {
	Sheet  string
	Number int      // in the sheet, from 1
	Cells  []string // by column, at least as many as the header has; valid until the next row is read
	Bad    BadCells // nil for a good row
}

// Table begins to read the table on a sheet, and reads its header. Where the sheet is full, it goes
// on with the sheets that continue it by their names. With more sheets it is on all of them, one
// after another, each with a header of its own. It returns ErrNoTable if the first sheet is empty.
func (b *Book) Table(head Head, sheet Sheet, more ...Sheet) (*Table, error) {
	t := &Table{book: b, head: head, further: more, fullRows: MaxRows}
	if len(more) == 0 {
		t.further, t.ifFull = b.continuing(sheet), true
	}
	titles, err := t.begin(sheet)
	if err != nil {
		return nil, err
	}
	t.setTitles(titles)
	return t, nil
}

func (t *Table) setTitles(titles []string) { t.titles, t.home = titles, homes(titles) }

// continuing returns the sheets whose names say that they continue another.
func (b *Book) continuing(first Sheet) (more []Sheet) {
	at := slices.Index(b.sheets, first)
	for _, s := range b.sheets[at+1:] {
		if s.Hidden || s.Name != sheetName(first.Name, len(more)+2) {
			break
		}
		more = append(more, s)
	}
	return more
}

// sheetName returns the name of the n-th sheet of a table.
func sheetName(first string, n int) string {
	if n == 1 {
		return first
	}
	return fmt.Sprintf("%s %d", first, n)
}

// begin begins a sheet and returns the names of its columns.
func (t *Table) begin(s Sheet) ([]string, error) {
	rows, err := t.book.rows(s, maxSheet)
	if err != nil {
		return nil, err
	}
	t.rows, t.sheets = rows, append(t.sheets, s)
	if t.head.Names != nil {
		return t.head.Names, nil
	}
	switch err := rows.nextHeader(t.head.Row); {
	case errors.Is(err, io.EOF):
		return nil, errors.Join(ErrNoTable, rows.part.Close())
	case err != nil:
		return nil, err
	case len(rows.bad) > 0:
		return nil, fmt.Errorf("the header, row %d: %w", rows.number, rows.bad)
	}
	return rows.titles(), nil
}

// nextHeader reads that row, or the first one that is not blank.
func (s *rows) nextHeader(row int) error {
	err := s.nextFilled()
	for err == nil && s.number < row {
		err = s.nextFilled()
	}
	if row > 0 && (errors.Is(err, io.EOF) || err == nil && s.number > row) {
		return problem.With(fmt.Errorf("row %d is blank", row), "give the number of the row with the names of the columns")
	}
	return err
}

// titles returns the cells of a header, blank ones as empty ones.
func (s *rows) titles() []string {
	titles := slices.Clone(s.cells)
	for i, name := range titles {
		if strings.TrimSpace(name) == "" {
			titles[i] = ""
		}
	}
	return titles
}

// homes returns for each column the one whose texts it continues, or itself.
func homes(titles []string) (home []int) {
	first, count := 0, 1
	for i, name := range titles {
		if i > 0 && isContinuation(name, titles[first], count+1) {
			count++
		} else {
			first, count = i, 1
		}
		home = append(home, first)
	}
	return home
}

// Titles returns the cells of the header row of the sheet that is being read.
func (t *Table) Titles() []string { return t.titles }

// Header returns the names of the columns of the sheet that is being read.
func (t *Table) Header() []string { return Names(t.titles) }

// Names returns the names of the columns under a header row; one that continues another has none.
func Names(titles []string) []string {
	names := slices.Clone(titles)
	for i, home := range homes(titles) {
		if home != i {
			names[i] = ""
		}
	}
	return names
}

// Sheets returns the sheets that the table stands on. It is complete once Rows has ended.
func (t *Table) Sheets() []Sheet { return t.sheets }

// Notes returns what a person should know about the file, such as hidden rows. It is complete once
// Rows has ended.
func (t *Table) Notes() []string { return t.notes }

// Rows yields the rows that the file has, once; blank ones may be missing. An error ends the rows.
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
	name := t.sheets[len(t.sheets)-1].Name
	if err != nil {
		return Row{}, fmt.Errorf("sheet %q: %w", name, err)
	}
	for i := range t.rows.bad {
		if bad := &t.rows.bad[i]; bad.Column < len(t.titles) {
			bad.Name = t.titles[bad.Column]
		}
	}
	return Row{name, t.rows.number, t.join(), t.rows.bad}, nil
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
	t.notes = append(t.notes, t.rows.notes(t.sheets[len(t.sheets)-1].Name, len(t.titles))...)
	full := t.rows.number == t.fullRows
	if err := t.rows.part.Close(); err != nil {
		return err
	}
	if len(t.further) == 0 || t.ifFull && !full {
		return io.EOF
	}
	s := t.further[0]
	t.further = t.further[1:]
	titles, err := t.begin(s)
	switch {
	case errors.Is(err, ErrNoTable):
		t.sheets = t.sheets[:len(t.sheets)-1]
		return io.EOF
	case err == nil && !t.ifFull:
		t.setTitles(titles)
	case err == nil && !slices.Equal(titles, t.titles):
		return problem.With(errors.New("its columns differ from those of the first sheet, which it continues"),
			"name one sheet to read with --sheet, or rename this one")
	}
	return err
}
