package listing

import (
	"context"

	"github.com/leadferry/leadferry/lead"
)

// session proves the listings of one turn, one after the other.
type session struct {
	reader *Reader
	key    *Key
	turn   turn
	table  table
	meter  meter
	result Result
}

// prove proves one listing, perhaps the last one, and adds what it found to the result.
func (s *session) prove(ctx context.Context, kind lead.Type, last bool) error {
	s.turn.keeper.Begin(kind)
	s.table.begin()
	s.meter.last = last
	p := prover{session: s, source: s.reader.source(kind, s.key, s.result.Pages > 0 || !last)}
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
	r.Leads, r.Duplicates, r.Moved, r.Recalled = s.table.leads(), s.table.duplicates, s.table.moved, s.turn.recalled
	if !end.proved {
		r.Verified, r.Reason = false, end.reason
	}
	return nil
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
