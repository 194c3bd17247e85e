package listing

import (
	"context"
	"fmt"

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

// searchEnd asks in rounds: what says most is asked for at once. The
// answers of one round came in an unknown order, so none of them counts as seen before another one,
// except for who is on the page that the bound is about.
func (p *prover) searchEnd(ctx context.Context) error {
	r := newRounds(p.pages, p.reader.Workers)
	answers := map[int]bound{} // the latest of each page
	for !r.ended() {
		numbers, err := p.nextRound(ctx, r)
		if err != nil {
			return err
		}
		pages, err := p.ask(ctx, numbers)
		if err != nil {
			return err
		}
		if numbers[0] == 1 && p.countFromZero(pages[0]) {
			return p.searchEnd(ctx)
		}
		if err := p.report(r, pages, answers); err != nil {
			return fmt.Errorf("the %s listing: %w", p.source.kind, err)
		}
	}
	p.pages, p.first, p.endRule = r.lo, r.first, r.endRule()
	p.bind(answers[r.lo], answers[r.hi])
	return nil
}

// confirm sets one more bound if the listing still ends where it did, else it searches again.
func (p *prover) confirm(ctx context.Context) error {
	p.turnTo()
	r := newRounds(0, p.reader.Workers)
	r.first = p.first
	numbers := []int{p.pages, p.pages + 1}
	switch p.pages {
	case 0:
		numbers = numbers[1:]
	case 1:
	default: // what stood before the last page shows whether that one repeats
		r.lo, r.done[p.pages-1] = p.pages-1, true
	}
	pages, err := p.ask(ctx, numbers)
	if err != nil {
		return err
	}
	answers := map[int]bound{}
	if err := p.report(r, pages, answers); err != nil {
		return fmt.Errorf("the %s listing: %w", p.source.kind, err)
	}
	if r.lo != p.pages || r.hi != p.pages+1 || len(r.again) > 0 || r.past[r.hi] == repeated {
		return p.searchEnd(ctx)
	}
	p.bind(answers[r.lo], answers[r.hi])
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
// once. It keeps the answers that came before the first failure.
func (p *prover) ask(ctx context.Context, numbers []int) (pages []*answer, err error) {
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

// report gives the answers of a round to the frontier and the table. The last page with leads may be
// what the bound will be about: who is on it was seen when it was read, and whoever is on the other
// pages later than that, as far as is known.
func (p *prover) report(r *rounds, pages []*answer, answers map[int]bound) error {
	p.book.moment += 3
	before := bound{moment: p.book.moment - 2, before: p.date}
	last := 0
	for _, a := range pages {
		if a.sign.past == "" {
			last = max(last, a.number)
		}
	}
	for _, a := range pages {
		b, moment := before, p.book.moment
		if a.number == last {
			moment--
			b.moment = moment
		}
		b.last = a.sign.slots
		if _, err := r.report(a.number, a.sign); err != nil {
			return err
		}
		p.learn(a)
		for i := range a.leads {
			p.table.see(&a.leads[i], a.number, moment)
		}
		answers[a.number] = b
		p.source.release(a)
	}
	return nil
}

// bind sets a bound: by the last page if that is not full, else by the page past the end.
func (p *prover) bind(last, past bound) {
	b := last
	if p.fullEnd = last.last >= p.proof.size(); p.fullEnd {
		b = bound{moment: past.moment, before: past.before}
	}
	b.pass, b.pages = p.pass, p.pages
	p.proof.bounds = append(p.proof.bounds, b)
}
