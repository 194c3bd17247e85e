package sheet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// Sheets are those of a workbook by their names, but for the empty ones and "About".
type Sheets struct {
	Read   []string
	Other  []string      // visible or not
	Hidden []string      // of Read and Other
	Alike  []string      // of Other: visible ones with the same columns, which AllSheets reads, too
	Apart  []dialect.Way // others with leads, by their columns: how to read each alone
}

// Place returns the sheet and the row there of a row's Number, which counts on from sheet to sheet. The sheet is ""
// where no more than one is read.
func (s *Sheets) Place(number int) (sheet string, row int) {
	if len(s.Read) < 2 {
		return "", number
	}
	return s.Read[(number-1)/xlsx.MaxRows], (number-1)%xlsx.MaxRows + 1
}

// Unlike returns those of Other that are not in Alike.
func (s *Sheets) Unlike() []string { return without(s.Other, s.Alike) }

// NoLists returns those of Other that are no lists of leads, by their columns.
func (s *Sheets) NoLists() []string { return without(s.Unlike(), s.ApartNames()) }

// without returns the names that are not among others.
func without(names, others []string) (left []string) {
	for _, name := range names {
		if !slices.Contains(others, name) {
			left = append(left, name)
		}
	}
	return left
}

// ApartNames returns the names of the sheets in Apart.
func (s *Sheets) ApartNames() (names []string) {
	for i := range s.Apart {
		names = append(names, s.Apart[i].Sheet)
	}
	return names
}

// RowName names a row by its Number for people: row 4 or, where several sheets are read, row 4 of "Feb".
func (s *Sheets) RowName(number int) string { return "row " + s.numbered(number) }

func (s *Sheets) numbered(number int) string {
	sheet, row := s.Place(number)
	if sheet == "" {
		return strconv.Itoa(row)
	}
	return fmt.Sprintf("%d of %q", row, sheet)
}

// rows names the first of several rows.
func (s *Sheets) rows(numbers []int) string {
	const most = 8
	var names []string
	for _, number := range numbers[:min(len(numbers), most)] {
		names = append(names, s.numbered(number))
	}
	if len(numbers) > most {
		names = append(names, "...")
	}
	if len(numbers) == 1 {
		return "row " + names[0]
	}
	return "rows " + strings.Join(names, ", ")
}
