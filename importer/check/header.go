package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// maxColumns is how many columns an input may have: as many as a sheet of Excel.
const maxColumns = 16_384

// head is the beginning of an input: the names of its columns, and what the first rows hold in each.
type head struct {
	names []string
	cells map[string][]string // that are not blank, by the name
	at    map[string][]int    // the row of each of them, counted from 1

	states []string // columns whose word means the status, see otherStates
}

// cell returns the cell of a column in one of the first rows, "" if it is blank.
func (h *head) cell(header string, row int) string {
	if i, ok := slices.BinarySearch(h.at[header], row); ok {
		return h.cells[header][i]
	}
	return ""
}

// head reads the beginning. A format without a header is read to its end for the names.
func (s *Source) head(ctx context.Context) (h head, err error) {
	const enough = 50 // rows that tell what a column holds
	scan, err := s.ScanRows(ctx)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	base, seen := lead.BaseColumns(), map[string]bool{}
	h = head{names: scan.Header(), cells: map[string][]string{}, at: map[string][]int{}}
	whole := h.names == nil
	rows, texts := 0, sheet.Spoilt{Mends: true}
	for r, err := range scan.Filled() {
		if err != nil && whole {
			return h, err
		}
		if rows++; err != nil || rows > enough && !whole {
			break // what is wrong with the rows is said when all of them are read
		}
		if rows <= enough {
			texts.Look(r)
		}
		add := func(name, cell string) {
			if whole && !seen[name] && cell != "" {
				seen[name] = true
				h.names = append(h.names, name)
			}
			if rows <= enough && cell != "" {
				h.cells[name], h.at[name] = append(h.cells[name], cell), append(h.at[name], rows)
			}
		}
		for c, cell := range r.Base {
			add(base[c], cell)
		}
		for _, c := range r.Dynamic {
			if whole && c.Value == "" {
				add(c.Column, " ")
			}
			add(c.Column, c.Value)
		}
		if whole && len(h.names) > maxColumns {
			break
		}
	}
	if len(h.names) > maxColumns {
		return h, fmt.Errorf("there are more than %d columns, more than any spreadsheet has: is this the right file?", maxColumns)
	}
	return h, nil
}

// Columns reads the header and finds out what its columns mean. A *columns.Error says what is wrong
// with it.
func (s *Source) Columns(ctx context.Context, rules *Rules) (*columns.Mapping, error) {
	h, err := s.head(ctx)
	if err != nil {
		return nil, err
	}
	assignments, err := columns.Merge(h.names, rules.Kept, rules.Assignments)
	if err != nil {
		return nil, err
	}
	return columns.Map(h.names, assignments)
}

// examples returns the first different values of each column, to look at.
func (h *head) examples() map[string][]string {
	const most = 3
	all := map[string][]string{}
	for name, cells := range h.cells {
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

// understood is what a header means.
type understood struct {
	head
	mapping     *columns.Mapping
	assignments []string            // that hold
	left        []Proposal          // that were not taken
	examples    map[string][]string // values, by the name of the column
	hints       hints
}

// understand is Columns with a look at what the columns hold.
func (s *Source) understand(ctx context.Context, o *Options) (u understood, err error) {
	h, err := s.head(ctx)
	if err != nil {
		return u, err
	}
	if err := s.refuseReport(h.names); err != nil {
		return u, err
	}
	u.head, u.examples = h, h.examples()
	var wrong error
	u.assignments, wrong = columns.Merge(h.names, o.Kept, o.Assignments)
	u.mapping, err = columns.Map(h.names, u.assignments)
	if others := slices.Concat(h.postalCodes(u.mapping), h.phoneCodes(u.mapping), h.otherStates(u.mapping)); others != nil && wrong == nil {
		u.assignments = slices.Concat(u.assignments, others)
		u.mapping, err = columns.Map(h.names, u.assignments)
	}
	if unclear, is := errors.AsType[*columns.Error](err); is {
		unclear.PreferFilled(func(header string) bool { return len(h.cells[header]) == 0 })
	}
	if o.Trusted {
		return u, err
	}
	u.hints = h.hintsOf(u.mapping)
	all := o.propose(u.mapping, &h, s.HasLetters())
	if o.Take == nil || wrong != nil || err != nil {
		u.left = all
		return u, together(wrong, err, misspelled(all))
	}
	for _, p := range all {
		taken := false
		if p.Doubt == "" {
			if taken, err = o.Take(ctx, &p); err != nil {
				return u, err
			}
		}
		if taken {
			u.assignments = append(u.assignments, p.Map)
			if p.crowded {
				o.Several = TakeFirst
			}
		} else {
			u.left = append(u.left, p)
		}
	}
	u.mapping, err = columns.Map(h.names, u.assignments)
	u.hints = h.hintsOf(u.mapping)
	return u, err
}

// together makes the problems of several errors one.
func together(errs ...error) error {
	var all columns.Error
	for _, err := range errs {
		if e, ok := errors.AsType[*columns.Error](err); ok {
			all.Problems = append(all.Problems, e.Problems...)
		}
	}
	if all.Problems == nil {
		return nil
	}
	return &all
}
