package listing

import (
	"context"
	"errors"
	"time"

	"github.com/leadferry/leadferry/lead"
)

// session is one call of a Reader: it reads the listings one after the other, and has what they share.
type session struct {
	reader   *Reader
	key      Key
	clock    clock
	book     book
	result   Result
	pass     int    // that is made, from 1; 0 of a walk
	hopeless bool   // reading on makes no sense
	flaw     string // what this pass shows to be false of what a proof assumes

	cached time.Duration // the oldest answer that came from a cache

	told   Progress
	kind   lead.Type // of the present listing
	rest   int       // pages of the listings after it; less than 0 if unknown
	before int       // pages of what was read before it

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

func (s *session) source(kind lead.Type) *source {
	return &source{reader: s.reader, key: &s.key, clock: &s.clock, kind: kind}
}

// outwait waits until no answer shows what there was before a time.
func (s *session) outwait(ctx context.Context, past time.Time) error {
	if past.IsZero() {
		return nil
	}
	return s.reader.Settle(ctx, past)
}

// begin begins to read a listing once through.
func (s *session) begin() { s.told.Pass, s.before = s.pass, s.told.Pages }

// progress passes on how far the reading is.
func (s *session) progress(f *frontier) {
	total := f.reach
	if f.known() {
		total = max(total, f.lo)
	}
	s.told.Leads, s.told.Pages, s.told.Total = s.result.Leads, s.before+f.delivered, 0
	if total > 0 && s.rest >= 0 {
		s.told.Total = s.before + total + s.rest
	}
	s.told.Kept = min(s.recalled, s.told.Pages)
	if s.reader.Progress != nil {
		s.reader.Progress(s.told)
	}
}
