package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// maxColumns is how many columns an input may have: as many as a sheet of Excel.
const maxColumns = 16_384

// head reads the beginning. A format without a header is read to its end for the names.
func head(ctx context.Context, s *source.Source) (h propose.Head, err error) {
	const enough = 50 // rows that tell what a column holds
	scan, err := s.ScanRows(ctx)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	base, seen := lead.BaseColumns(), map[string]bool{}
	h = propose.Head{Names: scan.Header(), Cells: map[string][]string{}, At: map[string][]int{}}
	whole := h.Names == nil
	rows, texts := 0, sheet.Spoilt{Mends: true}
	h.Whole = true
	for r, err := range scan.Filled() {
		if err != nil && whole {
			return h, err
		}
		if rows++; err != nil || rows > enough {
			h.Whole = false
		}
		if err != nil || rows > enough && !whole {
			break // what is wrong with the rows is said when all of them are read
		}
		if rows <= enough {
			texts.Look(r)
		}
		add := func(name, cell string) {
			if whole && !seen[name] && cell != "" {
				seen[name] = true
				h.Names = append(h.Names, name)
			}
			if rows <= enough && cell != "" {
				h.Cells[name], h.At[name] = append(h.Cells[name], cell), append(h.At[name], rows)
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
		if whole && len(h.Names) > maxColumns {
			break
		}
	}
	if len(h.Names) > maxColumns {
		return h, problem.With(fmt.Errorf("there are more than %d columns, more than any spreadsheet has", maxColumns), dialect.RightFile)
	}
	return h, nil
}

// Columns reads the header and finds out what its columns mean. A *columns.Error says what is wrong
// with it.
func Columns(ctx context.Context, s *source.Source, rules *Rules) (*columns.Mapping, error) {
	h, err := head(ctx, s)
	if err != nil {
		return nil, err
	}
	assignments, err := columns.Merge(h.Names, rules.Kept, rules.Assignments)
	if err != nil {
		return nil, err
	}
	return columns.Map(h.Names, assignments)
}

// understood is what a header means.
type understood struct {
	propose.Head
	mapping     *columns.Mapping
	assignments []string            // that hold
	left        []propose.Proposal  // that were not taken
	examples    map[string][]string // values, by the name of the column
	hints       hints
}

// understand is Columns with a look at what the columns hold.
func understand(ctx context.Context, s *source.Source, o *Options) (u understood, err error) {
	h, err := head(ctx, s)
	if err != nil {
		return u, err
	}
	if err := s.RefuseReport(h.Names); err != nil {
		return u, err
	}
	u.Head, u.examples = h, h.Examples()
	var wrong error
	u.assignments, wrong = columns.Merge(h.Names, o.Kept, o.Assignments)
	u.mapping, err = columns.Map(h.Names, u.assignments)
	if others := h.Corrections(u.mapping); others != nil && wrong == nil {
		u.assignments = slices.Concat(u.assignments, others)
		u.mapping, err = columns.Map(h.Names, u.assignments)
	}
	if unclear, is := errors.AsType[*columns.Error](err); is {
		unclear.Prefer(h.RankIn(u.mapping))
	}
	if o.Trusted {
		return u, err
	}
	u.hints = hintsOf(&h, u.mapping)
	all := propose.Columns(u.mapping, &h, s.HasLetters(), o.DialCode)
	if o.Take == nil || wrong != nil || err != nil {
		u.left = all
		return u, together(wrong, err, propose.Misspelled(all))
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
			if p.Crowded {
				o.Several = TakeFirst
			}
		} else {
			u.left = append(u.left, p)
		}
	}
	u.mapping, err = columns.Map(h.Names, u.assignments)
	u.hints = hintsOf(&h, u.mapping)
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
