package exporter

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/convertalk"
)

// MaxPasses is how often a listing is read at most before the run gives up proving that it is complete.
const MaxPasses = 5

// verification reads one listing until what was read is proved to be complete, or gives up. Each pass is a search for the end, which
// sets a bound for the proof, and a sweep over all pages.
type verification struct {
	walk     *walk // emit is ours
	book     *book
	proof    proof
	number   uint8 // of the listing
	passes   int   // whole passes at least
	moment   *uint32
	recalled *int // answers that come from the spool
	order    *order
	spool    keeper
	tell     func(pages, of int)

	pass    int
	pages   int // in the last search
	endRule string
	date    int64    // the server's latest, in milliseconds since 1970
	zero    []uint64 // who is on page 0, until page 1 has been read
	late    int      // leads that the last sweep found, though they existed before it and no earlier pass had them
	digest  uint64   // of the last sweep: who stood where
	before  bound    // the latest
	broken  int      // values that held broken text, in this sweep
}

// keeper keeps what the server answered, and has what it answered to an earlier turn. A *spool is one.
type keeper interface {
	recall(ctx context.Context) (*answer, error)
	note(kind byte, p *fetched) error
	keep(p *fetched, marked []bool, o *order) error
}

// verdict is how a verification ended.
type verdict struct {
	proved   bool
	reason   string // if not
	since    uint32 // the moment from which on every lead was read
	replaced int
}

var errProved = errors.New("proved") // ends a sweep early

func (v *verification) run(ctx context.Context) (verdict, error) {
	if err := v.askZero(ctx); err != nil {
		return verdict{}, err
	}
	result := verdict{}
	for v.pass = 1; v.pass <= MaxPasses; v.pass++ {
		if err := v.search(ctx); err != nil {
			return verdict{}, err
		}
		result.since = *v.moment + 1
		digest := v.digest
		whole, err := v.sweep(ctx)
		if err != nil {
			return verdict{}, err
		}
		result.replaced = max(result.replaced, v.broken)
		if v.pass < v.passes {
			continue
		}
		if b, ok := v.proof.holds(); ok && (v.passes < 2 || v.late == 0) {
			result.proved, result.since = true, b.moment
			return result, nil
		}
		if v.pass > 1 && whole && digest == v.digest {
			result.proved = true
			return result, nil
		}
	}
	v.pass = MaxPasses
	result.reason = fmt.Sprintf("the listing changed while it was read, in each of %d passes; %s", MaxPasses, v.proof.lack())
	return result, nil
}

// askZero reads page 0, which may hold leads that no other page has, if the server counts from there.
func (v *verification) askZero(ctx context.Context) error {
	p, err := v.answer(ctx, toZero, 0, func() (*fetched, error) {
		page, err := v.walk.lister.Chats(ctx, v.walk.kind, 0)
		if e, ok := errors.AsType[*convertalk.Error](err); ok && (e.Kind == convertalk.Refused || e.Kind == convertalk.Unavailable) {
			return &fetched{sign: sign{past: "none"}}, nil // some servers fail over it
		}
		if err != nil {
			return nil, err
		}
		return v.walk.read(page, nil, 0), nil
	})
	if err != nil {
		return err
	}
	v.date = max(v.date, p.date)
	v.zero = p.sign.who
	p.release()
	return nil
}

// answer returns what the server answered to a question: in an earlier turn, or now.
func (v *verification) answer(ctx context.Context, kind byte, number int, ask func() (*fetched, error)) (*fetched, error) {
	switch a, err := v.spool.recall(ctx); {
	case err != nil:
		return nil, err
	case a != nil && (a.kind != kind || a.page.number != number):
		return nil, errOdd
	case a != nil:
		*v.recalled++
		return a.page, nil
	case v.walk.turn.over(0):
		return nil, errTurnOver
	}
	v.walk.turn.asked++
	p, err := ask()
	if err != nil {
		return nil, err
	}
	if err := v.spool.note(kind, p); err != nil {
		p.release()
		return nil, err
	}
	v.walk.turn.got++
	return p, nil
}

var errOdd = errors.New("the spool holds answers to other questions: it was written by another version of this program")

// countsFromZero decides it when page 1 has been read: page 0 shows others.
func (v *verification) countsFromZero(first []uint64) bool {
	on := make(map[uint64]bool, len(first))
	for _, who := range first {
		on[who] = true
	}
	known := 0
	for _, who := range v.zero {
		if on[who] {
			known++
		}
	}
	return len(v.zero) > 0 && 2*known < len(v.zero)
}
