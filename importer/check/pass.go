package check

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/compound"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/people"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/pipeline"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// pass is one reading of the input: it maps, normalises and checks every cell, and finds out whom a
// row means. It finds all problems of a row, not just the first.
type pass struct {
	Result                      // as far as it has come
	letters   bool              // columns have letters
	otherCase map[string]string // see otherCases
	null      []string          // what stands for an empty cell, in lower case
	// what such a cell begins with; most others are told by it
	nullStarts [256]bool
	leads      *row.Leads           // of the rows so far
	tags       map[uuid.UUID]string // of leads after the rows so far, if rows add or remove tags
	staged     *row.File
	marked     int               // phones that begin with a plus or a zero
	foreign    map[string]bool   // statuses of another system: whether a row is rejected for it
	refusedFix string            // of those
	proposed   *propose.Proposal // of a column of statuses
	nones      nones
	warnings   row.Findings
	spoilt     sheet.Spoilt
	names      compound.Names

	noCells lead.Row // of a lead that there is not

	rows int // that are not blank, so far
}

func newPass(s *source.Source, m *columns.Mapping, o *Options, leads *live.Leads) *pass {
	all := row.NewLeads()
	null := o.Null
	if null == nil {
		null = columns.Placeholders()
	}
	return &pass{
		Result: Result{
			Source: s, Mapping: m, Live: leads, options: *o, who: o.Identifier(o.BotID), people: people.New(all, o.IDFrom[0]),
			Countryless: Countryless{codes: map[string]int{}},
		},
		letters: s.HasLetters(), otherCase: otherCases(m, leads), null: null, nullStarts: starts(null), leads: all, tags: map[uuid.UUID]string{}, foreign: map[string]bool{},
		nones: nones{given: o.Null, taken: map[string]bool{}, refused: map[string]bool{}, mailboxes: map[string]int{}}, spoilt: sheet.Spoilt{Mends: true, Ours: hasUUID(m)},
	}
}

// hasUUID reports whether a column tells the uuids of leads, as in an export of ours: the cells are what they are.
func hasUUID(m *columns.Mapping) bool {
	_, has := m.Source(lead.UUID.String())
	return has
}

// Identifier finds out whom rows of a bot mean.
func (r *Rules) Identifier(botID string) *live.Identifier {
	return &live.Identifier{BotID: botID, Fields: r.IDFrom, DialCode: r.DialCode, Phones: contact.NewPhones()}
}

// run reads the input, then decides about every row.
func (p *pass) run(ctx context.Context) (*Result, error) {
	p.proposed = propose.Status(p.Proposals)
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	if p.Live == nil {
		p.people.Settle(nil)
		p.people.Merge()
	}
	p.warnOfSharing()
	p.nones.settle(slices.ContainsFunc(p.Proposals, func(one propose.Proposal) bool { return one.Field == lead.Phone.String() && !one.IsChoice() }))
	p.settleStatuses()
	err := p.decideAll(ctx)
	if err == nil {
		err = p.staged.Reset() // to free its room on the disk
	}
	p.Warnings = p.warnings.All()
	p.None = p.nones.flag(p.hints.Words)
	explainPhones(p.Warnings, p.marked)
	p.settleCountry()
	p.Nameless.settle(p)
	result := p.Result
	return &result, err
}

// decideAll decides about every row, and keeps it to be sent unless the run is offline.
func (p *pass) decideAll(ctx context.Context) error {
	staged := row.Batch{Rows: p.staged, Leads: p.leads}
	if p.options.Offline {
		var err error
		p.Batch, err = staged.Count(ctx, p.decideAmong)
		return err
	}
	temp, err := p.options.Temp()
	if err != nil {
		return err
	}
	p.Batch, err = staged.Map(ctx, temp, func(r *row.Row) error {
		p.decideAmong(r)
		return nil
	})
	return err
}

// read reads the input. What a row says by itself is found out by several goroutines, and the rest by
// one, in the order of the rows.
func (p *pass) read(ctx context.Context) (err error) {
	scan, err := p.Source.Scan(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	spare := sync.Pool{New: func() any { return new([]one) }}
	read := func() func(sheet.Piece) (*[]one, error) {
		parser := sheet.NewParser()
		return func(piece sheet.Piece) (*[]one, error) {
			ones := spare.Get().(*[]one)
			*ones = slices.Grow((*ones)[:0], len(piece))[:len(piece)]
			n := 0
			for r := range parser.Rows(piece) {
				(*ones)[n].read(p, r)
				n++
			}
			return ones, nil
		}
	}
	err = pipeline.InOrder(ctx, "checking the input", scan.Pieces(), read, func(ones *[]one) error {
		defer spare.Put(ones)
		return p.addAll(*ones)
	})
	if err != nil {
		return err
	}
	p.Sheets = scan.Sheets()
	p.Notes = append(scan.Notes(), p.spoilt.Notes(&p.Sheets)...)
	p.Fingerprint, err = scan.Fingerprint()
	return err
}

// keysOf yields what rows are known by.
func keysOf(ones []one) iter.Seq[uuid.UUID] {
	return func(yield func(uuid.UUID) bool) {
		for i := range ones {
			for k := range ones[i].ids {
				if !yield(ones[i].ids[k].Key()) {
					return
				}
			}
		}
	}
}

// addAll adds rows that have been read, and keeps them.
func (p *pass) addAll(ones []one) error {
	p.people.Expect(keysOf(ones))
	for i := range ones {
		o := &ones[i]
		if o.blank {
			p.Blank++
			continue
		}
		p.rows++
		if err := o.check(); err != nil {
			return err
		}
		switch p.decide(&o.row); {
		case o.filtered:
			o.row.Outcome, o.row.Problems = row.Skipped, []row.Problem{row.Filtered()}
		case o.skip != nil:
			o.row.Outcome, o.row.Problems = row.Skipped, []row.Problem{*o.skip}
		}
		if isSendable(&o.row) {
			p.leads.Add(&o.row)
			p.Nameless.add(&o.row, p.hints.ForBlanks)
		}
		if p.options.Offline {
			o.row.Cells = lead.Row{Base: lead.Base{lead.UUID: o.row.UUID()}} // which is all that deciding needs
		}
		if _, err := p.staged.Add(&o.row); err != nil {
			return err
		}
	}
	if p.options.Progress != nil {
		p.options.Progress(p.rows)
	}
	return nil
}
