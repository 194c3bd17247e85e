package dialect

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// first is one of the first rows of a file.
type first struct {
	number, line int
	cells        []string
	quoted       bool
}

// filled counts the cells that are not blank, and used those up to the last of them.
func (f *first) filled() (n int) {
	for i := range f.cells {
		if !IsBlank(f.cells[i : i+1]) {
			n++
		}
	}
	return n
}

func (f *first) used() int {
	n := len(f.cells)
	for n > 0 && IsBlank(f.cells[n-1:n]) {
		n--
	}
	return n
}

// words counts the first cells that are words for columns.
func (f *first) words() (n int) {
	const most = 40 // to look at: it takes time
	for _, cell := range f.cells[:min(len(f.cells), most)] {
		if isWord(cell) {
			n++
		}
	}
	return n
}

func (f *first) holdsData() bool {
	return slices.ContainsFunc(f.cells, func(cell string) bool { return kindOf(cell) != "" })
}

// isWord reports whether a cell is a word for a column.
func isWord(cell string) bool {
	m, err := columns.Map([]string{cell}, nil)
	if err != nil || m == nil {
		return false
	}
	c := m.Columns()[0]
	return c.How == columns.Recognised && (c.Use == columns.Written || c.Use == columns.LeftOut)
}

// firstRows returns the first rows that are not blank, read with that delimiter.
func (e *examination) firstRows(sample []byte, delimiter byte) (rows []first) {
	const most = 50
	records, err := NewRecords(sampleReader(sample), e.usual, delimiter)
	for err == nil && len(rows) < most {
		var cells []string
		cells, err = records.Next()
		if _, bad := errors.AsType[*RowError](err); bad {
			err = nil
			continue
		}
		if err == nil && !IsBlank(cells) {
			rows = append(rows, first{records.Number, records.First, slices.Clone(cells), records.Quoted})
		}
	}
	return rows
}

// refuseHead refuses a file that does not begin with its header, as far as that shows.
func (e *examination) refuseHead(sample []byte) error {
	rows := e.firstRows(sample, e.found.Delimiter)
	if len(rows) == 0 || slices.ContainsFunc(rows[0].cells, IsExported) || rows[0].words() > 0 {
		return nil // a header; its rows are rejected one by one
	}
	if rows[0].holdsData() {
		return looksLikeLead(&rows[0])
	}
	for _, d := range Delimiters() {
		own := d == e.found.Delimiter
		if below := e.firstRows(sample, d); len(below) > 0 {
			if header := headerBelow(below, own); header != nil {
				return looksLikeTitle(&below[0], header)
			}
		}
	}
	return nil
}

// headerBelow returns the row that is the header if the first one is a title; nil if none seems so. Of
// a delimiter that is not the file's own, the proof must be better.
func headerBelow(rows []first, own bool) *first {
	const deepest = 20
	above := &rows[0]
	for i := 1; i < min(len(rows), deepest); i++ {
		r := &rows[i]
		if r.holdsData() {
			break
		}
		words := 0
		if r.filled() > above.filled() {
			words = r.words()
		}
		if words > 1 || words == 1 && own {
			return r
		}
	}
	if !own {
		return nil
	}
	return widerBelow(rows)
}

// widerBelow returns the first row with more cells than the first one has, if most rows are such.
func widerBelow(rows []first) *first {
	const least = 2 // more of them
	var wide []*first
	for i := range rows[1:] {
		if r := &rows[i+1]; r.used() > rows[0].used() {
			wide = append(wide, r)
		}
	}
	if len(wide) <= least || 2*len(wide) <= len(rows)-1 || wide[0].holdsData() {
		return nil
	}
	return wide[0]
}

func looksLikeTitle(title, header *first) error {
	return &problem.Problem{
		Text: fmt.Sprintf("is line %d a title? the header seems to be row %d: %s", title.line, header.number, quoteCells(header.cells)),
		Fix:  fmt.Sprintf("add --header-row %d; if the names of the columns stand in row %d, add --header-row %d", header.number, title.number, title.number),
	}
}

// looksLikeLead proposes names for the columns of a file that begins with a lead. Import leaves a
// column out whose name begins with "_".
func looksLikeLead(r *first) error {
	var names []string
	for i, cell := range r.cells {
		name := kindOf(cell)
		if name == "" || slices.Contains(names, name) {
			name = fmt.Sprintf("_%d", i+1)
		}
		names = append(names, name)
	}
	fix := fmt.Sprintf("put a line with the names of the columns above it, or add --no-header %q", strings.Join(names, ","))
	if slices.ContainsFunc(names, func(name string) bool { return name[0] == '_' }) {
		fix += ", with names in place of those that begin with _ and are left out"
	}
	return &problem.Problem{
		Text: fmt.Sprintf("line %d looks like a lead, not like the names of columns: %s", r.line, quoteCells(r.cells)),
		Fix:  fmt.Sprintf("%s; if it is the header, add --header-row %d", fix, r.number),
	}
}

func quoteCells(cells []string) string {
	const most, longest = 5, 30
	var texts []string
	for _, cell := range cells[:min(len(cells), most)] {
		if r := []rune(cell); len(r) > longest {
			cell = string(r[:longest]) + "..."
		}
		texts = append(texts, fmt.Sprintf("%q", cell))
	}
	if len(cells) > most {
		texts = append(texts, "...")
	}
	return strings.Join(texts, ", ")
}

// refuseWrapped refuses a file each of whose lines is one cell, with all cells inside.
func (e *examination) refuseWrapped(sample []byte) error {
	for _, d := range Delimiters() {
		rows := e.firstRows(sample, d)
		if len(rows) < 2 || slices.ContainsFunc(rows[0].cells, IsExported) ||
			slices.ContainsFunc(rows, func(r first) bool { return r.used() != 1 || len(r.cells) == 1 && !r.quoted }) {
			continue
		}
		if inner := innerDelimiter(rows, d); inner != 0 {
			return wrapped(&rows[0], d, inner)
		}
	}
	return nil
}

// innerDelimiter returns what stands between the cells inside the only cell of each row; 0 if there
// are none.
func innerDelimiter(rows []first, outer byte) byte {
	for _, d := range Delimiters() {
		header, data := splitCell(rows[0].cells[0], d), false
		if d == outer && len(rows[0].cells) > 1 || len(header.cells) < 2 || header.words() == 0 {
			continue
		}
		fit := !slices.ContainsFunc(rows[1:], func(r first) bool {
			inner := splitCell(r.cells[0], d)
			data = data || inner.holdsData()
			return len(inner.cells) != len(header.cells)
		})
		if fit && data {
			return d
		}
	}
	return 0
}

func splitCell(text string, delimiter byte) (row first) {
	records, err := NewRecords(sampleReader([]byte(text)), delimiter, delimiter)
	if err == nil {
		row.cells, err = records.Next()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		row.cells = nil
	}
	return row
}

func wrapped(r *first, outer, inner byte) error {
	const way = "open it in a spreadsheet, part the first column there (Data > Text to Columns, with a %s), and save it as CSV UTF-8"
	fix := fmt.Sprintf(way, DelimiterName(inner))
	if len(r.cells) == 1 {
		return &problem.Problem{
			Text: fmt.Sprintf("every line stands in quotes as one cell, and the %s inside does not part it: %s", DelimiterName(inner), quoteCells(r.cells)),
			Fix:  "take the quotes around the lines out with a text editor; or " + fix,
		}
	}
	tail := strings.Repeat(string(outer), len(r.cells)-1)
	return &problem.Problem{
		Text: fmt.Sprintf("every line is a row with a %s between its cells, and ends with %q as if all of it were one cell", DelimiterName(inner), tail),
		Fix:  fmt.Sprintf("take the %q at the ends of the lines out with a text editor; or %s", tail, fix),
	}
}
