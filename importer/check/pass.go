package check

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// pass is one reading of the input.
type pass struct {
	checker
	source   *Source
	staged   *row.File // nil if only identities are collected
	wanted   map[uuid.UUID]struct{}
	rows     int
	blank    int
	marked   int // phones that begin with a plus or a zero
	warnings row.Findings

	notes       []string
	fingerprint Fingerprint
}

func newPass(s *Source, m *columns.Mapping, o *Options, leads *live.Leads) *pass {
	all := row.NewLeads()
	return &pass{source: s, checker: checker{
		o: o, mapping: m, letters: s.HasLetters(), who: newIdentifier(o), live: leads, leads: all,
		people: newPeople(all), tags: map[uuid.UUID]string{},
	}}
}

// run reads the input, then decides about every row.
func (p *pass) run(ctx context.Context) (*Result, error) {
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	temp, err := p.o.Temp()
	if err != nil {
		return nil, err
	}
	staged := row.Batch{Rows: p.staged, Leads: p.leads}
	batch, err := staged.Map(ctx, temp, func(r *row.Row) error {
		p.decide(r)
		return nil
	})
	if err == nil {
		err = p.staged.Reset() // to free its room on the disk
	}
	if err != nil {
		return nil, err
	}
	out := &Result{
		Batch: batch, Source: p.source, Mapping: p.mapping, Fingerprint: p.fingerprint, Notes: p.notes,
		Blank: p.blank, Warnings: p.warnings.All(), Live: p.live, options: *p.o, wanted: p.wanted,
	}
	explainPhones(out.Warnings, p.marked)
	return out, nil
}

// read reads the input: one goroutine parses rows, another one checks them.
func (p *pass) read(ctx context.Context) (err error) {
	scan, err := p.source.Scan()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	group, ctx := errgroup.WithContext(ctx)
	pieces := make(chan []sheet.Row, 4)
	group.Go(problem.Caught("reading the input", func() error {
		defer close(pieces)
		return p.parse(ctx, scan, pieces)
	}))
	group.Go(problem.Caught("checking the input", func() error { return p.check(pieces) }))
	if err := group.Wait(); err != nil {
		return err
	}
	p.notes = scan.Notes()
	p.fingerprint, err = scan.Fingerprint()
	return err
}

// parse passes the rows on, many at a time.
func (p *pass) parse(ctx context.Context, scan *Scan, to chan<- []sheet.Row) error {
	const many = 128
	piece := make([]sheet.Row, 0, many)
	send := func() error {
		select {
		case to <- piece:
			piece = make([]sheet.Row, 0, many)
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for r, err := range scan.Filled(ctx, &p.blank) {
		if err != nil {
			return err
		}
		if piece = append(piece, *r); len(piece) == many {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(piece) == 0 {
		return nil
	}
	return send()
}

// check checks and keeps rows until there are no more.
func (p *pass) check(pieces <-chan []sheet.Row) error {
	var r row.Row
	for piece := range pieces {
		for i := range piece {
			found, err := p.checker.check(&piece[i], &r)
			if err != nil {
				return err
			}
			p.note(&r, &found)
			if p.staged != nil {
				if _, err := p.staged.Add(&r); err != nil {
					return err
				}
			}
		}
		p.rows += len(piece)
		if p.o.Progress != nil {
			p.o.Progress(p.rows)
		}
	}
	return nil
}

// note remembers what a row means to others: to rows of the same lead, and to the live leads.
func (p *pass) note(r *row.Row, f *found) {
	for i := range f.warnings {
		p.warnings.Add(r.Number, &f.warnings[i])
	}
	if f.marked {
		p.marked++
	}
	if len(r.Problems) == 0 && r.Origin != row.Unidentified && (r.Same || !r.IsBlank() || p.o.Blank == ClearBlank) {
		p.leads.Add(r)
		p.people.add(r, f.ids)
	}
	if p.wanted == nil {
		return
	}
	if r.Origin == row.Own && len(r.Problems) > 0 {
		p.wanted[r.Key()] = struct{}{}
	}
	if r.Origin == row.Derived {
		for _, id := range f.ids {
			p.wanted[id] = struct{}{}
		}
	}
}
