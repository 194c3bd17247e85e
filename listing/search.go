package listing

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

// search finds the end and sets a bound, once it is known from what number pages count.
func (p *prover) search(ctx context.Context) error {
	p.turnTo()
	if p.source.shift == 0 && (p.pass == 1 || len(p.zero) > 0) {
		if err := p.askZero(ctx); err != nil {
			return err
		}
	}
	return p.searchEnd(ctx)
}

// searchEnd asks in rounds: what says most is asked for at once.
func (p *prover) searchEnd(ctx context.Context) error {
	r := newRounds(p.pages, p.reader.Workers)
	for !r.ended() {
		numbers, err := p.nextRound(ctx, r)
		if err != nil {
			return err
		}
		pages, err := p.ask(ctx, numbers, time.Time{})
		if err != nil {
			return err
		}
		if numbers[0] == 1 && p.countFromZero(pages[0]) {
			return p.searchEnd(ctx)
		}
		if err := p.report(r, pages); err != nil {
			return err
		}
	}
	if r.endless() {
		p.endless()
	}
	p.pages, p.first, p.endRule = r.lo, r.first, r.endRule()
	return nil
}

// mostLooks is how often the end may have moved between its search and a look at it.
const mostLooks = 10

// look looks at the end that was found, and sets a bound. It waits until what was seen up to then is
// seen before the end for certain; and if nothing was seen, until no answer is older than the reading,
// since no sweep follows. If the listing ends elsewhere by now, it searches again.
func (p *prover) look(ctx context.Context) error {
	p.turnTo()
	for range mostLooks {
		if p.hopeless {
			break
		}
		r := newRounds(0, p.reader.Workers)
		r.first = p.first
		numbers, after := []int{p.pages, p.pages + 1}, p.noticed
		switch p.pages {
		case 0:
			numbers, after = numbers[1:], p.began
		case 1:
		default: // what stood before the last page shows whether that one repeats
			r.lo, r.done[p.pages-1] = p.pages-1, true
		}
		before := p.date
		p.book.moment++
		pages, err := p.ask(ctx, numbers, after)
		if err != nil {
			return err
		}
		if err := p.report(r, pages); err != nil {
			return err
		}
		p.looked = time.Now()
		if r.lo == p.pages && r.hi == p.pages+1 && len(r.again) == 0 && r.past[r.hi] != repeated {
			p.bind(pages[0].sign.slots, before)
			return nil
		}
		if err := p.searchEnd(ctx); err != nil {
			return err
		}
	}
	p.endless()
	return nil
}

// nextRound decides what to ask for next. The size of a round depends on the number of workers, which
// may differ in a later turn, so it is kept.
func (p *prover) nextRound(ctx context.Context, r *rounds) (numbers []int, err error) {
	switch a, err := p.recall(ctx); {
	case err != nil:
		return nil, err
	case a != nil && a.kind != toRound:
		return nil, ErrOtherAnswers
	case a != nil:
		return r.next(a.number), nil
	case p.over(0):
		return nil, errTurnOver
	}
	size := r.size()
	return r.next(size), p.keep(&answer{kind: toRound, number: size}, nil)
}

// ask returns the answers of a round: those that an earlier turn got, and the others read now, all at
// once, which do not show anything before that time. It keeps the answers that came before the first
// failure.
func (p *prover) ask(ctx context.Context, numbers []int, after time.Time) (pages []*answer, err error) {
	for len(pages) < len(numbers) {
		a, err := p.recallPage(ctx, toSearch, numbers[len(pages)])
		if err != nil {
			return nil, err
		}
		if a == nil {
			break
		}
		pages = append(pages, a)
	}
	numbers = numbers[len(pages):]
	if len(numbers) > 0 && p.over(0) {
		return nil, errTurnOver
	}
	if len(numbers) > 0 {
		if err := p.outwait(ctx, after); err != nil {
			return nil, err
		}
	}
	group, groupCtx := errgroup.WithContext(ctx)
	read := make([]*answer, len(numbers))
	p.asked += len(numbers)
	for i, number := range numbers {
		group.Go(p.source.guarded(func() (err error) {
			read[i], err = p.source.fetch(groupCtx, nil, number)
			return err
		}))
	}
	err = group.Wait()
	for _, a := range read {
		if a == nil {
			break
		}
		a.kind = toSearch
		if keepErr := p.keep(a, nil); keepErr != nil {
			return nil, keepErr
		}
	}
	return append(pages, read...), err
}

// report gives the answers of a round to the frontier and the table. They came in an unknown order, so
// they are of one moment.
func (p *prover) report(r *rounds, pages []*answer) error {
	p.book.moment++
	for _, a := range pages {
		if _, err := r.report(a.number, a.sign); err != nil {
			return fmt.Errorf("the %s listing: %w", p.source.kind.Word(), err)
		}
		p.learn(a)
		for i := range a.leads {
			_, was := p.table.see(&a.leads[i], a.number, p.book.moment)
			if (was.since == 0 || was.changed != a.leads[i].changed) && !p.proof.old(&a.leads[i], p.start) {
				p.noticed = time.Now()
			}
		}
		p.source.release(a)
	}
	return nil
}

// bind sets a bound by the end that was looked at just now: by the last page if that is not full, of
// which who was on it is known, else by the page past the end.
func (p *prover) bind(last int, before int64) {
	b := bound{pass: p.pass, moment: p.book.moment, early: p.early, pages: p.pages, before: before}
	if p.fullEnd = last >= p.proof.size(); !p.fullEnd {
		b.last = last
	} else {
		b.moment-- // the last page may have been read after the one past the end
	}
	p.proof.bounds = append(p.proof.bounds, b)
}
