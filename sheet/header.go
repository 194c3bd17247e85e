package sheet

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// header is the columns of a file that is read.
type header struct {
	names []string
	base  []lead.Column // by column; -1 if it is no base column
	parts bool          // columns may continue others; in a workbook they do no more
	told  bool          // the file has no header, the user has named the columns
	index dialect.Numbering
	cells []string // of the header's row, if they are not the names
}

// numberingNotes says that the first column is left out, if it is.
func (h *header) numberingNotes() []string {
	if h.index.N == 0 {
		return nil
	}
	return []string{"column A has no name, and numbers the rows: it is left out"}
}

func newHeader(names []string) header { return header{names: names, base: baseColumns(names)} }

// baseColumns returns the base column of each name, -1 for none.
func baseColumns(names []string) []lead.Column {
	all := make([]lead.Column, len(names))
	for i, name := range names {
		all[i] = -1
		if c, ok := lead.ColumnOf(name); ok {
			all[i] = c
		}
	}
	return all
}

// repeats reports whether the cells of a row are names of their columns, in any case and spacing: such
// rows stand where files were put together. One cell alone may be a word.
func (h *header) repeats(cells []string) bool {
	const least = 2
	names, same := h.names, 0
	if h.cells != nil {
		names = h.cells
	}
	for i, cell := range cells[:min(len(cells), len(names))] {
		switch {
		case strings.TrimSpace(cell) == "":
		case !sameName(cell, names[i]):
			return false
		default:
			same++
		}
	}
	return same >= least
}

// sameName reports whether names differ in case, white space and the signs that stand for it, no more.
func sameName(a, b string) bool {
	first := func(name string) rune {
		r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
		return unicode.ToLower(r)
	}
	return a == b || first(a) == first(b) && strings.EqualFold(squeezed(a), squeezed(b))
}

func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' {
			return -1
		}
		return r
	}, name)
}

// fill puts cells into the columns of a row. It fails at a cell in a column without a name, and if the
// row is the header once more: with errRepeats, unless the user has named the columns.
func (h *header) fill(row *lead.Row, cells []string) error {
	switch {
	case !h.repeats(cells):
	case h.told:
		return &RowError{Text: errRepeats.Error(), Fix: "leave out --no-header if it is the first row; else delete it"}
	default:
		return errRepeats
	}
	dynamic := 0
	for i, cell := range cells {
		switch {
		case i < len(h.base) && h.base[i] >= 0:
			row.Base[h.base[i]] = cell
		case cell != "":
			dynamic++
		}
	}
	if dynamic == 0 {
		return nil
	}
	row.Dynamic = make([]lead.Cell, 0, dynamic)
	for i, cell := range cells {
		switch {
		case cell == "" || i < len(h.base) && h.base[i] >= 0:
		case i >= len(h.names) || h.names[i] == "":
			if strings.TrimSpace(cell) == "" || i == 0 && h.index.Counts(cell) {
				continue
			}
			fix := "name the column or empty the cell"
			if h.told {
				fix = fmt.Sprintf("name the column in --no-header (_%d leaves it out)", i+1)
			}
			return &RowError{Text: fmt.Sprintf("column %s has no name in the header, but this row has a cell there", ColumnLetters(i)), Fix: fix}
		default:
			row.Dynamic = append(row.Dynamic, lead.Cell{Column: h.names[i], Value: cell})
		}
	}
	if h.parts {
		joinContinued(row)
	}
	return nil
}

// The remedies of files that have no header, and that are no text.
const (
	headerFix = "write the names of the columns into its first line, and the leads below"
	textFix   = "open it in the program it is from, and save it as CSV UTF-8; or write that name again"
)

// checkHeader refuses names that are not text, and duplicates, since it is unclear which column
// counts. There may be many columns without a name, as spreadsheets write beyond the last one in
// use.
func checkHeader(names []string) error {
	const most = 4 << 20 // bytes: as many columns as there can be, with long names
	size := 0
	if at := dialect.FurtherTable(names); at > 0 {
		return problem.With(fmt.Errorf("two tables stand beside each other, and the second one begins in column %s", ColumnLetters(at)),
			"put its rows below those of the first")
	}
	first := make(map[string]int, len(names))
	for i, name := range names {
		if size += len(name); size > most {
			return problem.With(fmt.Errorf("the names of the columns are longer than %d MiB", most>>20), dialect.RightFile)
		}
		if j, twice := first[name]; twice && name != "" {
			return problem.With(fmt.Errorf("columns %s and %s have the same name %q", ColumnLetters(j), ColumnLetters(i), name), "rename or remove one")
		}
		if c, found := controlCharacter(name); found {
			return problem.With(fmt.Errorf("the header holds a control character (%U, in column %s): this does not look like a text file",
				c, ColumnLetters(i)), textFix)
		}
		first[name] = i
	}
	for i, name := range names {
		if !utf8.ValidString(name) {
			return problem.With(fmt.Errorf("the header is not UTF-8 (column %s)", ColumnLetters(i)), "save the file again as CSV UTF-8")
		}
	}
	return nil
}

// controlCharacter returns the first character of a name that no text has. The platform's customers
// may put any into an attribute's key.
func controlCharacter(name string) (c rune, found bool) {
	if strings.HasPrefix(name, lead.AttributePrefix) || strings.HasPrefix(name, lead.ExtraPrefix) {
		return 0, false
	}
	i := strings.IndexFunc(name, func(c rune) bool { return unicode.IsControl(c) && c != '\t' && c != '\r' && c != '\n' })
	if i < 0 {
		return 0, false
	}
	c, _ = utf8.DecodeRuneInString(name[i:])
	return c, true
}

// ColumnLetters returns what a spreadsheet calls column i, counted from 0: A, B, … Z, AA.
func ColumnLetters(i int) string { return xlsx.ColumnLetters(i) }
