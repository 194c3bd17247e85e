package check

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
)

// pass is one reading of the input.
type pass struct {
	checker
	source   *Source
	staged   *row.File // nil if only identities are collected
	wanted   map[uuid.UUID]struct{}
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

// read reads the input, and checks and keeps its rows.
func (p *pass) read(ctx context.Context) (err error) {
	scan, err := p.source.Scan(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	const often = 128 // rows between two looks at the progress
	var r row.Row
	rows := 0
	for in, err := range scan.Filled() {
		if err != nil {
			return err
		}
		found, err := p.check(in, &r)
		if err != nil {
			return err
		}
		p.note(&r, &found)
		if p.staged != nil {
			if _, err := p.staged.Add(&r); err != nil {
				return err
			}
		}
		if rows++; rows%often == 0 && p.o.Progress != nil {
			p.o.Progress(rows)
		}
	}
	p.notes, p.blank = scan.Notes(), scan.Blank
	p.fingerprint, err = scan.Fingerprint()
	return err
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
