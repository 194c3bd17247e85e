package dialect

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
)

// Titles are the names of the columns of a table where they are not just the cells of one row: since a name
// stands there twice, a column with cells has none, or the header goes over several rows.
type Titles struct {
	Names []string
	Row   int // the last row of the header, as a spreadsheet counts
	cells []string
	found []cellCount
	first Numbering
	notes []string
}

// cellCount counts the cells below a column without a name.
type cellCount struct{ column, cells int }

// NewTitles returns the names of the columns below the first of these rows, which begins the header. Unless
// several is set, it is one row, or titles of groups of columns and the names below them.
func NewTitles(top []TopRow, several bool) *Titles {
	t := &Titles{cells: top[0].Cells, Row: top[0].Number}
	t.Names = slices.Clone(t.cells)
	if h := joinedHeader(top); h != nil && (several || h.below) {
		t.Names, t.cells, t.Row, t.notes = h.names, h.last.Cells, h.last.Number, []string{h.note(top[0].Number)}
	}
	return t
}

// Cells returns the cells of the header's last row, which stand again where files were put together.
func (t *Titles) Cells() []string { return t.cells }

// Nameless reports whether a column has no name.
func (t *Titles) Nameless() bool { return slices.ContainsFunc(t.Names, isNameless) }

// repeats reports whether a name stands twice.
func (t *Titles) repeats() bool {
	names := slices.DeleteFunc(slices.Clone(t.Names), isNameless)
	all := len(names)
	slices.Sort(names)
	return len(slices.Compact(names)) < all
}

func isNameless(name string) bool { return strings.TrimSpace(name) == "" }

// Look counts the cells of a row in columns without a name. A row that is wider than the header is damaged.
func (t *Titles) Look(row TopRow) {
	cells := row.Cells
	if width := len(t.Names); row.Number <= t.Row || len(cells) > width && !IsBlank(cells[width:]) {
		return
	}
	for i, cell := range cells[:min(len(cells), len(t.Names))] {
		if !isNameless(t.Names[i]) || strings.TrimSpace(cell) == "" || i == 0 && t.first.Counts(cell) {
			continue
		}
		at := slices.IndexFunc(t.found, func(c cellCount) bool { return c.column == i })
		if at < 0 {
			at, t.found = len(t.found), append(t.found, cellCount{column: i})
		}
		t.found[at].cells++
	}
}

// Notes returns what a person should know about the names, once they are settled.
func (t *Titles) Notes() []string { return t.notes }

// Settle gives each column a name of its own once all rows were looked at. letters returns what a spreadsheet
// calls a column.
func (t *Titles) Settle(letters func(int) string) {
	if note := t.nameRepeated(letters); note != "" {
		t.notes = append(t.notes, note)
	}
	slices.SortFunc(t.found, func(a, b cellCount) int { return a.column - b.column })
	var named []string
	for _, c := range t.found {
		t.Names[c.column] = t.free("column " + letters(c.column))
		named = append(named, fmt.Sprintf("%q (%d)", t.Names[c.column], c.cells))
	}
	if named != nil {
		t.notes = append(t.notes, fmt.Sprintf("columns without a name in the header that have cells are called by their letters: %s; "+
			`name them in the file, or say what they are as in --map "%s=notes"`, strings.Join(named, ", "), t.Names[t.found[0].column]))
	}
}

// nameRepeated gives a number to each name that stands in the header before. An export of ours has no such
// name: one there is damage, which is refused, as is a second uuid.
func (t *Titles) nameRepeated(letters func(int) string) string {
	const uuid = "uuid"
	if first := slices.Index(t.Names, uuid); IsOwnHeader(t.Names) || FurtherTable(t.Names) > 0 || first >= 0 && slices.Contains(t.Names[first+1:], uuid) {
		return ""
	}
	first := map[string]bool{}
	var given []string
	for i, name := range t.Names {
		if isNameless(name) {
			continue
		}
		if first[name] {
			t.Names[i] = t.free(name)
			given = append(given, fmt.Sprintf("%s %q", letters(i), t.Names[i]))
		}
		first[name] = true
	}
	if given == nil {
		return ""
	}
	return "names that stand in the header more than once mean their first column, and the others are read under names of their own: " + strings.Join(given, ", ")
}

// FurtherTable returns the column where a second table begins, with the names of the first one: two people stand
// in one row. It is 0 for none.
func FurtherTable(names []string) int {
	for i := 1; i < len(names); i++ {
		if isNameless(names[i]) || names[i] != names[slices.IndexFunc(names, func(name string) bool { return !isNameless(name) })] {
			continue
		}
		fields := columns.FieldsOf(names[i:])
		isNew := func(name string) bool { return !isNameless(name) && !slices.Contains(names[:i], name) }
		if len(fields) > 1 && identify(fields) && !slices.ContainsFunc(names[i:], isNew) {
			return i
		}
	}
	return 0
}

// free returns the name, with a number behind it if a column has it.
func (t *Titles) free(name string) string {
	free := name
	for n := 2; slices.Contains(t.Names, free); n++ {
		free = name + " " + strconv.Itoa(n)
	}
	return free
}

// IsOwnHeader reports whether columns are those of an export of ours.
func IsOwnHeader(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	return has("uuid") && (has("id") || has("createdAt"))
}

// Numbering is a first column without a name that numbers the rows, as programs for statistics write it.
type Numbering struct{ N, last int }

// Counts reports whether a cell goes on with the numbers, or begins them anew.
func (x *Numbering) Counts(cell string) bool {
	n, err := strconv.Atoi(cell)
	if err != nil || n < 0 || n > 1 && (x.N == 0 || n <= x.last) {
		return false
	}
	x.N, x.last = x.N+1, n
	return true
}

// findTitles finds the names of the columns where the header alone does not tell them.
func (e *examination) findTitles() error {
	const enough = 20 // rows that show of how many rows a header is
	return e.readText(func(in *bufio.Reader) error {
		records, err := e.records(in, e.found.Delimiter)
		if err != nil {
			return err
		}
		var top []TopRow
		for len(top) < enough && err == nil {
			var row TopRow
			row, err = e.nextRow(records)
			if _, bad := errors.AsType[*RowError](err); bad && len(top) > 0 {
				err = nil
			} else if err == nil {
				row.Cells = slices.Clone(row.Cells)
				top = append(top, row)
			}
		}
		if len(top) == 0 {
			return nil // who reads the header says what is wrong with it
		}
		t := NewTitles(top, e.head.Row == 0)
		for _, row := range top {
			t.Look(row)
		}
		for t.Nameless() && err == nil {
			var row TopRow
			row, err = e.nextRow(records)
			if _, bad := errors.AsType[*RowError](err); bad {
				err = nil
			} else if err == nil {
				t.Look(row)
			}
		}
		if t.notes != nil || t.found != nil || t.repeats() {
			e.found.Titles = t
		}
		return nil // an error of the file is that of who reads its rows
	})
}

// nextRow reads the next row from the header on that is not blank.
func (e *examination) nextRow(records *Records) (TopRow, error) {
	for {
		cells, err := records.Next()
		_, bad := errors.AsType[*RowError](err)
		if (bad || err == nil) && records.Number < e.head.Row || err == nil && IsBlank(cells) {
			continue
		}
		return TopRow{records.Number, cells, records.Quoted}, err
	}
}
