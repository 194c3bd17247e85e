package dialect

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// Top is the beginning of a table: its first rows that are not blank.
type Top struct {
	Rows []TopRow
}

// TopRow is one of the first rows.
type TopRow struct {
	Number int // as a spreadsheet counts
	Cells  []string
	quoted bool // a cell stands in quotes
}

// filled counts the cells that are not blank, and used those up to the last of them.
func (r *TopRow) filled() (n int) {
	for i := range r.Cells {
		if !IsBlank(r.Cells[i : i+1]) {
			n++
		}
	}
	return n
}

func (r *TopRow) used() int {
	n := len(r.Cells)
	for n > 0 && IsBlank(r.Cells[n-1:n]) {
		n--
	}
	return n
}

// HoldsData reports whether a cell is certainly a value, such as an e-mail address, and no name of a column.
func (r *TopRow) HoldsData() bool {
	return slices.ContainsFunc(r.Cells, func(cell string) bool { return kindOf(cell) != "" })
}

// holdsAddress reports whether an e-mail address stands in a cell, alone or among words.
func (r *TopRow) holdsAddress() bool { return slices.ContainsFunc(r.Cells, hasAddress) }

// identify reports whether one of the fields tells whom a row means.
func identify(fields []string) bool {
	return slices.ContainsFunc(fields, func(field string) bool {
		return field == kindUUID || field == kindEmail || field == kindPhone
	})
}

// Identifies reports whether the header tells whom rows mean, and returns it.
func (t *Top) Identifies() (header *TopRow, ok bool) {
	header = t.header(true)
	return header, header != nil && identify(columns.FieldsOf(header.Cells))
}

// TellWhom reports whether columns of these names tell whom rows mean.
func TellWhom(names []string) bool {
	top := Top{Rows: []TopRow{{Cells: names}}}
	_, found := top.Identifies()
	return found
}

// Check refuses a table that does not begin with its header, as far as that shows. The error is an
// *Undecided.
func (t *Top) Check() error {
	if u := cmp.Or(t.refusal(true), t.narrow()); u != nil {
		return u
	}
	return nil
}

// refusal is Check of what words and values show. If the cells are not read with the file's own delimiter, the proof must be better.
func (t *Top) refusal(own bool) *Undecided {
	if len(t.Rows) == 0 {
		return nil
	}
	if u := t.turned(); u != nil {
		return u
	}
	first, header := &t.Rows[0], t.header(own)
	switch {
	case header == first, own && joinedHeader(t.Rows) != nil:
		return nil // its rows are rejected one by one
	case header != nil:
		return looksLikeTitle(first, t.WithGroups(header))
	case own && (first.HoldsData() || first.holdsAddress() && t.wider() == nil):
		return t.looksLikeLead()
	}
	return nil
}

// WithGroups returns the header with the row above it, if that holds titles of groups of columns and is not the first.
func (t *Top) WithGroups(header *TopRow) *TopRow {
	i := slices.IndexFunc(t.Rows, func(r TopRow) bool { return r.Number == header.Number })
	if i > 1 {
		if h := joinedHeader(t.Rows[i-1:]); h != nil && h.below {
			return &TopRow{Number: t.Rows[i-1].Number, Cells: h.names}
		}
	}
	return header
}

// narrow refuses a table whose first row has fewer cells than most others: a title, as far as that shows.
func (t *Top) narrow() *Undecided {
	if len(t.Rows) == 0 || t.header(true) != nil || t.Rows[0].HoldsData() || joinedHeader(t.Rows) != nil {
		return nil
	}
	if header := t.wider(); header != nil {
		return looksLikeTitle(&t.Rows[0], header)
	}
	return nil
}

// turned refuses a table on its side: the names of its columns stand below each other in column A, and
// beside one of them nothing but such values.
func (t *Top) turned() *Undecided {
	var names []string
	values := ""
	for i := range t.Rows {
		r := &t.Rows[i]
		if len(r.Cells) == 0 || strings.TrimSpace(r.Cells[0]) == "" {
			continue
		}
		names = append(names, r.Cells[0])
		if field := columns.FieldsOf(r.Cells[:1]); len(field) == 1 && identify(field) && holdsOnly(field[0], r.Cells[1:]) {
			values = r.Cells[0]
		}
	}
	if values == "" || len(columns.FieldsOf(names)) < 2 {
		return nil
	}
	return &Undecided{
		Text: fmt.Sprintf("the table lies on its side: column A holds the names of the columns (%s), and the values of %q stand beside it", quoteCells(names), values),
		Else: "turn it in a spreadsheet: copy all of it, and paste it into a new sheet with Paste Special > Transpose",
	}
}

// holdsOnly reports whether the cells that are not blank are values of a field.
func holdsOnly(field string, cells []string) bool {
	n := 0
	for _, cell := range cells {
		switch {
		case strings.TrimSpace(cell) == "":
		case kindOf(cell) != field:
			return false
		default:
			n++
		}
	}
	return n > 0
}

// header returns the row whose cells are words for columns: the first one, or the one below a title or a
// little table, as of a meeting above its guests, that has the most such words. It returns nil if no row shows that.
func (t *Top) header(own bool) *TopRow {
	const deepest = 20
	if len(t.Rows) == 0 {
		return nil
	}
	first := &t.Rows[0]
	known := columns.FieldsOf(first.Cells)
	if slices.ContainsFunc(first.Cells, IsExported) || identify(known) {
		return first
	}
	var below *TopRow
	most, data := 0, false // the fields of that row, and whether a row before it looks like one of a table
	for i := 1; i < min(len(t.Rows), deepest); i++ {
		r := &t.Rows[i]
		if r.HoldsData() {
			data = true
		}
		if r.HoldsData() || !data && r.filled() < first.filled() || data && !own {
			continue
		}
		fields := columns.FieldsOf(r.Cells)
		wider := !data && len(known) == 0 && r.filled() > first.filled() && (own || len(fields) > 1)
		identifies := len(fields) > 1 && identify(fields)
		if below != nil && r.Number == t.Rows[i-1].Number+1 && r.filled() <= t.Rows[i-1].filled() {
			continue // a row of the table below that header
		}
		if len(fields) > most && (identifies || wider && below == nil) {
			below, most = r, len(fields)
		}
	}
	if below == nil && len(known) > 0 {
		return first
	}
	return below
}

// wider returns the first row with more cells than the first one has, if most rows are such.
func (t *Top) wider() *TopRow {
	const least = 2 // more of them
	var wide []*TopRow
	for i := range t.Rows[1:] {
		if r := &t.Rows[i+1]; r.used() > t.Rows[0].used() {
			wide = append(wide, r)
		}
	}
	if len(wide) <= least || 2*len(wide) <= len(t.Rows)-1 || wide[0].HoldsData() {
		return nil
	}
	return wide[0]
}

func looksLikeTitle(title, header *TopRow) *Undecided {
	return &Undecided{
		Text: fmt.Sprintf("is row %d a title (%s)? The header seems to be row %d: %s", title.Number, quoteCells(title.Cells), header.Number, quoteCells(header.Cells)),
		Ways: []Way{{Head: Head{Row: header.Number}}, {If: fmt.Sprintf("row %d is the header", title.Number), Head: Head{Row: title.Number}}},
	}
}

// looksLikeLead proposes names for the columns of a file that begins with a lead. Import leaves a
// column out whose name begins with "_".
func (t *Top) looksLikeLead() *Undecided {
	var names []string
	r, named := &t.Rows[0], t.namesColumn()
	for i, cell := range r.Cells {
		name := kindOf(cell)
		if name == "" && hasAddress(cell) {
			name = kindEmail
		}
		for _, kind := range []string{kindUUID, kindEmail, kindPhone} {
			if name == "" && holdsOnly(kind, t.cells(i)) {
				name = kind
			}
		}
		switch {
		case i == named:
			name = lead.Name.String()
		case name == "" && all(t.cells(i), isStatus):
			name = lead.Status.String()
		}
		if name == "" || slices.Contains(names, name) {
			name = fmt.Sprintf("_%d", i+1)
		}
		names = append(names, name)
	}
	above := "put a line with the names of the columns above it"
	if slices.ContainsFunc(names, func(name string) bool { return name[0] == '_' }) {
		above = "write names in place of those that begin with _, which are left out; or " + above
	}
	return &Undecided{
		Text: fmt.Sprintf("row %d looks like a lead, not like the names of columns: %s", r.Number, quoteCells(r.Cells)),
		Ways: []Way{
			{Head: Head{Names: names}},
			{If: fmt.Sprintf("row %d is the header", r.Number), Head: Head{Row: r.Number}},
		},
		Else: above,
	}
}

// namesColumn returns the place of the column that holds the names of people: the only one of words, else
// the only one with a first and a last name in each row. It is -1 if that does not tell.
func (t *Top) namesColumn() int {
	var words, names []int
	for i := range t.Rows[0].Cells {
		cells := t.cells(i)
		if all(cells, columns.IsWords) && !all(cells, isStatus) {
			words = append(words, i)
		}
		if columns.AreNames(cells) {
			names = append(names, i)
		}
	}
	for _, found := range [][]int{words, names} {
		if len(found) == 1 {
			return found[0]
		}
	}
	return -1
}

// cells returns those of a column that are not blank.
func (t *Top) cells(column int) (cells []string) {
	for _, r := range t.Rows {
		if column < len(r.Cells) && !IsBlank(r.Cells[column:column+1]) {
			cells = append(cells, strings.TrimSpace(r.Cells[column]))
		}
	}
	return cells
}

// all reports whether there are cells, and each is so.
func all(cells []string, is func(string) bool) bool {
	return len(cells) > 0 && !slices.ContainsFunc(cells, func(cell string) bool { return !is(cell) })
}

func isStatus(cell string) bool { return columns.StatusOf(cell) != "" }

// quoteCells quotes the first cells that are not blank.
func quoteCells(cells []string) string {
	const most, longest = 5, 30
	var texts []string
	for _, cell := range cells {
		switch r := []rune(cell); {
		case strings.TrimSpace(cell) == "":
			continue
		case len(texts) == most:
			return strings.Join(append(texts, "..."), ", ")
		case len(r) > longest:
			cell = string(r[:longest]) + "..."
		}
		texts = append(texts, strconv.Quote(cell))
	}
	return strings.Join(texts, ", ")
}
