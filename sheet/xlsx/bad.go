package xlsx

import (
	"fmt"
	"strconv"
	"strings"
)

// BadCell is a cell whose text is not known.
type BadCell struct {
	Column    int    // from 0
	Name      string // of the column, "" for none
	Code      string // stable, for scripts and for grouping
	Value     string // what it shows, "" if that says nothing
	Text, Fix string // what is wrong, and the remedy
}

// BadCells are the bad cells of a row, or the first of them.
type BadCells []BadCell

// Error names the first of them.
func (b BadCells) Error() string {
	text := b[0].Text
	if b[0].Value != "" {
		text += ", " + b[0].Value
	}
	return fmt.Sprintf("column %s: %s", ColumnLetters(b[0].Column), text)
}

// Remedy returns the fix of the first.
func (b BadCells) Remedy() string { return b[0].Fix }

// maxBad is how many bad cells of a row are named.
const maxBad = 20

// reject says what is wrong with a cell of the row.
func (s *rows) reject(bad BadCell) {
	if len(s.bad) < maxBad {
		s.bad = append(s.bad, bad)
	}
}

// isUncalculated reports whether the value of a formula is not known. LibreOffice writes an empty
// value for an empty text. Libraries write none, or a zero that the next program replaces when it
// opens the workbook.
func (s *rows) isUncalculated(c *cell) bool {
	text := strings.TrimSpace(string(s.text))
	switch {
	case text == "":
		return c.kind != "str" || !c.valued || s.book.recalculates
	case c.kind == "" || c.kind == "n":
		return text == "0" && s.book.recalculates || text == "0.0" // as Java writes it, and no spreadsheet program
	}
	return false
}

// rejectFormula rejects the formula of the current cell, which may fill others.
func (s *rows) rejectFormula(c *cell) {
	const most = 1000 // areas of a sheet
	if a, ok := parseArea(c.area); ok && len(s.uncalculated) < most {
		s.uncalculated = append(s.uncalculated, a)
		return // rejectFilled does the rest
	}
	s.rejectUncalculated(s.column)
}

func (s *rows) rejectUncalculated(column int) {
	s.reject(BadCell{
		Column: column, Code: "formula-not-calculated", Text: "the cell holds a formula that was never calculated",
		Fix: "open the file in a spreadsheet program and save it",
	})
}

// rejectFilled rejects the empty cells of the row that a formula elsewhere would fill.
func (s *rows) rejectFilled() {
	for _, a := range s.uncalculated {
		if s.number < a.first.row || s.number > a.last.row {
			continue
		}
		for column := a.first.column; column <= a.last.column && len(s.bad) < maxBad; column++ {
			if column >= len(s.cells) || s.cells[column] == "" {
				s.rejectUncalculated(column)
			}
		}
	}
}

// area is the cells from one to another.
type area struct{ first, last place }

type place struct{ column, row int }

func parseArea(text string) (a area, ok bool) {
	first, last, found := strings.Cut(text, ":")
	a.first, ok = parsePlace(first)
	if !ok || !found {
		return a, false
	}
	a.last, ok = parsePlace(last)
	return a, ok
}

func parsePlace(text string) (p place, ok bool) {
	letters := strings.TrimRight(text, "0123456789")
	column, err := columnOf([]byte(text), 0)
	row, bad := strconv.Atoi(text[len(letters):])
	return place{column, row}, err == nil && bad == nil
}
