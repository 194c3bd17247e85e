package check

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// pass is one reading of the input: it maps, normalises and checks every cell, and finds out whom a
// row means. It finds all problems of a row, not just the first.
type pass struct {
	Result           // as far as it has come
	letters bool     // columns have letters
	header  []string // the names of the columns
	who     *live.Identifier
	leads   *row.Leads // of the rows so far
	people  *people    // of the rows so far
	// collecting: the identities of rows with a uuid are wanted, too. It costs time and memory, and is
	// needed only if there are others.
	collecting bool
	tags       map[uuid.UUID]string // of leads after the rows so far, if rows add or remove tags
	staged     *row.File            // nil if only identities are collected
	marked     int                  // phones that begin with a plus or a zero
	foreign    map[string]struct{}  // statuses of another system
	warnings   row.Findings

	unmatched int // rows that have nothing in a column that tells whom they mean
}

func newPass(s *Source, m *columns.Mapping, o *Options, leads *live.Leads) *pass {
	all := row.NewLeads()
	var header []string
	for _, c := range m.Columns() {
		header = append(header, c.Header)
	}
	return &pass{
		Result: Result{Source: s, Mapping: m, Live: leads, options: *o}, letters: s.HasLetters(), header: header, who: o.Identifier(o.BotID),
		leads: all, people: newPeople(all), tags: map[uuid.UUID]string{}, foreign: map[string]struct{}{},
	}
}

// Identifier finds out whom rows of a bot mean.
func (r *Rules) Identifier(botID string) *live.Identifier {
	return &live.Identifier{BotID: botID, Fields: r.IDFrom, DialCode: r.DialCode, Phones: contact.NewPhones()}
}

// run reads the input, then decides about every row.
func (p *pass) run(ctx context.Context) (*Result, error) {
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	err := p.decideAll(ctx)
	if err == nil {
		err = p.staged.Reset() // to free its room on the disk
	}
	p.Warnings = p.warnings.All()
	explainPhones(p.Warnings, p.marked)
	result := p.Result
	return &result, err
}

// decideAll decides about every row, and keeps it to be sent.
func (p *pass) decideAll(ctx context.Context) error {
	staged := row.Batch{Rows: p.staged, Leads: p.leads}
	if p.options.Offline {
		var err error
		p.Batch, err = staged.Count(ctx, p.decide)
		return err
	}
	temp, err := p.options.Temp()
	if err != nil {
		return err
	}
	p.Batch, err = staged.Map(ctx, temp, func(r *row.Row) error {
		p.decide(r)
		return nil
	})
	return err
}

// read reads the input: one goroutine parses rows, another one checks and keeps them.
func (p *pass) read(ctx context.Context) (err error) {
	scan, err := p.Source.Scan(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	group, ctx := errgroup.WithContext(ctx)
	batches := make(chan []sheet.Row, 4)
	group.Go(problem.Caught("reading the input", func() error {
		defer close(batches)
		return scan.send(ctx, batches)
	}))
	group.Go(problem.Caught("checking the input", func() error { return p.checkAll(batches) }))
	if err := group.Wait(); err != nil {
		return err
	}
	p.Notes, p.Sheets, p.Blank = scan.Notes(), scan.Sheets(), scan.Blank
	p.Fingerprint, err = scan.Fingerprint()
	return err
}

// checkAll checks and keeps rows until there are no more.
func (p *pass) checkAll(batches <-chan []sheet.Row) error {
	var r row.Row
	rows := 0
	for batch := range batches {
		for i := range batch {
			ids, err := p.check(&batch[i], &r)
			if err != nil {
				return err
			}
			p.note(&r, ids)
			if p.staged != nil {
				if _, err := p.staged.Add(&r); err != nil {
					return err
				}
			}
		}
		if rows += len(batch); p.options.Progress != nil {
			p.options.Progress(rows)
		}
	}
	return nil
}

// note remembers what a row means to others: to rows of the same lead, and to the live leads.
func (p *pass) note(r *row.Row, ids []live.Identity) {
	if len(r.Problems) == 0 && r.Origin != row.Unidentified && (r.Same || !r.IsBlank() || p.options.Blank == ClearBlank) {
		p.leads.Add(r)
		p.people.add(r, ids)
	}
	if p.wanted == nil {
		return
	}
	if r.Origin == row.Own && len(r.Problems) > 0 {
		p.wanted[r.Key()] = struct{}{}
	}
	if r.Origin == row.Derived {
		for _, id := range ids {
			p.wanted[id.UUID] = struct{}{}
			for _, other := range id.Others {
				p.wanted[other] = struct{}{}
			}
		}
	}
}
