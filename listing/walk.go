package listing

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/lead"
)

// walk reads the pages that a frontier hands out, with several workers, and passes them on in order.
type walk struct {
	*session
	source *source
	f      *frontier
	early  map[int]*answer     // that came before their turn; the frontier's window bounds how many
	emit   func(*answer) error // called in page order, by one goroutine
	enough func() bool         // ends the walk before it is finished; called by the same one
}

var errEnough = errors.New("enough is read") // which is no error

// window is how many pages for each worker a walk reads ahead of the page it must pass on next.
const window = 4

// run reads until the frontier is finished, it is enough or the turn is over. One goroutine owns the
// frontier and everything that is called; the workers only read and flatten.
func (w *walk) run(ctx context.Context) error {
	w.early = map[int]*answer{}
	group, ctx := errgroup.WithContext(ctx)
	numbers, answers := make(chan int), make(chan *answer)
	for range w.reader.Workers {
		group.Go(w.source.guarded(func() error { return w.work(ctx, numbers, answers) }))
	}
	group.Go(w.source.guarded(func() error {
		defer close(numbers)
		return w.conduct(ctx, numbers, answers)
	}))
	return group.Wait()
}

// conduct hands out page numbers and receives answers, until the listing is done. When the budget is
// spent, it waits for the requests in flight.
func (w *walk) conduct(ctx context.Context, numbers chan<- int, answers <-chan *answer) error {
	number := w.claim()
	for !w.f.finished() {
		if w.enough() {
			return errEnough
		}
		out := numbers
		if number == 0 {
			out = nil
			if len(w.f.asked) == 0 && w.over(0) {
				return errTurnOver
			}
		}
		select {
		case out <- number:
			number = w.claim()
		case a := <-answers:
			if err := w.receive(a); err != nil {
				return err
			}
			if number == 0 {
				number = w.claim()
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (w *walk) claim() (number int) {
	if w.over(len(w.f.asked)) {
		return 0
	}
	if number = w.f.claim(); number > 0 {
		w.asked++
	}
	return number
}

// receive reports an answer to the frontier and passes on the pages whose turn has come.
func (w *walk) receive(a *answer) error {
	keep, err := w.f.report(a.number, a.sign)
	if err != nil {
		return fmt.Errorf("the %s listing: %w", w.source.kind.Word(), err)
	}
	if keep {
		w.early[a.number] = a
	} else {
		w.source.release(a)
	}
	for next := w.f.delivered + 1; w.early[next] != nil && w.f.done[next]; next++ {
		if err := w.emit(w.early[next]); err != nil {
			return err
		}
		w.source.release(w.early[next])
		delete(w.early, next)
		w.f.delivered = next
	}
	w.progress(w.f)
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
			return context.Cause(ctx)
		}
	}
	return nil
}
