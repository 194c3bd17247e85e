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

// Result is a checked input.
type Result struct {
	*row.Batch
	Source      *Source
	Mapping     *columns.Mapping
	Fingerprint Fingerprint
	Notes       []string // what else is to say about the file
	Blank       int      // blank rows, which are skipped
	Warnings    []row.Finding
	Live        *live.Leads // nil if the live leads were not read

	options Options
	wanted  map[uuid.UUID]struct{} // identities and uuids to look for, beside the leads of rows that can be sent
}

// Run reads the whole input and checks every row. Nothing is known about the live leads.
func Run(ctx context.Context, s *Source, o Options) (*Result, error) {
	if o.BotID == "" || len(o.IDFrom) == 0 {
		return nil, errors.New("check: no bot ID or no fields to identify rows by")
	}
	mapping, err := s.Columns(ctx, o.Assignments)
	if err != nil {
		return nil, err
	}
	staged, err := o.Temp()
	if err != nil {
		return nil, err
	}
	p := newPass(s, mapping, &o, nil)
	p.staged = row.NewFile(staged)
	if o.Matching {
		p.wanted = map[uuid.UUID]struct{}{}
	}
	return p.run(ctx)
}

// NeedsLive reports whether rows may mean live leads. A row with a uuid does, too: a platform may say
// ok to a uuid that it does not know, and store nothing.
func (r *Result) NeedsLive() bool {
	return r.options.Matching && (r.Ready() > 0 || len(r.wanted) > 0)
}

// NewLive returns Leads that keep what the rows may mean.
func (r *Result) NewLive(f row.TempFile) *live.Leads {
	who := newIdentifier(&r.options)
	return live.New(f, &who, func(id uuid.UUID) bool {
		_, wanted := r.wanted[id]
		return wanted || r.Leads.Has(id)
	})
}

// Against checks the input again, in the light of the live leads. The Result must not be used any
// more. The error is ErrChanged if the input is not what it was.
func (r *Result) Against(ctx context.Context, leads *live.Leads) (*Result, error) {
	var own map[uuid.UUID]uuid.UUID
	if r.Own > 0 && r.Derived > 0 {
		p := newPass(r.Source, r.Mapping, &r.options, leads)
		p.collecting = true
		if err := p.read(ctx); err != nil {
			return nil, err
		}
		own = p.people.own
	}
	p := newPass(r.Source, r.Mapping, &r.options, leads)
	if own != nil {
		p.people.own = own
	}
	p.staged = r.Rows
	if err := p.staged.Reset(); err != nil {
		return nil, err
	}
	out, err := p.run(ctx)
	if err == nil && out.Fingerprint != r.Fingerprint {
		err = ErrChanged
	}
	return out, err
}

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
