package propose

import (
	"slices"
	"strings"
)

// Head is the beginning of an input: the names of its columns, and what the first rows hold in each.
type Head struct {
	Names []string
	Cells map[string][]string // that are not blank, by the name
	At    map[string][]int    // the row of each of them, counted from 1
	Whole bool                // there are no other rows

	states []string // columns whose word means the status, see otherStates
}

// cell returns the cell of a column in one of the first rows, "" if it is blank.
func (h *Head) cell(header string, row int) string {
	if i, ok := slices.BinarySearch(h.At[header], row); ok {
		return h.Cells[header][i]
	}
	return ""
}

// Examples returns the first different values of each column, to look at.
func (h *Head) Examples() map[string][]string {
	const most = 3
	all := map[string][]string{}
	for name, cells := range h.Cells {
		var some []string
		for _, cell := range cells {
			if len(some) < most && !slices.Contains(some, cell) {
				some = append(some, strings.Clone(cell))
			}
		}
		all[name] = some
	}
	return all
}
