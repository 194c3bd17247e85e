package listing

import (
	"context"
	"fmt"
)

// prover reads one listing until what it read is proved to be complete, or gives up. Each pass is a
// search for the end, which sets a bound for the proof, and a sweep over all pages.
type prover struct {
	*session
	source *source

	proof    proof
	pass     int
	pages    int      // up to the end, as far as is known
	date     int64    // the server's latest, in milliseconds since 1970
	zero     []uint64 // who is on page 0, until page 1 has been read
	order    order    // of the first pass
	replaced int      // values that held broken text, the most in one sweep
}

// run recalls and reads until the proof is complete, and sets in the result whether it is. It returns
// the moment from which on every lead was read.
func (p *prover) run(ctx context.Context) (since uint32, err error) {
	if err := p.askZero(ctx); err != nil {
		return 0, err
	}
	var s sweep
	for p.pass = 1; ; p.pass++ {
		if err := p.search(ctx); err != nil {
			return 0, err
		}
		since = p.table.moment + 1
		earlier := s.digest
		if s, err = p.sweep(ctx); err != nil {
			return 0, err
		}
		p.replaced = max(p.replaced, s.broken)
		enough := p.pass >= p.reader.Passes
		if b, ok := p.proof.holds(); ok && enough && (p.reader.Passes < 2 || s.late == 0) {
			return b.moment, nil
		}
		if enough && p.pass > 1 && s.whole && s.digest == earlier {
			return since, nil
		}
		if p.pass == MaxPasses {
			p.result.Verified = false
			p.result.Reason = fmt.Sprintf("the listing changed while it was read, in each of %d passes; %s", MaxPasses, p.proof.lack())
			return since, nil
		}
	}
}

// done reports whether there is nothing more to prove.
func (p *prover) done() bool {
	_, ok := p.proof.holds()
	return ok && p.reader.Passes < 2
}

// learn adds what any answer says beside who is on the page: the time, and how large pages are.
func (p *prover) learn(a *answer) {
	p.date = max(p.date, a.date)
	p.proof.size = max(p.proof.size, len(a.sign.who))
}

// askZero reads page 0. If the server counts from 0, it holds leads that no other page has.
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
	p.date, p.zero = max(p.date, a.date), a.sign.who
	return nil
}
