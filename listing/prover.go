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

	proof proof
	pass  int
	pages int      // up to the end, as far as is known
	date  int64    // the server's latest, in milliseconds since 1970
	zero  []uint64 // who is on page 0, until page 1 has been read
	order order    // of the first pass
}

// conclusion is how the proof of a listing ended.
type conclusion struct {
	proved   bool
	reason   string // if not
	since    uint32 // the moment from which on every lead was read
	passes   int
	replaced int // the most in one sweep
	endRule  string
}

// run recalls and reads until the proof is complete.
func (p *prover) run(ctx context.Context) (end conclusion, err error) {
	if err := p.askZero(ctx); err != nil {
		return end, err
	}
	var s sweep
	for p.pass = 1; p.pass <= MaxPasses; p.pass++ {
		if end.endRule, err = p.search(ctx); err != nil {
			return end, err
		}
		end.passes, end.since = p.pass, p.table.moment+1
		earlier := s.digest
		if s, err = p.sweep(ctx); err != nil {
			return end, err
		}
		end.replaced = max(end.replaced, s.broken)
		if p.pass < p.reader.Passes {
			continue
		}
		if b, ok := p.proof.holds(); ok && (p.reader.Passes < 2 || s.late == 0) {
			end.proved, end.since = true, b.moment
			return end, nil
		}
		if p.pass > 1 && s.whole && s.digest == earlier {
			end.proved = true
			return end, nil
		}
	}
	end.reason = fmt.Sprintf("the listing changed while it was read, in each of %d passes; %s", MaxPasses, p.proof.lack())
	return end, nil
}

// done reports whether there is nothing more to prove.
func (p *prover) done() bool {
	_, ok := p.proof.holds()
	return ok && p.reader.Passes < 2
}

// learn adds what any answer says beside who is on the page: the time, and how large pages are.
func (p *prover) learn(a *answer) {
	p.date = max(p.date, a.date)
	p.proof.size = max(p.proof.size, distinct(a.sign.who))
}

// askZero reads page 0. If the server counts from 0, it holds leads that no other page has.
func (p *prover) askZero(ctx context.Context) error {
	a, err := p.turn.recallPage(ctx, toZero, 0)
	if a == nil && err == nil {
		a, err = p.readZero(ctx)
	}
	if err != nil {
		return err
	}
	p.date = max(p.date, a.date)
	p.zero = a.sign.who
	a.release()
	return nil
}

func (p *prover) readZero(ctx context.Context) (*answer, error) {
	if p.turn.over(0) {
		return nil, errTurnOver
	}
	p.turn.asked++
	a, err := p.source.fetchZero(ctx)
	if err != nil {
		return nil, err
	}
	a.kind = toZero
	if err := p.turn.keep(a, nil); err != nil {
		a.release()
		return nil, err
	}
	return a, nil
}

// countsFromZero reports, once page 1 is read, whether page 0 shows other leads.
func (p *prover) countsFromZero(first []uint64) bool {
	on, known := set(first), 0
	for _, who := range p.zero {
		if on[who] {
			known++
		}
	}
	return len(p.zero) > 0 && 2*known < len(p.zero)
}
