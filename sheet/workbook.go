package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// AllSheets is the name that stands for all sheets of a workbook that have leads.
const AllSheets = "all"

// workbook chooses the sheets that are read.
type workbook struct {
	*xlsx.Book
	head  Head
	known map[xlsx.Sheet][]dialect.TopRow // the first rows
	names map[xlsx.Sheet]*Titles
}

// choose returns the sheets for what a person said, at least one.
func (w *workbook) choose(name string) ([]xlsx.Sheet, error) {
	filled := w.filled()
	if name == "" {
		return w.first(filled)
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(w.Sheets(), func(s xlsx.Sheet) bool { return same(s.Name, name) }); i >= 0 {
			s := w.Sheets()[i]
			return []xlsx.Sheet{s}, w.checkTop(s)
		}
	}
	if strings.EqualFold(name, AllSheets) {
		return w.all(filled)
	}
	return nil, problem.With(fmt.Errorf("there is no sheet %q; there is %s", name, quoted(w.Sheets())), "name one of them with --sheet")
}

// filled returns the visible sheets that are not empty, but for our own About.
func (w *workbook) filled() (sheets []xlsx.Sheet) {
	for _, s := range w.Sheets() {
		if !s.Hidden && s.Name != aboutSheet && !w.isEmpty(s) {
			sheets = append(sheets, s)
		}
	}
	return sheets
}

func (w *workbook) headIsKnown() bool { return w.head.Row > 0 || w.head.Names != nil }

// isEmpty reports whether a sheet is good and has no text.
func (w *workbook) isEmpty(s xlsx.Sheet) bool {
	first, err := w.Peek(s, 1)
	return err == nil && len(first) == 0
}

// top returns the beginning of a sheet. That of a damaged one is shorter: who reads it gets the error.
func (w *workbook) top(s xlsx.Sheet) *dialect.Top {
	const enough = 20
	top, ok := w.known[s]
	if !ok {
		rows, _ := w.Peek(s, enough)
		for _, r := range rows {
			top = append(top, dialect.TopRow{Number: r.Number, Cells: r.Cells})
		}
		w.known[s] = top
	}
	return &dialect.Top{Rows: top}
}

// first returns the first sheet, unless leads stand on another one.
func (w *workbook) first(filled []xlsx.Sheet) ([]xlsx.Sheet, error) {
	if len(filled) == 0 {
		return nil, problem.With(fmt.Errorf("%w: no visible sheet has anything in it; there is %s", ErrEmpty, quoted(w.Sheets())),
			headerFix+"; --sheet NAME reads a hidden sheet")
	}
	one := filled[0]
	if w.headIsKnown() {
		return filled[:1], nil
	}
	if _, found := w.top(one).Identifies(); found {
		return filled[:1], w.checkTop(one)
	}
	for i, s := range filled[1:] {
		if there, found := w.alone(s); found {
			return nil, w.elsewhere(one, there, filled[i+1:])
		}
	}
	return filled[:1], w.checkTop(one)
}

// elsewhere is the refusal of a workbook whose leads do not stand on its first sheet. Further ones begins with the
// sheet where they stand.
func (w *workbook) elsewhere(first xlsx.Sheet, there dialect.Way, further []xlsx.Sheet) error {
	with := workbook{w.Book, there.Head, w.known, map[xlsx.Sheet]*Titles{}}
	parts := slices.DeleteFunc(slices.Clone(further), func(s xlsx.Sheet) bool { return s != further[0] && !with.alike(further[0], s) })
	u := &dialect.Undecided{
		Text: fmt.Sprintf("no column of the sheet %q identifies a lead, but the sheet %q has such columns", first.Name, there.Sheet),
		Ways: []dialect.Way{there, {If: "the first one is to be read", Sheet: first.Name}},
	}
	if len(parts) > 1 {
		u.Text = fmt.Sprintf("no column of the sheet %q identifies a lead, but the sheets %s have such columns, the same ones", first.Name, quoted(parts))
		u.Ways[0].If = fmt.Sprintf("%q alone is to be read", there.Sheet)
		u.Ways = slices.Insert(u.Ways, 0, dialect.Way{Sheet: AllSheets, Head: there.Head})
	}
	return u
}

// checkTop refuses a sheet that does not begin with its header, unless a person has said where that is.
func (w *workbook) checkTop(s xlsx.Sheet) error {
	if w.headIsKnown() {
		return nil
	}
	err := w.top(s).Check()
	if u, ok := errors.AsType[*dialect.Undecided](err); ok {
		u.Text = fmt.Sprintf("the sheet %q: %s", s.Name, u.Text)
	}
	return err
}

// all returns all sheets with leads, each of which has its own header; where no header tells that, those
// with the header of the first one.
func (w *workbook) all(filled []xlsx.Sheet) ([]xlsx.Sheet, error) {
	if len(filled) == 0 || w.head.Names != nil {
		return filled, w.checkTops(filled)
	}
	sheets := slices.DeleteFunc(slices.Clone(filled), func(s xlsx.Sheet) bool {
		_, found := w.top(s).Identifies()
		return !found
	})
	if len(sheets) == 0 {
		sheets = slices.DeleteFunc(filled, func(s xlsx.Sheet) bool { return !slices.Equal(w.header(s), w.header(filled[0])) })
	}
	return sheets, w.checkTops(sheets)
}

// checkTops refuses sheets whose headers are not all where the person says, or at their beginning.
func (w *workbook) checkTops(sheets []xlsx.Sheet) error {
	if len(sheets) == 0 {
		_, err := w.first(nil)
		return err
	}
	for _, s := range sheets {
		header, found := w.top(s).Identifies()
		apart := found && slices.ContainsFunc(sheets, func(o xlsx.Sheet) bool {
			other, found := w.top(o).Identifies()
			return found && other.Number != header.Number
		})
		begins := found && header.Number == w.top(s).Rows[0].Number
		switch {
		case w.head.Names != nil:
		case w.head.Row == 0 && (begins || !apart):
			if err := w.checkTop(s); err != nil {
				return err
			}
		case found && header.Number != w.head.Row:
			return &dialect.Undecided{
				Text: fmt.Sprintf("the header of the sheet %q seems to be row %d, and that of another sheet is not", s.Name, header.Number),
				Ways: []dialect.Way{{If: "that sheet is to be read alone", Sheet: s.Name, Head: Head{Row: header.Number}}}, Even: true,
				Else: "delete what stands above the headers, and read all sheets at once",
			}
		}
	}
	return nil
}

// header returns the names of a sheet's columns, nil if it has none.
func (w *workbook) header(s xlsx.Sheet) []string {
	if t := w.titles(s); t != nil {
		return t.Names
	}
	return nil
}

// titles returns the names of a sheet's columns, nil if the beginning of the sheet does not hold its header.
func (w *workbook) titles(s xlsx.Sheet) *Titles {
	t, known := w.names[s]
	if known || w.head.Names != nil {
		return t
	}
	top := w.top(s).Rows
	if i := slices.IndexFunc(top, func(r dialect.TopRow) bool { return r.Number == w.head.Row || w.head.Row == 0 }); i >= 0 {
		t = dialect.NewTitles(top[i:], w.head.Row == 0)
		if t.Nameless() {
			w.lookBelow(s, t)
		}
		t.Settle(ColumnLetters)
	}
	w.names[s] = t
	return t
}

// lookBelow looks at the rows of a sheet for cells in columns without a name. What cannot be read is told to who
// reads the rows.
func (w *workbook) lookBelow(s xlsx.Sheet, t *Titles) {
	table, err := w.Table(xlsx.Head(w.head), s)
	if err != nil {
		return
	}
	for r, err := range table.Rows() {
		if err != nil || len(table.Sheets()) > 1 {
			break
		}
		t.Look(dialect.TopRow{Number: r.Number, Cells: r.Cells})
	}
}

func quoted(sheets []xlsx.Sheet) string {
	const most = 20
	var names []string
	for _, s := range sheets[:min(len(sheets), most)] {
		names = append(names, strconv.Quote(s.Name))
	}
	if more := len(sheets) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
