package turns

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/internal/problem"
)

// lease is the right to ask the server something for a lane. It lasts a little less than the time after
// which the engine gives the turn to another worker, from the moment before the last sign of life that
// the engine has acknowledged. So whoever is frozen, or cut off, stops before its successor begins.
type lease struct {
	term time.Duration
	end  context.CancelCauseFunc // of the turn
	beat beat

	mu    sync.Mutex
	until time.Time
	alarm *time.Timer
}

// share is the part of the engine's patience that a lease lasts. In the rest, what was sent last lands.
const share = 0.8

var errOver = errors.New("the lease of this turn is over: another worker may have it")

// beat gives a sign of life, and returns when the engine has acknowledged it.
type beat func(ctx context.Context) error

// hold begins a lease and renews it until release is called, which waits for the renewing to end. The
// context ends with the lease.
func hold(ctx context.Context, patience time.Duration, b beat) (_ context.Context, l *lease, release func(), err error) {
	turn, end := context.WithCancelCause(ctx)
	l = &lease{term: time.Duration(share * float64(patience)), end: end, beat: b}
	if err := l.renew(turn); err != nil {
		end(err)
		return nil, nil, nil, fmt.Errorf("the engine gives no lease: %w", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := problem.Caught("renewing the lease", func() error { return l.keep(turn, patience/5) })(); err != nil {
			end(err)
		}
	}()
	return turn, l, func() {
		end(context.Canceled)
		<-done
		l.mu.Lock()
		defer l.mu.Unlock()
		l.alarm.Stop()
	}, nil
}

// renew makes the lease last from now, if the engine acknowledges that.
func (l *lease) renew(ctx context.Context) error {
	began := time.Now()
	bounded, cancel := context.WithTimeout(ctx, l.term/2)
	defer cancel()
	if err := l.beat(bounded); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = began.Add(l.term)
	if l.alarm == nil {
		l.alarm = time.AfterFunc(time.Until(l.until), func() { l.end(errOver) })
		return nil
	}
	l.alarm.Reset(time.Until(l.until))
	return nil
}

// keep renews the lease until the context ends, or the engine says that the turn is not ours.
func (l *lease) keep(ctx context.Context, every time.Duration) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
		err := l.renew(ctx)
		if _, gone := errors.AsType[*serviceerror.NotFound](err); gone || temporal.IsCanceledError(err) {
			return err
		}
	}
}

// lasts returns an error when the lease is over, by the clock that stands while the machine sleeps or by
// the one that does not.
func (l *lease) lasts() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.After(l.until) || now.Round(0).After(l.until.Round(0)) {
		return errOver
	}
	return nil
}

// fence lets a request through while the lease lasts. It stands at the transport, so that it sees each
// attempt.
type fence struct {
	next  http.RoundTripper
	lease *lease
}

// RoundTrip sends the request, or ends the turn.
func (f *fence) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := f.lease.lasts(); err != nil {
		f.lease.end(err)
		return nil, err
	}
	return f.next.RoundTrip(r)
}
