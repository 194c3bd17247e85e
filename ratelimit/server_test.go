package ratelimit

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// server is a simulated server under the fake clock.
type server interface {
	// arrive decides on a request that came at now; leave is called when the answer goes out.
	arrive(now time.Time) (ok bool, h http.Header)
	leave()
}

// bucket allows rate requests per second and saves up burst of them.
type bucket struct {
	rate, burst float64
	hints       string // "", "retry", "headers", "policy"
	tokens      float64
	at          time.Time
}

func (b *bucket) arrive(now time.Time) (bool, http.Header) {
	if b.at.IsZero() {
		b.at, b.tokens = now, b.burst
	}
	b.tokens = min(b.burst, b.tokens+now.Sub(b.at).Seconds()*b.rate)
	b.at = now
	ok := b.tokens >= 1
	if ok {
		b.tokens--
	}
	h := http.Header{}
	switch {
	case b.hints == "retry" && !ok:
		h.Set("Retry-After", "1")
	case b.hints == "headers":
		h.Set("X-RateLimit-Remaining", strconv.Itoa(int(b.tokens)))
		h.Set("X-RateLimit-Reset", "1")
		if !ok {
			h.Set("Retry-After", "1")
		}
	case b.hints == "policy":
		h.Set("RateLimit-Policy", `"default";q=`+strconv.Itoa(int(b.rate))+";w=1")
		if !ok {
			h.Set("Retry-After", "1")
		}
	}
	return ok, h
}

func (b *bucket) leave() {}

// fixed allows n requests per span.
type fixed struct {
	n     int
	span  time.Duration
	hints bool
	used  int
	ends  time.Time
}

func (w *fixed) arrive(now time.Time) (bool, http.Header) {
	if !now.Before(w.ends) {
		w.used, w.ends = 0, now.Add(w.span)
	}
	ok := w.used < w.n
	if ok {
		w.used++
	}
	h := http.Header{}
	if w.hints {
		reset := strconv.Itoa(int((w.ends.Sub(now) + time.Second - 1) / time.Second))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(w.n-w.used))
		h.Set("X-RateLimit-Reset", reset)
	}
	return ok, h
}

func (w *fixed) leave() {}

// gathering allows n requests at a time.
type gathering struct{ n, in int }

func (c *gathering) arrive(time.Time) (bool, http.Header) {
	c.in++
	return c.in <= c.n, nil
}

func (c *gathering) leave() { c.in-- }

// step is a bucket whose rate changes every so often.
type step struct {
	bucket
	rates []float64
	every time.Duration
	began time.Time
}

func (s *step) arrive(now time.Time) (bool, http.Header) {
	if s.began.IsZero() {
		s.began = now
	}
	s.rate = s.rates[min(int(now.Sub(s.began)/s.every), len(s.rates)-1)]
	return s.bucket.arrive(now)
}

// load is a client with an endless backlog.
type load struct {
	opts    Options
	server  server
	latency time.Duration
	spread  float64 // latency varies by this share, both ways
	lasts   time.Duration
}

// result counts the answers, and the good ones of each second.
type result struct {
	good, throttled int
	perSecond       []int
}

func (r result) goodput(d time.Duration) float64 { return float64(r.good) / d.Seconds() }
func (r result) refused() float64                { return float64(r.throttled) / float64(r.good+r.throttled) }

// within is the good answers per second between two seconds of the run.
func (r result) within(from, to int) float64 {
	n := 0
	for _, good := range r.perSecond[from:to] {
		n += good
	}
	return float64(n) / float64(to-from)
}

// check wants at least that share of the allowed rate, and at most that share of refusals.
func (r result) check(t *testing.T, share, least, mostRefused float64) {
	t.Helper()
	t.Logf("%5.1f %% of the allowed rate, %.2f %% refused (%d of %d)",
		100*share, 100*r.refused(), r.throttled, r.throttled+r.good)
	if share < least || r.refused() > mostRefused {
		t.Errorf("want at least %.0f %%, and at most %.0f %% refused", 100*least, 100*mostRefused)
	}
}

// run plays the load under the fake clock. The random numbers are seeded, so that a run can be
// repeated.
func (l load) run(t *testing.T, seed uint64) (res result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), l.lasts)
		defer cancel()
		p := New(l.opts)
		random := rand.New(rand.NewPCG(seed, seed))
		p.jitter = random.Float64
		began := time.Now()
		res.perSecond = make([]int, int(l.lasts.Seconds())+2)
		latency := rand.New(rand.NewPCG(seed, seed+1))
		var mu sync.Mutex
		var all sync.WaitGroup
		for range l.opts.Workers {
			all.Go(func() {
				for p.Acquire(ctx) == nil {
					mu.Lock()
					ok, h := l.server.arrive(time.Now())
					d := l.latency + time.Duration(l.spread*float64(l.latency)*(2*latency.Float64()-1))
					mu.Unlock()
					time.Sleep(d)
					mu.Lock()
					l.server.leave()
					v := Throttled
					if ok {
						v = OK
						res.good++
						res.perSecond[int(time.Since(began).Seconds())]++
					} else {
						res.throttled++
					}
					mu.Unlock()
					p.Release(v, ParseHint(h, time.Now()))
				}
			})
		}
		all.Wait()
	})
	return res
}
