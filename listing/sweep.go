package listing

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sweep is one reading of every page.
type sweep struct {
	late   int    // leads it found that existed before it, though no earlier pass had them
	twice  int    // records of leads that it had already read
	digest uint64 // who stood where
	broken int    // values that held broken text
}

// sweep recalls and reads every page.
func (p *prover) sweep(ctx context.Context) error {
	p.turnTo()
	p.keeper.Begin(p.source.kind)
	p.book.moment++
	p.since = p.book.moment
	p.begin()
	earlier := p.latest.digest
	p.sweeps++
	p.latest, p.still = sweep{}, false
	if p.pages > 0 {
		f := newFrontier(window * p.reader.Workers)
		f.reach, f.limit = p.pages, limit(p.pages)
		f.full, f.short = p.proof.size(), p.short
		ended, err := p.recallSweep(ctx, f)
		if err == nil && !ended {
			err = p.readSweep(ctx, f)
		}
		if err != nil {
			return err
		}
		p.pages = max(p.pages, f.lo)
	}
	p.noticed = time.Now()
	p.closeZero()
	p.still = p.sweeps > 1 && p.latest.digest == earlier
	p.replaced = max(p.replaced, p.latest.broken)
	return nil
}

// recallSweep counts what earlier turns read of a sweep. It reports whether they came to the end.
func (p *prover) recallSweep(ctx context.Context, f *frontier) (ended bool, err error) {
	for {
		a, err := p.recall(ctx)
		if a == nil || err != nil {
			if f.delivered > 0 {
				p.progress(f)
			}
			return false, err
		}
		switch {
		case a.kind == sweepEnd && a.number == f.delivered:
			return true, nil
		case a.kind != toSweep || a.number != f.delivered+1:
			return false, ErrOtherAnswers
		}
		f.restore(a.number, a.sign)
		if marks(p.count(a)) != a.rows {
			return false, ErrOtherAnswers
		}
		p.order = a.order
	}
}

// readSweep reads the rest of a sweep. If the proof is complete with the last page and the next one
// lies past the end, it does not look further.
func (p *prover) readSweep(ctx context.Context, f *frontier) error {
	if f.delivered == 0 {
		if err := p.outwait(ctx, p.looked); err != nil {
			return err
		}
	}
	w := walk{session: p.session, source: p.source, f: f, emit: func(a *answer) error {
		counts := p.count(a)
		a.kind, a.order = toSweep, p.order
		return p.keep(a, a.page(counts))
	}, enough: func() bool {
		if !f.atEnd() {
			return false
		}
		p.closeZero()
		return p.complete()
	}}
	switch err := w.run(ctx); {
	case errors.Is(err, errEndless):
		p.endless()
		f.lo = f.delivered
	case err != nil && !errors.Is(err, errEnough):
		return err
	}
	return p.keep(&answer{kind: sweepEnd, number: f.lo}, nil)
}

// count counts who is on a page of a sweep, and marks whose rows count.
func (p *prover) count(a *answer) (marked []bool) {
	s := &p.latest
	p.learn(a)
	s.broken += a.broken
	s.digest = (s.digest ^ a.sign.fingerprint ^ uint64(a.number)) * fnvPrime
	marked = make([]bool, len(a.leads))
	between := between{page: uint32(a.number), moment: p.book.moment, start: p.renumbered}
	var t texts
	for i := range a.leads {
		lead := &a.leads[i]
		e, was := p.table.see(lead, a.number, p.book.moment)
		if was.last == 0 && p.sweeps == 1 && a.body != nil {
			t.read(a, i)
			p.order.see(&t)
		}
		if lead.changed > 0 && lead.changed < was.changed && was.seen < p.book.moment && lead.known == firm {
			p.flaw = fmt.Sprintf("page %d of the %s listing shows a lead as it was before an earlier answer", a.number, p.source.kind.Word())
		}
		if was.last == p.book.moment {
			s.twice++
		} else if p.sweeps > 1 && was.last == 0 && p.proof.old(lead, p.start) {
			s.late++
		}
		if between.appears(&was, lead, p.proof.old(lead, p.start)) {
			p.flaw = fmt.Sprintf("a lead that has not changed for a day stands on page %d of the %s listing, where it did not stand before",
				a.number, p.source.kind.Word())
		}
		p.proof.count(&was, lead, p.table.elsewhere(lead.key))
		marked[i] = p.table.read(e, &was, lead)
	}
	p.result.Leads = p.book.leads()
	return marked
}
