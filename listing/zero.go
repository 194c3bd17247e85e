package listing

import (
	"context"
	"slices"
)

// A server may count pages from 0. Then page 0 holds leads that no other page has, and a lead may move
// from there to page 1 between two answers. So what page 0 shows is compared with page 1, and whoever
// is on page 0 must be found by the sweep, too: else page 0 is asked for again.

// askZero reads page 0.
func (p *prover) askZero(ctx context.Context) error {
	a, err := p.recallPage(ctx, toZero, 0)
	if a == nil && err == nil {
		if p.over(0) {
			return errTurnOver
		}
		p.asked++
		if a, err = p.source.fetch(ctx, nil, 0); err == nil {
			a.kind = toZero
			err = p.keep(a, nil)
		}
	}
	if err != nil {
		return err
	}
	p.learn(a)
	p.zero = a.sign.who
	p.source.mayBeEmpty = p.source.mayBeEmpty || len(p.zero) > 0 // page 1 may lie past the end
	return nil
}

// countFromZero begins to count pages from 0 if page 1 shows hardly anybody who is on page 0.
func (p *prover) countFromZero(first *answer) bool {
	if 2*shared(p.zero, first.sign.who) >= len(p.zero) {
		return false
	}
	p.zero, p.source.shift, p.renumbered = nil, -1, p.book.moment
	return true
}

// closeZero forgets who of page 0 was read on other pages.
func (p *prover) closeZero() {
	p.zero = slices.DeleteFunc(p.zero, func(key uint64) bool { return p.table.wasRead(key) })
}
