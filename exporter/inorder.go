package exporter

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// inOrder has several goroutines work on what comes, and passes the results on, from one goroutine, in the order of what they were made of.
// worker makes the work of one goroutine. The first error in that order ends it, whoever was quicker. No goroutine outlives the call.
func inOrder[In, Out any](ctx context.Context, in iter.Seq2[In, error], worker func() func(In) (Out, error), pass func(Out) error) error {
	workers := min(runtime.GOMAXPROCS(0), 8) // more would only wait for the one that writes
	jobs, queue := make(chan *job[In, Out]), make(chan *job[In, Out], 2*workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(guarded("the rows", func() error {
		defer close(queue)
		defer close(jobs)
		return handOut(ctx, in, jobs, queue)
	}))
	for range workers {
		group.Go(guarded("the rows", func() error {
			work := worker()
			for j := range jobs {
				j.out, j.err = work(j.in)
				close(j.done)
			}
			return nil
		}))
	}
	group.Go(guarded("the rows", func() error {
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
	}))
	return group.Wait()
}

// job is a piece of work; out and err are there when done is closed.
type job[In, Out any] struct {
	in   In
	out  Out
	err  error
	done chan struct{}
}

// handOut gives each job to a worker and to the queue, which bounds how many there are. An error of in takes its turn there too.
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

// guarded makes a panic an error, so that the run ends like any other that failed and what is to be cleaned up is.
func guarded(what string, f func() error) func() error {
	return func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("%s: panic: %v\n%s", what, r, debug.Stack())
			}
		}()
		return f()
	}
}
