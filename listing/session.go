package listing

import (
	"context"
	"time"

	"github.com/leadferry/leadferry/lead"
)

// session proves the listings of one turn, one after the other.
type session struct {
	reader *Reader
	hasher hasher
	turn   turn
	table  table
	meter  meter
	result Result
}

func newSession(r *Reader, k Keeper, b Budget) *session {
	return &session{
		reader: r,
		hasher: newHasher(r.Key),
		turn:   turn{keeper: k, budget: b, began: time.Now()},
		meter:  meter{report: r.Progress},
		result: Result{Verified: true},
	}
}

// prove proves one listing, perhaps the last one, and adds what it found to the result.
func (s *session) prove(ctx context.Context, kind lead.Type, last bool) error {
	s.turn.keeper.Begin(kind)
	s.table.begin()
	s.meter.last = last
	p := prover{
		source:  s.reader.source(kind, s.hasher, s.result.Pages > 0 || !last),
		workers: s.reader.Workers,
		passes:  s.reader.Passes,
		turn:    &s.turn,
		table:   &s.table,
		meter:   &s.meter,
	}
	end, err := p.run(ctx)
	if err != nil {
		return err
	}
	r := &s.result
	r.Pages += p.pages
	r.Passes = max(r.Passes, end.passes)
	r.Order, r.EndRule = p.order.String(), end.endRule
	r.Replaced += end.replaced
	r.Vanished += s.table.vanished(end.since)
	if !end.proved {
		r.Verified, r.Reason = false, end.reason
	}
	return nil
}

// reading returns what the turn came to, when every listing is proved or given up.
func (s *session) reading() Reading {
	r := s.result
	r.Leads, r.Duplicates, r.Moved = s.table.leads(), s.table.duplicates, s.table.moved
	r.Recalled = s.turn.recalled
	return Reading{Result: r, Done: true, superseded: s.table.superseded}
}

// meter passes on how far a reading is.
type meter struct {
	report func(Progress) // may be nil
	last   bool           // the present listing is the last one, so the total can be known
	told   Progress
	before int // pages of the passes before the present one
}

// begin begins a pass.
func (m *meter) begin(pass int) { m.told.Pass, m.before = pass, m.told.Pages }

// pages passes on how many pages of the pass are read, and of how many, 0 while that is unknown.
func (m *meter) pages(pages, of, leads, recalled int) {
	m.told.Leads, m.told.Pages, m.told.Total = leads, m.before+pages, 0
	if of > 0 && m.last {
		m.told.Total = m.before + of
	}
	m.told.Kept = min(recalled, m.told.Pages)
	if m.report != nil {
		m.report(m.told)
	}
}
