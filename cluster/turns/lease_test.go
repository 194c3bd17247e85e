package turns

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.temporal.io/api/serviceerror"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// counted counts the requests that come through.
type counted struct{ n int }

func (c *counted) RoundTrip(*http.Request) (*http.Response, error) {
	c.n++
	return nil, errors.New("no answer")
}

// TestLease: requests pass while the engine acknowledges signs of life, and none does from a moment before
// it gives the turn away. Nothing renews a lease that is over.
func TestLease(t *testing.T) {
	t.Parallel()
	const patience = 10 * time.Second
	synctest.Test(t, func(t *testing.T) {
		var deaf atomic.Bool
		ctx, l, release, err := hold(t.Context(), patience, func(ctx context.Context) error {
			if deaf.Load() {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		var passed counted
		f := &fence{&passed, l}
		time.Sleep(time.Minute + time.Second) // of the two seconds between signs
		deaf.Store(true)
		acknowledged := time.Now().Add(-time.Second)
		for ctx.Err() == nil {
			time.Sleep(10 * time.Millisecond)
			f.RoundTrip(nil)
		}
		if held := time.Since(acknowledged); held < 7*time.Second || held > patience-time.Second {
			t.Errorf("held for %v after the last sign that was acknowledged", held)
		}
		before := passed.n
		deaf.Store(false)
		time.Sleep(time.Minute)
		if _, err := f.RoundTrip(nil); !errors.Is(err, errOver) || passed.n != before || before == 0 || !errors.Is(context.Cause(ctx), errOver) {
			t.Errorf("%v, %d requests, %d after the end", err, before, passed.n-before)
		}
	})
}

// TestLeaseTakenAway: the turn ends as soon as the engine says that it is not ours.
func TestLeaseTakenAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		beats := 0
		ctx, _, release, err := hold(t.Context(), 10*time.Second, func(context.Context) error {
			if beats++; beats > 3 {
				return serviceerror.NewNotFound("gone")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		began := time.Now()
		<-ctx.Done()
		if time.Since(began) != 6*time.Second {
			t.Errorf("ended after %v", time.Since(began))
		}
	})
}

// TestFrozenTurn: a turn whose signs of life are not acknowledged asks the server nothing after its lease,
// and puts nothing that counts. With a lease that lasts it would go on: then two workers ask at once.
func TestFrozenTurn(t *testing.T) {
	t.Parallel()
	for _, patience := range []time.Duration{time.Second, time.Hour} {
		s := newStage(t, sandbox.Options{Leads: 5000, PageSize: 5, Latency: 5 * time.Millisecond})
		m := s.machine()
		in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(3 * time.Second)}
		in.Job.Timing.Heartbeat = patience
		frozen := make(chan int, 1)
		go func() {
			for m.beats.Load() < 1 {
				time.Sleep(time.Millisecond)
			}
			m.deaf.Store(true)
			time.Sleep(time.Second)
			frozen <- len(s.server.Ledger())
		}()
		_, err := m.turn(in)
		after := len(s.server.Ledger()) - <-frozen
		if stops := patience == time.Second; stops != (after == 0) || stops != (err != nil && strings.Contains(err.Error(), "lease")) {
			t.Errorf("with a patience of %v: %d requests after it, %v", patience, after, err)
		}
	}
}
