package sheet

import (
	"fmt"
	"strings"
)

// footer are rows of a workbook that wait until it is clear whether they end a report of Salesforce with words
// about itself: how many rows it has, whom it may be shown to, its copyright.
type footer struct {
	rows []*line
	left []int // the rows where footers began that were left out
	ends bool  // one of the rows is the copyright
}

// holds keeps a row that may be of a footer, and reports whether it does.
func (f *footer) holds(row *line, cells []string) bool {
	const most = 16
	filled, first, last, ends := 0, "", "", false
	for _, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if filled++; filled == 1 {
			first = cell
		}
		last, ends = cell, ends || isCopyright(cell)
	}
	switch {
	case len(f.rows) == most, len(f.rows) == 0 && filled == 0, filled > 1 && !isTotal(first, last):
		return false
	}
	f.rows, f.ends = append(f.rows, row), f.ends || ends
	return true
}

// release ends the waiting. At the end of a sheet a footer is left out.
func (f *footer) release(atEnd bool, yield func(*line, error) bool) (goOn bool) {
	rows := f.rows
	if atEnd && f.ends {
		f.left, rows = append(f.left, rows[0].Number), nil
	}
	f.rows, f.ends = nil, false
	for _, row := range rows {
		if !yield(row, nil) {
			return false
		}
	}
	return true
}

func (f *footer) notes(sheets *Sheets) (notes []string) {
	for _, row := range f.left {
		notes = append(notes, footerNote(sheets.RowName(row)))
	}
	return notes
}

func footerNote(row string) string {
	return fmt.Sprintf("the footer of a Salesforce report, from %s on, is left out", row)
}

// isTotal reports whether cells from one to another count the rows above: Total, Count, 2.
func isTotal(first, last string) bool {
	return strings.HasSuffix(strings.ToLower(first), "total") && strings.Trim(last, "0123456789.,") == ""
}

func isCopyright(cell string) bool {
	return strings.HasPrefix(cell, "Copyright ") && strings.Contains(cell, " 2000-") && strings.Contains(cell, "salesforce.com")
}
