package ratelimit

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// TestIdleStretch: what a run did half an hour ago, and a refusal of the first request since then, as
// the server gets it whose bucket others have emptied, say nothing about the rate. Neither does a wait of
// our own after it.
func TestIdleStretch(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		for _, wait := range []time.Duration{time.Second, time.Minute} {
			t.Run(fmt.Sprintf("shared %v, told %v", shared, wait), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					now := time.Now()
					known := State{
						Rate: 10, Pace: 9.8, Margin: 0.02, Seconds: 20, Saved: 0.1, Highest: 10, Limit: PerSecond,
						Refused: now.Add(-30 * time.Minute), Began: now.Add(-30 * time.Minute), Counted: 25,
					}
					o := Options{Workers: 8, Eager: true, Begin: known}
					if shared {
						o.Shared = new(memory)
					}
					p := New(o)
					acquire(t, p)
					p.Release(Throttled, Hint{Wait: wait, Told: true})
					began := time.Now()
					for range 30 {
						acquire(t, p)
						time.Sleep(20 * time.Millisecond)
						p.Release(OK, Hint{})
					}
					if took := time.Since(began); took > wait+8*time.Second {
						t.Errorf("30 requests at 10/s took %v: %+v", took, p.State())
					}
				})
			})
		}
	}
}

// TestOwnWaitIsNoSilence: a server that is not asked for a while after a refusal has no window.
func TestOwnWaitIsNoSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 1})
		for range 50 {
			acquire(t, p)
			time.Sleep(50 * time.Millisecond)
			p.Release(OK, Hint{})
		}
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Second, Told: true})
		time.Sleep(10 * time.Minute)
		acquire(t, p)
		p.Release(OK, Hint{})
		if s := p.State(); s.Limit == PerWindow || s.Pace < 1 {
			t.Errorf("%+v", s)
		}
	})
}

// TestNoStartWaitsForLong: whatever crews and runs went before, idle or killed at any moment, a server
// that answers and asks for no long wait gets the next request within a bound.
func TestNoStartWaitsForLong(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rate := rapid.SampledFrom([]float64{2, 10, 50}).Draw(rt, "rate")
		hint := rapid.SampledFrom([]string{"none", "seconds"}).Draw(rt, "hint")
		seed := rapid.Uint64().Draw(rt, "seed")
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			common, s := new(memory), &bucket{rate: rate, burst: 5, hints: hint}
			for range 12 {
				p := New(Options{Workers: 4, Eager: true, Shared: common})
				for range random.IntN(40) {
					began := time.Now()
					acquire(t, p)
					if waited := time.Since(began); waited > bearable {
						rt.Fatalf("waited %v: %+v", waited, p.Status())
					}
					for range random.IntN(2) * random.IntN(12) { // of another client with the token
						s.arrive(time.Now())
						s.leave()
					}
					ok, h := s.arrive(time.Now())
					time.Sleep(20 * time.Millisecond)
					s.leave()
					v := OK
					if !ok {
						v = Throttled
					}
					if random.IntN(50) == 0 {
						break // killed
					}
					p.Release(v, ParseHint(h, time.Now()))
				}
				time.Sleep(time.Duration(random.Int64N(int64(time.Hour))) >> random.IntN(14))
			}
		})
	})
}

const bearable = 15*time.Second + time.Second // the longest backoff, and the interval of the pace beside it
