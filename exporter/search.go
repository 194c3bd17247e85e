package exporter

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// search finds the end and sets a bound. It asks in rounds: what tells most is asked for at once. Of the answers of one round nobody knows which
// was given first, so none of them counts as seen before another one, but for who is on the page itself that the bound is about.
func (v *verification) search(ctx context.Context) error {
	s := newSearch(v.pages, v.walk.workers)
	answers := map[int]bound{} // the latest of each page
	for !s.ended() {
		numbers, err := v.agree(ctx, s)
		if err != nil {
			return err
		}
		pages, err := v.ask(ctx, numbers)
		if err != nil {
			return err
		}
		if numbers[0] == 1 && v.countsFromZero(pages[0].sign.who) {
			v.zero, v.walk.shift = nil, -1
			release(pages)
			return v.search(ctx)
		}
		v.zero = nil
		err = v.learn(s, pages, answers)
		release(pages)
		if err != nil {
			return fmt.Errorf("the %s listing: %w", v.walk.kind, err)
		}
	}
	v.pages, v.endRule = s.lo, s.endRule()
	v.bind(answers[s.lo], answers[s.hi])
	return nil
}

// agree decides what the next round asks for. How much that is hangs on the workers, of which a later turn may have others: so it is kept.
func (v *verification) agree(ctx context.Context, s *search) (numbers []int, err error) {
	switch a, err := v.spool.recall(ctx); {
	case err != nil:
		return nil, err
	case a != nil && a.kind != toRound:
		return nil, errOdd
	case a != nil:
		return s.round(a.page.number), nil
	case v.walk.turn.over(0):
		return nil, errTurnOver
	}
	size := s.size()
	return s.round(size), v.spool.note(toRound, &fetched{number: size})
}

// ask returns the answers of a round: those that an earlier turn got, and the others now, all at once as far as the turn allows.
func (v *verification) ask(ctx context.Context, numbers []int) (pages []*fetched, err error) {
	defer func() {
		if err != nil {
			release(pages)
		}
	}()
	for len(pages) < len(numbers) {
		a, err := v.spool.recall(ctx)
		if err != nil {
			return pages, err
		}
		if a == nil {
			break
		}
		if a.kind != toSearch || a.page.number != numbers[len(pages)] {
			return pages, errOdd
		}
		*v.recalled++
		pages = append(pages, a.page)
	}
	for len(pages) < len(numbers) {
		if v.walk.turn.over(0) {
			return pages, errTurnOver
		}
		rest := numbers[len(pages):]
		got, err := v.askNow(ctx, rest[:v.walk.turn.room(len(rest))])
		pages = append(pages, got...)
		if err != nil {
			return pages, err
		}
	}
	return pages, nil
}

// askNow makes some requests at once and keeps the answers, those before the first that failed. The caller releases them.
func (v *verification) askNow(ctx context.Context, numbers []int) (pages []*fetched, err error) {
	group, groupCtx := errgroup.WithContext(ctx)
	pages = make([]*fetched, len(numbers))
	v.walk.turn.asked += len(numbers)
	for i, number := range numbers {
		group.Go(v.walk.guarded(func() (err error) {
			pages[i], err = v.walk.fetch(groupCtx, nil, number)
			return err
		}))
	}
	err = group.Wait()
	for _, p := range pages {
		if p == nil {
			break
		}
		if noteErr := v.spool.note(toSearch, p); noteErr != nil {
			return pages, noteErr
		}
		v.walk.turn.got++
	}
	return pages, err
}

func release(pages []*fetched) {
	for _, p := range pages {
		if p != nil {
			p.release()
		}
	}
}

// learn takes in the answers of a round. The last page with leads may be what the bound will be about: who is on it was seen when it was
// read, whoever is on the others later than that, as far as is known.
func (v *verification) learn(s *search, pages []*fetched, answers map[int]bound) error {
	*v.moment += 3
	before := bound{moment: *v.moment - 2, before: v.date}
	last := 0
	for _, p := range pages {
		if p.sign.past == "" {
			last = max(last, p.number)
		}
	}
	for _, p := range pages {
		a, moment := before, *v.moment
		if p.number == last {
			moment--
			a.moment = moment
		}
		a.last = distinct(p.sign.who)
		if _, err := s.report(p.number, p.sign); err != nil {
			return err
		}
		v.meet(p, moment)
		answers[p.number] = a
	}
	return nil
}

// bind sets a bound: by the last page if it is not full, else by the page past the end.
func (v *verification) bind(last, past bound) {
	b := last
	if last.last >= v.proof.size {
		b = bound{moment: past.moment, before: past.before}
	}
	b.pages = v.pages
	v.before = b
	v.proof.bounds = append(v.proof.bounds, b)
}

// meet takes in who is on a page that was read in search of the end.
func (v *verification) meet(p *fetched, moment uint32) {
	v.date = max(v.date, p.date)
	v.proof.size = max(v.proof.size, distinct(p.sign.who))
	for i := range p.leads {
		v.book.meet(&p.leads[i], place{v.number, p.number, moment})
	}
}
