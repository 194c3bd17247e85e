package listing

import (
	"context"
	"errors"
)

// sweep is one reading of every page. It may end before the last one, when the proof is complete:
// then it is not whole.
type sweep struct {
	whole  bool
	late   int    // leads it found that existed before it, though no earlier pass had them
	digest uint64 // who stood where
	broken int    // values that held broken text
}

var errProved = errors.New("proved") // ends a sweep early

// sweep recalls and reads every page.
func (p *prover) sweep(ctx context.Context) (s sweep, err error) {
	p.table.moment++
	p.begin(p.pass)
	if p.done() {
		return s, nil
	}
	f := newFrontier(window * p.reader.Workers)
	f.reach = p.pages
	ended, err := p.recallSweep(ctx, f, &s)
	if err == nil && !ended {
		err = p.readSweep(ctx, f, &s)
	}
	if errors.Is(err, errProved) {
		return s, nil
	}
	s.whole = true
	p.pages = max(p.pages, f.lo)
	return s, err
}

// recallSweep counts what earlier turns read of a sweep. It reports whether they came to the end.
func (p *prover) recallSweep(ctx context.Context, f *frontier, s *sweep) (ended bool, err error) {
	for {
		a, err := p.recall(ctx)
		if a == nil || err != nil {
			if f.delivered > 0 {
				p.progress(f)
			}
			return false, err
		}
		switch {
		case a.kind == sweepEnd:
			f.lo = a.number
			return true, nil
		case a.kind != toSweep || a.number != f.delivered+1:
			return false, ErrOtherAnswers
		}
		f.restore(a.number, a.sign)
		if marks(p.count(a, s)) != a.rows {
			return false, ErrOtherAnswers
		}
		p.order = a.order
		if p.done() {
			return false, errProved
		}
	}
}

// readSweep reads the rest of a sweep.
func (p *prover) readSweep(ctx context.Context, f *frontier, s *sweep) error {
	err := p.walk(ctx, p.source, f, func(a *answer) error {
		counts := p.count(a, s)
		a.kind, a.order = toSweep, p.order
		if err := p.keep(a, a.page(counts)); err != nil {
			return err
		}
		if p.done() {
			return errProved
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.keep(&answer{kind: sweepEnd, number: f.lo}, nil)
}

// count counts who is on a page of a sweep, and marks whose rows count.
func (p *prover) count(a *answer, s *sweep) (marked []bool) {
	p.learn(a)
	s.broken += a.broken
	s.digest = (s.digest ^ a.sign.fingerprint ^ uint64(a.number)) * fnvPrime
	marked = make([]bool, len(a.leads))
	began := p.proof.bounds[len(p.proof.bounds)-1].before // as far as is known
	var t texts
	for i := range a.leads {
		lead := &a.leads[i]
		e := p.table.see(lead, a.number, p.table.moment)
		switch {
		case e.last > 0: // a sweep has read it before
		case p.pass == 1 && a.body != nil:
			t.read(a, i)
			p.order.see(&t)
		case p.pass > 1 && e.first == p.table.moment && lead.latest < began-skew:
			s.late++
		}
		p.proof.count(e, lead)
		marked[i] = p.table.read(e, lead)
	}
	p.result.Leads = p.table.leads()
	return marked
}
