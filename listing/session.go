package listing

import (
	"context"
	"errors"
	"time"

	"github.com/leadferry/leadferry/lead"
)

// session is one call of a Reader: it reads the listings one after the other, and has what they share.
type session struct {
	reader *Reader
	key    Key
	clock  clock
	table  table
	result Result

	told   Progress
	kind   lead.Type // of the present listing
	last   bool      // it is the last one, so the total can be known
	before int       // pages of the passes before the present one

	keeper   Keeper
	budget   Budget
	began    time.Time
	asked    int
	kept     int
	recalled int
	note     []byte
}

func (r *Reader) session(k Keeper, b Budget) (*session, error) {
	switch {
	case r.Lister == nil || len(r.Types) == 0 || r.Workers < 1:
		return nil, errors.New("listing: no lister, no types or no workers")
	case r.Passes > MaxPasses:
		return nil, errors.New("listing: too many passes")
	}
	s := &session{reader: r, key: r.Key, keeper: k, budget: b, began: time.Now()}
	s.clock = clock{began: s.began, looks: map[place]look{}}
	if s.key == (Key{}) {
		s.key = NewKey()
	}
	return s, nil
}

// source begins a listing, perhaps the last one.
func (s *session) source(kind lead.Type, last bool) *source {
	s.kind, s.last = kind, last
	return &source{reader: s.reader, key: &s.key, clock: &s.clock, kind: kind, mayBeEmpty: s.reader.MayBeEmpty || s.result.Pages > 0}
}

// prove proves one listing, perhaps the last one, and adds what it found to the result.
func (s *session) prove(ctx context.Context, kind lead.Type, last bool) error {
	s.keeper.Begin(kind)
	s.table.listing++
	p := prover{session: s, source: s.source(kind, last)}
	p.source.mayBeEmpty = p.source.mayBeEmpty || !last
	since, err := p.run(ctx)
	if err != nil {
		return err
	}
	r := &s.result
	r.Pages += p.pages
	r.Passes = max(r.Passes, p.pass)
	r.Order = p.order.String()
	r.Replaced += p.replaced
	r.Vanished += s.table.vanished(since)
	r.Duplicates, r.Moved, r.Alike, r.Recalled = s.table.duplicates, s.table.moved, s.table.alike, s.recalled
	return nil
}

// begin begins a pass.
func (s *session) begin(pass int) { s.told.Pass, s.before = pass, s.told.Pages }

// progress passes on how far a pass is.
func (s *session) progress(f *frontier) {
	total := f.reach
	if f.known() {
		total = max(total, f.lo)
	}
	s.told.Leads, s.told.Pages, s.told.Total = s.result.Leads, s.before+f.delivered, 0
	if total > 0 && s.last {
		s.told.Total = s.before + total
	}
	s.told.Kept = min(s.recalled, s.told.Pages)
	if s.reader.Progress != nil {
		s.reader.Progress(s.told)
	}
}
