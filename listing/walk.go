package listing

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/lead"
)

// walk reads the pages that a frontier hands out, with several workers, and passes them on in order.
type walk struct {
	source   *source
	workers  int
	turn     *turn
	emit     func(*answer) error // called in page order, by one goroutine
	progress func(pages, of int) // pages passed on, and how many there are, 0 while unknown
}

// window is how many pages for each worker a walk reads ahead of the page it must pass on next.
const window = 4

// run reads until the frontier is finished or the turn is over. One goroutine owns the frontier and
// everything that is called; the workers only read and flatten.
func (w *walk) run(ctx context.Context, f *frontier) error {
	group, ctx := errgroup.WithContext(ctx)
	numbers, answers := make(chan int), make(chan *answer)
	for range w.workers {
		group.Go(w.source.guarded(func() error { return w.work(ctx, numbers, answers) }))
	}
	group.Go(w.source.guarded(func() error {
		defer close(numbers)
		return w.conduct(ctx, f, numbers, answers)
	}))
	return group.Wait()
}

// conduct hands out page numbers, receives answers and passes them on in order, until the listing is
// done. It holds pages that came early; the frontier's window bounds how many. When the budget is
// spent, it waits for the requests in flight.
func (w *walk) conduct(ctx context.Context, f *frontier, numbers chan<- int, answers <-chan *answer) error {
	early := map[int]*answer{}
	defer func() {
		for _, a := range early {
			a.release()
		}
	}()
	number, ok := w.claim(f)
	for !f.finished() {
		if !ok && len(f.asked) == 0 && w.turn.over(0) {
			return errTurnOver
		}
		out := numbers
		if !ok {
			out = nil
		}
		select {
		case out <- number:
			number, ok = w.claim(f)
		case a := <-answers:
			if err := w.receive(f, early, a); err != nil {
				return err
			}
			if !ok {
				number, ok = w.claim(f)
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (w *walk) claim(f *frontier) (number int, ok bool) {
	if w.turn.over(len(f.asked)) {
		return 0, false
	}
	if number, ok = f.claim(); ok {
		w.turn.asked++
	}
	return number, ok
}

// receive reports an answer to the frontier and passes on the pages whose turn has come.
func (w *walk) receive(f *frontier, early map[int]*answer, a *answer) error {
	keep, err := f.report(a.number, a.sign)
	if err != nil {
		a.release()
		return fmt.Errorf("the %s listing: %w", w.source.kind, err)
	}
	if keep && a.read() {
		early[a.number] = a
	} else {
		a.release()
	}
	for next := early[f.delivered+1]; next != nil && f.ready(next.number); next = early[f.delivered+1] {
		delete(early, next.number)
		err := w.emit(next)
		next.release()
		if err != nil {
			return err
		}
		f.delivered++
	}
	total, known := f.total()
	if !known {
		total = 0
	}
	w.progress(f.delivered, total)
	return nil
}

// work reads pages until there are no more to read.
func (w *walk) work(ctx context.Context, numbers <-chan int, answers chan<- *answer) error {
	flattener := new(lead.Flattener)
	for number := range numbers {
		a, err := w.source.fetch(ctx, flattener, number)
		if err != nil {
			return err
		}
		select {
		case answers <- a:
		case <-ctx.Done():
			a.release()
			return context.Cause(ctx)
		}
	}
	return nil
}
