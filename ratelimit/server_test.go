package ratelimit

import (
	"cmp"
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
	hints       string // "none", or how it says when to return
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
	switch b.hints {
	case "policy":
		h.Set("RateLimit-Policy", `"default";q=`+strconv.Itoa(int(b.rate))+";w=1")
	case "x-ratelimit":
		full := (b.burst - b.tokens) / b.rate
		setQuota(h, int(b.tokens), time.Duration(full*float64(time.Second)))
	}
	if !ok {
		setWait(h, b.hints, now, time.Duration((1-b.tokens)/b.rate*float64(time.Second)))
	}
	return ok, h
}

// hints are the ways to say when to return; dates and times are in whole seconds.
var hints = []string{"none", "seconds", "date", "x-ratelimit"}

func setWait(h http.Header, hint string, now time.Time, wait time.Duration) {
	switch hint {
	case "seconds", "policy":
		h.Set("Retry-After", strconv.Itoa(wholeSeconds(wait)))
	case "date":
		h.Set("Date", now.UTC().Format(http.TimeFormat))
		h.Set("Retry-After", now.Add(wait).Truncate(time.Second).Add(time.Second).UTC().Format(http.TimeFormat))
	}
}

func setQuota(h http.Header, remaining int, reset time.Duration) {
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-RateLimit-Reset", strconv.Itoa(wholeSeconds(reset)))
}

func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func (b *bucket) leave() {}

// fixed allows n requests per span.
type fixed struct {
	n     int
	span  time.Duration
	hints string
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
	if w.hints == "x-ratelimit" {
		setQuota(h, w.n-w.used, w.ends.Sub(now))
	}
	if !ok {
		setWait(h, w.hints, now, w.ends.Sub(now))
	}
	return ok, h
}

func (w *fixed) leave() {}

// sliding allows n requests in any span.
type sliding struct {
	n    int
	span time.Duration
	at   []time.Time // the latest ones that it let through
}

func (w *sliding) arrive(now time.Time) (bool, http.Header) {
	for len(w.at) > 0 && now.Sub(w.at[0]) >= w.span {
		w.at = w.at[1:]
	}
	ok := len(w.at) < w.n
	if ok {
		w.at = append(w.at, now)
	}
	return ok, http.Header{}
}

func (w *sliding) leave() {}

// banning is a bucket that refuses everything for a while, after so many requests.
type banning struct {
	bucket
	after int
	lasts time.Duration
	until time.Time
}

func (b *banning) arrive(now time.Time) (bool, http.Header) {
	if b.after--; b.after == 0 {
		b.until = now.Add(b.lasts)
	}
	if now.Before(b.until) {
		return false, nil
	}
	return b.bucket.arrive(now)
}

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
	turn    time.Duration // after which another Pacer takes over, 0 for never
	watch   func(*Pacer)  // at the end, may be nil
}

// result counts the answers, and the good ones of each second.
type result struct {
	good, throttled int
	perSecond       []int
	answers         []answered
}

// answered is one answer: when it came, and whether it was good.
type answered struct {
	at   time.Duration
	good bool
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
		random := rand.New(rand.NewPCG(seed, seed))
		latency := rand.New(rand.NewPCG(seed, seed+1))
		began := time.Now()
		res.perSecond = make([]int, int(l.lasts.Seconds())+2)
		var mu sync.Mutex
		opts, turn := l.opts, cmp.Or(l.turn, l.lasts)
		var p *Pacer
		for ; time.Since(began) < l.lasts; opts.Begin = p.State() {
			ctx, cancel := context.WithTimeout(t.Context(), turn)
			p = New(opts)
			p.jitter = random.Float64
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
						res.answers = append(res.answers, answered{time.Since(began), ok})
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
			cancel()
		}
		if l.watch != nil {
			l.watch(p)
		}
	})
	return res
}
