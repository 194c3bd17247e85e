package check

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// maxColumns is how many columns an input may have: as many as a sheet of Excel.
const maxColumns = 16_384

// head is the beginning of an input: the names of its columns, and what the first rows hold in each.
type head struct {
	names []string
	cells map[string][]string // that are not blank, by the name
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
	h = head{names: scan.Header(), cells: map[string][]string{}}
	whole := h.names == nil
	rows := 0
	for r, err := range scan.Filled() {
		if err != nil && whole {
			return h, err
		}
		if rows++; err != nil || rows > enough && !whole {
			break // what is wrong with the rows is said when all of them are read
		}
		add := func(name, cell string) {
			if whole && !seen[name] && cell != "" {
				seen[name] = true
				h.names = append(h.names, name)
			}
			if rows <= enough && cell != "" {
				h.cells[name] = append(h.cells[name], cell)
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
	}
	if len(h.names) > maxColumns {
		return h, fmt.Errorf("there are %d columns, and more than %d are in no spreadsheet: is this the right file?", len(h.names), maxColumns)
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

// understand is Columns with a look at what the columns hold. It returns the assignments that hold, and
// the proposals that were not taken.
func (s *Source) understand(ctx context.Context, o *Options) (m *columns.Mapping, assignments []string, left []Proposal, err error) {
	h, err := s.head(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := s.refuseReport(h.names); err != nil {
		return nil, nil, nil, err
	}
	assignments, wrong := columns.Merge(h.names, o.Kept, o.Assignments)
	m, err = columns.Map(h.names, assignments)
	if o.Trusted {
		return m, assignments, nil, err
	}
	all := o.propose(m, h.cells, s.HasLetters())
	if o.Take == nil || wrong != nil || err != nil {
		return m, assignments, all, together(wrong, err, misspelled(all))
	}
	for _, p := range all {
		taken, err := o.Take(ctx, p)
		if err != nil {
			return nil, nil, nil, err
		}
		if taken {
			assignments = append(assignments, p.Map)
		} else {
			left = append(left, p)
		}
	}
	m, err = columns.Map(h.names, assignments)
	return m, assignments, left, err
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
