package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 1, Latency: 3 * time.Second})
		begin := time.Now()
		read(t, s, "lead", 1)
		if d := time.Since(begin); d != 3*time.Second {
			t.Error(d)
		}
		if e := s.Ledger()[0]; e.Done.Sub(e.At) != 3*time.Second {
			t.Errorf("%+v", e)
		}
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Latency: time.Hour})
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		time.AfterFunc(time.Second, func() { cancel(reason) })
		begin := time.Now()
		_, err := s.Transport().RoundTrip(put(t, "http://h", `"uuid":"u1"`).WithContext(ctx))
		if !errors.Is(err, reason) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if _, err = s.Transport().RoundTrip(put(t, "http://h", `"uuid":"u1"`).WithContext(ctx)); !errors.Is(err, reason) {
			t.Error(err)
		}
		synctest.Wait()
		if l := s.Ledger(); len(l) != 1 || l[0].Applied || l[0].Status != 0 || s.Count("lead") != 0 {
			t.Errorf("%+v", l)
		}
	})
}

// A fault of the platform itself drops the connection.
func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	calls := 0
	now := func() time.Time {
		if calls++; calls > 1 {
			panic("odd")
		}
		return time.Time{}
	}
	s := start(t, sandbox.Options{Now: now})
	_, err := s.Transport().RoundTrip(get(t, "http://h", chatsURL("lead", 1)))
	if !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// Many requests at once, of all kinds: this is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"newest", "updated"} {
		s := start(t, sandbox.Options{Leads: 300, NonLeads: 10, Order: order, Churn: sandbox.Churn{Insert: 0.5, Bump: 1, Delete: 0.5}})
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				c := client(s.Transport())
				for n := range 10 {
					send(t, c, get(t, "http://h", chatsURL("lead", n%7+1)))
					send(t, c, put(t, "http://h", fmt.Sprintf(`"uuid":"u-%d","name":"x%d"`, i, n)))
					s.Bump(s.Insert())
					s.All("lead")
					s.Ledger()
				}
			})
		}
		group.Wait()
		if n := len(s.Ledger()); n != 160 || s.InFlightMax() > 8 {
			t.Errorf("%d requests, %d at once", n, s.InFlightMax())
		}
	}
}
