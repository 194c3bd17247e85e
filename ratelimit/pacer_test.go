package ratelimit

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// starts runs n workers for a time and returns when each request started. A request takes latency
// and gets the given answer.
func starts(t *testing.T, p *Pacer, n int, latency, lasts time.Duration,
	answer func(i int) (Verdict, Hint),
) []time.Duration {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), lasts-1) // no start at the very end
	defer cancel()
	began := time.Now()
	var mu sync.Mutex
	var at []time.Duration
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for p.Acquire(ctx) == nil {
				mu.Lock()
				at = append(at, time.Since(began))
				i := len(at) - 1
				mu.Unlock()
				time.Sleep(latency)
				p.Release(answer(i))
			}
		})
	}
	all.Wait()
	return at
}

func fine(int) (Verdict, Hint) { return OK, Hint{} }

func acquire(t *testing.T, p *Pacer) {
	t.Helper()
	if err := p.Acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// mostIn is the largest number of instants in any span of that length.
func mostIn(at []time.Duration, span time.Duration) (most int) {
	first := 0
	for i := range at {
		for at[i]-at[first] > span {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestCeilingIsMetAndKept(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{0.5, 3, 7.7, 20, 120} {
		synctest.Test(t, func(t *testing.T) {
			at := starts(t, New(Options{Rate: rate, Workers: 16}), 16, 30*time.Millisecond, time.Minute, fine)
			if share := float64(len(at)) / (60 * rate); share < 0.98 && rate > 1 || share > 1 {
				t.Errorf("%v/s: %d starts in a minute, %.3f of the ceiling", rate, len(at), share)
			}
			if most := mostIn(at, time.Second); float64(most) > rate+2 {
				t.Errorf("%v/s: %d starts in one second", rate, most)
			}
		})
	}
}

func TestIdleTimeSavesUpNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 10, Workers: 8})
		for range 3 {
			time.Sleep(10 * time.Second)
			for i := range 4 {
				before := time.Now()
				acquire(t, p)
				p.Release(OK, Hint{})
				if waited := time.Since(before); i > 0 && waited < 99*time.Millisecond {
					t.Errorf("request %d after idle time waited %v", i, waited)
				}
			}
		}
	})
}

func TestEagerStartDoubles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const latency = 20 * time.Millisecond
		at := starts(t, New(Options{Workers: 16, Eager: true}), 16, latency, 7*latency, fine)
		perTrip := make([]int, 7)
		for _, d := range at {
			perTrip[d/latency]++
		}
		if want := [7]int{4, 8, 16, 16, 16, 16, 16}; [7]int(perTrip) != want {
			t.Errorf("starts per round trip %v, want %v", perTrip, want)
		}
	})
}

// In a gentle start the square of the requests in flight grows evenly, and after enough good answers
// they double.
func TestGentleStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 256})
		var inFlight []int
		for second := range 10 {
			starts(t, p, 256, 20*time.Millisecond, time.Second, fine)
			if n := p.Status().InFlightLimit; second < 4 {
				if want := math.Sqrt(2 * gently * float64(second+1)); math.Abs(float64(n)-want) > 2 {
					t.Errorf("%d in flight after %d s, want %.0f", n, second+1, want)
				}
			}
			inFlight = append(inFlight, p.Status().InFlightLimit)
		}
		if inFlight[9] != 256 {
			t.Errorf("in flight after each second: %v, want all in the end", inFlight)
		}
	})
}

func TestWorkersBelowOneAreOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if at := starts(t, New(Options{Workers: -3}), 5, time.Second, 10*time.Second, fine); len(at) != 10 {
			t.Errorf("%d requests of a second each in ten seconds", len(at))
		}
	})
}

func TestToldPauseHoldsAllWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const told = 30 * time.Second
		var refusedAt time.Duration
		began := time.Now()
		answer := func(i int) (Verdict, Hint) {
			switch {
			case i == 40:
				refusedAt = time.Since(began)
				return Throttled, Hint{Wait: told, Told: true}
			case i > 40 && i < 50: // a shorter wait stated later, even by a 503, does not shorten it
				return Failed, Hint{Wait: time.Second, Told: true}
			}
			return OK, Hint{}
		}
		lasts := told + told/10 + 3*time.Second
		at := starts(t, New(Options{Workers: 16}), 16, 20*time.Millisecond, lasts, answer)
		after := 0
		for _, d := range at {
			if d > refusedAt && d < refusedAt+told {
				t.Errorf("a request started %v into the pause", d-refusedAt)
			}
			if d >= refusedAt+told {
				after++
			}
		}
		if first := at[len(at)-after] - refusedAt; first > told+told/10 {
			t.Errorf("the first request after the pause came at %v", first)
		}
		if after < 3 { // what came through in that time is taken for the limit
			t.Errorf("only %d requests after the pause", after)
		}
	})
}

func TestLongerPauseExtends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 4, Eager: true})
		acquire(t, p)
		p.Release(OK, Hint{})
		acquire(t, p)
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Second, Told: true})
		p.Release(Throttled, Hint{Wait: time.Minute, Told: true})
		if s := p.Status(); time.Until(s.PausedUntil) < time.Minute || s.Reason != AskedToWait {
			t.Errorf("%+v", s)
		}
	})
}

func TestMaxWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 16, MaxWait: 15 * time.Minute})
		p.jitter = func() float64 { return 1 }
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Hour, Told: true})
		began := time.Now()
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				var long *WaitError
				if err := p.Acquire(t.Context()); !errors.As(err, &long) {
					t.Errorf("got %v, want a WaitError", err)
				} else if long.Wait != time.Hour || !long.Until.Equal(began.Add(time.Hour)) {
					t.Errorf("%+v", long)
				}
			})
		}
		all.Wait()
		if d := time.Since(began); d != 0 {
			t.Errorf("the error took %v", d)
		}
	})
}

func TestMaxWaitItselfIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{MaxWait: time.Minute})
		p.jitter = func() float64 { return 1 } // the server did not ask for the jitter
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Minute, Told: true})
		acquire(t, p)
	})
}

func TestPauseReachesThoseWhoWaitForASlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{MaxWait: time.Minute})
		acquire(t, p)
		failed := make(chan error, 1)
		go func() { failed <- p.Acquire(t.Context()) }()
		synctest.Wait()
		p.Release(Throttled, Hint{Wait: time.Hour, Told: true})
		if err, want := <-failed, (*WaitError)(nil); !errors.As(err, &want) {
			t.Errorf("got %v, want a WaitError", err)
		}
	})
}

func TestCancelledAcquireTakesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 1, Workers: 1})
		acquire(t, p)
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 8 { // one holds the turn, the others queue for it
			all.Go(func() {
				if err := p.Acquire(ctx); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		cancel()
		all.Wait()
		if s := p.Status(); s.InFlight != 1 {
			t.Errorf("%d in flight, want the one", s.InFlight)
		}
		p.Release(OK, Hint{})
		before := time.Now()
		acquire(t, p)
		if d := time.Since(before); d != time.Second {
			t.Errorf("the next request waited %v: the cancelled ones used up the pace", d)
		}
		if err := p.Acquire(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended: %v", err)
		}
	})
}

func TestOneCutPerEpisode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 100, Workers: 16})
		starts(t, p, 16, 300*time.Millisecond, 10*time.Second, fine)
		for range 16 {
			acquire(t, p)
		}
		before := p.Status()
		p.Release(Throttled, Hint{})
		cut := p.Status()
		for range 15 {
			time.Sleep(150 * time.Millisecond) // an episode may well be longer than a second
			p.Release(Throttled, Hint{})
		}
		after := p.Status()
		if cut.Change.Kind != PaceCut || cut.InFlightLimit != 15 || cut.Rate >= before.Rate {
			t.Errorf("the first throttle: from %+v to %+v", before, cut)
		}
		same := after.Rate == cut.Rate && after.InFlightLimit == cut.InFlightLimit
		if !same || !after.ChangedAt.Equal(cut.ChangedAt) || !after.PausedUntil.IsZero() {
			t.Errorf("the others: from %+v to %+v", cut, after)
		}
	})
}

// After a refusal without a stated wait one request looks whether the server accepts again, and
// each that is refused makes the next one wait for longer.
func TestBackoffGrowsUpToItsCap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{})
		p.jitter = func() float64 { return 1 }
		for i, want := range []float64{0, 1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15, 15} {
			acquire(t, p)
			p.Release(Throttled, Hint{})
			if got := max(time.Until(p.Status().PausedUntil), 0); got != seconds(want) {
				t.Errorf("pause %d is %v, want %v s", i, got, want)
			}
		}
		acquire(t, p)
		p.Release(OK, Hint{})
		acquire(t, p)
		p.Release(Throttled, Hint{})
		if s := p.Status(); !s.PausedUntil.IsZero() {
			t.Errorf("after a good answer: %+v", s)
		}
	})
}

func TestOneLooksWhetherTheServerAcceptsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		refuse := func(i int) (Verdict, Hint) {
			if i < 100 {
				return OK, Hint{}
			}
			return Throttled, Hint{}
		}
		at := starts(t, New(Options{Workers: 16, Eager: true}), 16, 50*time.Millisecond, time.Minute, refuse)
		if late := len(at) - 100; late < 10 || late > 30 {
			t.Errorf("%d requests to a server that refuses all, want those in flight and a few", late)
		}
	})
}

// A refusal far into a run at the ceiling says that the limit is a little less, and no more than that.
func TestPaceRecoversUpToTheCeiling(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 20, Workers: 8})
		starts(t, p, 8, 50*time.Millisecond, 20*time.Second, fine)
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Second, Told: true})
		if rate := p.Status().Rate; rate < 19 || rate >= 20 {
			t.Errorf("cut to %v/s, want a little less than 20", rate)
		}
		starts(t, p, 8, 50*time.Millisecond, 6*time.Minute, fine)
		if rate := p.Status().Rate; rate != 20 {
			t.Errorf("%v/s in the end, want the ceiling", rate)
		}
	})
}

func TestFailuresLeaveTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 100, Workers: 8})
		starts(t, p, 8, 50*time.Millisecond, 5*time.Second, fine)
		for range 2 {
			acquire(t, p)
			p.Release(Failed, Hint{})
		}
		if s := p.Status(); s.InFlightLimit != 8 {
			t.Errorf("two failures cut the requests in flight: %+v", s)
		}
		acquire(t, p)
		p.Release(Failed, Hint{})
		if s := p.Status(); s.InFlightLimit != 5 || s.Rate != 100 || !s.PausedUntil.IsZero() {
			t.Errorf("after a burst of failures: %+v", s)
		}
		starts(t, p, 8, 200*time.Millisecond, 10*time.Second, fine)
		if s := p.Status(); s.InFlightLimit != 8 {
			t.Errorf("the slots did not come back: %+v", s)
		}
	})
}

func TestNothingRemainsUntilReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 4})
		acquire(t, p)
		p.Release(OK, Hint{HasRemaining: true, Reset: time.Minute, Wait: time.Minute, Told: true})
		if s := p.Status(); s.Reason != QuotaSpent {
			t.Errorf("%+v", s)
		}
		before := time.Now()
		acquire(t, p)
		if d := time.Since(before); d < time.Minute || d > 66*time.Second {
			t.Errorf("waited %v", d)
		}
	})
}

func TestNoMoreThanRemain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left, resets := 100, time.Now().Add(time.Minute)
		var mu sync.Mutex
		answer := func(int) (Verdict, Hint) {
			mu.Lock()
			defer mu.Unlock()
			left--
			if left < 0 {
				return Throttled, Hint{}
			}
			h := Hint{Remaining: left, HasRemaining: true, Reset: time.Until(resets)}
			if left == 0 {
				h.Wait, h.Told = h.Reset, true
			}
			return OK, h
		}
		p := New(Options{Workers: 16})
		if at := starts(t, p, 16, 20*time.Millisecond, 50*time.Second, answer); len(at) != 100 {
			t.Errorf("%d requests started, and 100 were left", len(at))
		}
	})
}

func TestToldLimitIsPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 50, Workers: 16})
		limited := func(int) (Verdict, Hint) { return OK, Hint{Limit: 10} }
		at := starts(t, p, 16, 20*time.Millisecond, time.Minute, limited)
		if len(at) < 590 || len(at) > 602 {
			t.Errorf("%d starts in a minute at a told limit of 10/s", len(at))
		}
	})
}

func TestStatusTellsPauseAndChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Rate: 20})
		if s := p.Status(); s != (Status{Rate: 20, InFlightLimit: 1}) {
			t.Errorf("at first: %+v", s)
		}
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: 10 * time.Second, Told: true})
		s := p.Status()
		if s.Reason != AskedToWait || time.Until(s.PausedUntil) < 10*time.Second {
			t.Errorf("no pause: %+v", s)
		}
		if want := (Event{Kind: PaceCut, Rate: 1, InFlight: 1, Limit: PerSecond}); s.Change != want || !s.ChangedAt.Equal(time.Now()) {
			t.Errorf("changed %+v, want %+v", s, want)
		}
		acquire(t, p)
		p.Release(OK, Hint{Limit: 0.5})
		want := Status{
			Rate: 0.5, InFlightLimit: 1, Limit: PerSecond,
			Change: Event{Kind: PaceCut, Rate: 0.5, InFlight: 1, Told: true, Limit: PerSecond}, ChangedAt: time.Now(),
		}
		if s := p.Status(); s != want {
			t.Errorf("a stated rate: %+v, want %+v", s, want)
		}
	})
}

func TestReleaseWithoutAcquirePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	New(Options{}).Release(OK, Hint{})
}

// On the real clock timers fire late: the ceiling holds all the same, and nothing races.
func TestRealClock(t *testing.T) {
	t.Parallel()
	p := New(Options{Rate: 400, Workers: 8})
	const lasts = 500 * time.Millisecond
	at := starts(t, p, 8, time.Millisecond, lasts, fine)
	if n := float64(len(at)); n > 400*lasts.Seconds()+3 || n < 2 {
		t.Errorf("%v starts in %v at 400/s", n, lasts)
	}
}
