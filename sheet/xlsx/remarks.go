package xlsx

import (
	"fmt"
	"strconv"
	"strings"
)

// remarks are what a person should know about a sheet.
type remarks struct {
	merged        string // the first merged range
	merges        int
	hiddenRows    int
	hiddenColumns []span
}

// span is columns from one to another, from 0.
type span struct{ first, last int }

// hide notes hidden columns, counted from 1.
func (r *remarks) hide(first, last []byte) {
	const most = 1000 // spans of a sheet
	from, err := strconv.Atoi(string(first))
	to, err2 := strconv.Atoi(string(last))
	if err == nil && err2 == nil && from > 0 && len(r.hiddenColumns) < most {
		r.hiddenColumns = append(r.hiddenColumns, span{from - 1, to - 1})
	}
}

// notes returns what there is to say of a sheet of so many columns.
func (r *remarks) notes(sheet string, width int) (notes []string) {
	add := func(format string, args ...any) {
		notes = append(notes, fmt.Sprintf("sheet %q: ", sheet)+fmt.Sprintf(format, args...))
	}
	if r.hiddenRows > 0 {
		add("hidden rows: %d; they are read too", r.hiddenRows)
	}
	if letters := r.hiddenLetters(width); len(letters) > 0 {
		add("hidden columns: %s; they are read too", strings.Join(letters, ", "))
	}
	if r.merges > 0 {
		add("merged cells: %d, first %s; what stands there counts for the first cell, the others are empty", r.merges, r.merged)
	}
	return notes
}

// hiddenLetters names the hidden columns among the first ones.
func (r *remarks) hiddenLetters(width int) (names []string) {
	for _, c := range r.hiddenColumns {
		switch last := min(c.last, width-1); {
		case c.first > last:
		case c.first == last:
			names = append(names, ColumnLetters(last))
		default:
			names = append(names, ColumnLetters(c.first)+"-"+ColumnLetters(last))
		}
	}
	return names
}
