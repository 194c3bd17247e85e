package screen

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Table lines the cells of rows up in columns; those of numbers line up on the right.
func Table(rows [][]string, numbers ...int) string {
	widths := widthsOf(rows)
	var b strings.Builder
	for _, row := range rows {
		cells := make([]string, len(row))
		for n, cell := range row {
			pad := strings.Repeat(" ", widths[n]-utf8.RuneCountInString(cell))
			if slices.Contains(numbers, n) {
				cells[n] = pad + cell
			} else {
				cells[n] = cell + pad
			}
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, "  "), " ") + "\n")
	}
	return b.String()
}

// widthsOf makes each cell one line, and measures the columns.
func widthsOf(rows [][]string) (widths []int) {
	for _, row := range rows {
		for n, cell := range row {
			if n == len(widths) {
				widths = append(widths, 0)
			}
			cell = strings.ReplaceAll(OneLine(cell), "\t", `\t`)
			row[n] = cell
			widths[n] = max(widths[n], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

// Column is a column of a table, and how it gives way to a narrow screen.
type Column struct {
	Head  string
	Least int  // characters that its cells can be shortened to; 0 = they stay whole
	Name  bool // cells are shortened in the middle: both ends tell names apart
	Drop  int  // the column with 1 is dropped first; 0 = it is never dropped
}

// TableWithin is a table on a screen of that width, 0 for any. Columns are shortened, the widest first,
// and dropped where that does not do. less says that something is missing.
func TableWithin(width int, columns []Column, rows [][]string) (table string, less bool) {
	head := make([]string, len(columns))
	for n := range columns {
		head[n] = columns[n].Head
	}
	rows = append([][]string{head}, rows...)
	widths, shown := widthsOf(rows), make([]bool, len(columns))
	for n := range shown {
		shown[n] = true
	}
	for width > 0 && !squeeze(widths, shown, columns, width-1) {
		next := nextToDrop(columns, shown)
		if next < 0 {
			break
		}
		shown[next], widths, less = false, widthsOf(rows), true
	}
	for r, row := range rows {
		var cells []string
		for n, cell := range row {
			if !shown[n] {
				continue
			}
			last := 0
			if columns[n].Name { // both ends tell it from others
				last = (widths[n] - 1) / 2
			}
			short := cut(cell, widths[n], last)
			cells, less = append(cells, short), less || short != cell
		}
		rows[r] = cells
	}
	return Table(rows), less
}

// squeeze makes the widest columns narrower until all fit, and reports whether they do.
func squeeze(widths []int, shown []bool, columns []Column, most int) bool {
	for {
		total, widest := -2, -1
		for n, width := range widths {
			if !shown[n] {
				continue
			}
			total += width + 2
			if least := columns[n].Least; least > 0 && width > least && (widest < 0 || width > widths[widest]) {
				widest = n
			}
		}
		if total <= most || widest < 0 {
			return total <= most
		}
		widths[widest]--
	}
}

// nextToDrop is the shown column that is missed least, -1 if none can be dropped.
func nextToDrop(columns []Column, shown []bool) int {
	next := -1
	for n, c := range columns {
		if shown[n] && c.Drop > 0 && (next < 0 || c.Drop < columns[next].Drop) {
			next = n
		}
	}
	return next
}
