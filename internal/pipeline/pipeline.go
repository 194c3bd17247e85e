// Package pipeline works on a stream of things in several goroutines and keeps their order.
package pipeline

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/internal/problem"
)

// InOrder works on what in yields in several goroutines, each with a function that worker returns,
// and passes on the results from one goroutine, in the order of in. The first error in that order
// ends it, even if a later one happens earlier; so does the end of ctx, with its cause. No goroutine
// outlives the call, and a panic in one is an error that happened while doing something.
func InOrder[In, Out any](
	ctx context.Context, doing string, in iter.Seq2[In, error], worker func() func(In) (Out, error), pass func(Out) error,
) error {
	workers := min(runtime.GOMAXPROCS(0), 8) // more would only wait for the one that passes on
	jobs, queue := make(chan *job[In, Out]), make(chan *job[In, Out], 2*workers)
	group, ctx := errgroup.WithContext(ctx)
	start := func(f func() error) { group.Go(problem.Caught(doing, f)) }
	start(func() error {
		defer close(queue)
		defer close(jobs)
		return handOut(ctx, in, jobs, queue)
	})
	for range workers {
		start(func() error {
			work := worker()
			for j := range jobs {
				j.out, j.err = work(j.in)
				close(j.done)
			}
			return nil
		})
	}
	start(func() error {
		for j := range queue {
			select {
			case <-j.done:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			if j.err != nil {
				return j.err
			}
			if err := pass(j.out); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// job is one piece of work. out and err are set when done is closed.
type job[In, Out any] struct {
	in   In
	out  Out
	err  error
	done chan struct{}
}

// handOut gives each job to a worker and to the queue, which limits their number. An error of in
// waits its turn in the queue.
func handOut[In, Out any](ctx context.Context, in iter.Seq2[In, error], jobs, queue chan<- *job[In, Out]) error {
	for piece, err := range in {
		j := &job[In, Out]{in: piece, err: err, done: make(chan struct{})}
		select {
		case queue <- j:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err != nil {
			close(j.done)
			return nil
		}
		select {
		case jobs <- j:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
