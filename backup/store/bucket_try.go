package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// try makes a request, and makes it again while that may help: 10 seconds before the server's first
// answer, and longer later.
func (b *Bucket) try(ctx context.Context, request func(context.Context) error) error {
	began := time.Now()
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 15*time.Second) {
		patience, once := b.o.Timeout, request
		if !b.clock.answered.Load() {
			patience = firstAnswer
			once = func(ctx context.Context) error { return b.within(ctx, patience-time.Since(began), request) }
		}
		err := once(ctx)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		}
		again, err := b.explain(err)
		if !again || time.Since(began)+pause > patience {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// firstAnswer is how long a server may take that has not answered yet: perhaps its address is wrong.
const firstAnswer = 10 * time.Second

// within gives up a request if the server has not answered in time. An answer that has begun goes on.
func (b *Bucket) within(ctx context.Context, d time.Duration, request func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(d, func() {
		if !b.clock.answered.Load() {
			cancel(errSilent)
		}
	})
	defer timer.Stop()
	err := request(ctx) //nolint:contextcheck // a body that is read later needs it
	if err != nil && errors.Is(context.Cause(ctx), errSilent) {
		return errSilent
	}
	return err
}

var errSilent = fmt.Errorf("no answer within %d seconds", int(firstAnswer.Seconds()))
