package exporter

import (
	"context"
	"errors"
)

// sweep reads every page. It may end before the last one, when the proof is complete; then it is not whole.
func (v *verification) sweep(ctx context.Context) (whole bool, err error) {
	*v.moment++
	v.late, v.digest, v.broken = 0, 0, 0
	if v.done() {
		return false, nil
	}
	f := newSweep(4*v.walk.workers, v.pages)
	ended, err := v.recall(ctx, f)
	if err == nil && !ended {
		v.walk.emit, v.walk.tell = v.take, v.tell
		if err = v.walk.run(ctx, f); err == nil {
			v.walk.turn.got++
			err = v.spool.note(sweepEnd, &fetched{number: f.lo})
		}
	}
	if errors.Is(err, errProved) {
		return false, nil
	}
	v.pages = max(v.pages, f.lo)
	return true, err
}

// recall takes in what earlier turns read of this sweep, and tells whether they came to its end.
func (v *verification) recall(ctx context.Context, f *frontier) (ended bool, err error) {
	for {
		a, err := v.spool.recall(ctx)
		if a == nil || err != nil {
			if f.delivered > 0 {
				v.tell(f.delivered, 0)
			}
			return false, err
		}
		switch {
		case a.kind == sweepEnd:
			f.lo = a.page.number
			return true, nil
		case a.kind != toSweep || a.page.number != f.delivered+1:
			return false, errOdd
		}
		*v.recalled++
		f.restore(a.page.number, a.page.sign)
		if marks(v.count(a.page)) != a.rows {
			return false, errOdd
		}
		*v.order = a.order
		if v.done() {
			return false, errProved
		}
	}
}

// take takes in the next page of a sweep, and keeps it.
func (v *verification) take(p *fetched) error {
	marked := v.count(p)
	if err := v.spool.keep(p, marked, v.order); err != nil {
		return err
	}
	v.walk.turn.got++
	if v.done() {
		return errProved
	}
	return nil
}

// count counts who is on a page of a sweep, and marks whose rows are to be kept.
func (v *verification) count(p *fetched) (marked []bool) {
	v.date = max(v.date, p.date)
	v.broken += p.broken
	v.proof.size = max(v.proof.size, distinct(p.sign.who))
	v.digest = (v.digest ^ p.sign.fingerprint ^ uint64(p.number)) * 0x100000001b3
	at := place{v.number, p.number, *v.moment}
	marked = make([]bool, len(p.leads))
	for i := range p.leads {
		s := &p.leads[i]
		e := v.book.meet(s, at)
		switch {
		case e.last > 0: // a sweep has read it before
		case v.pass == 1 && p.page != nil:
			v.order.see(p.id(i), p.updated(i))
		case v.pass > 1 && e.first == at.moment && s.latest < v.before.before-skew:
			v.late++
		}
		v.proof.count(e, s)
		marked[i] = v.book.read(e, s, at)
	}
	return marked
}

// done tells whether there is nothing more to prove.
func (v *verification) done() bool {
	_, ok := v.proof.holds()
	return ok && v.passes < 2
}
