package ratelimit

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestSimulatedServers starts cold against servers that state their limit in different ways or not
// at all, with 64 workers at 20 ms. TestTargets measures what comes after the start.
func TestSimulatedServers(t *testing.T) {
	t.Parallel()
	const spread = 0.2
	tests := []struct {
		name    string
		server  server
		allowed float64
		lasts   time.Duration
		spread  float64
		least   float64 // share of what is allowed
		most    float64 // share of refusals
	}{
		{"bucket 10/s burst 10, bare", &bucket{rate: 10, burst: 10}, 10, 2 * time.Minute, spread, 0.85, 0.05},
		{"bucket 10/s burst 1, bare", &bucket{rate: 10, burst: 1}, 10, 2 * time.Minute, spread, 0.80, 0.05},
		{"bucket 50/s burst 50, bare", &bucket{rate: 50, burst: 50}, 50, time.Minute, spread, 0.85, 0.05},
		{"bucket 200/s burst 200, bare", &bucket{rate: 200, burst: 200}, 200, 30 * time.Second, spread, 0.85, 0.05},
		{"bucket 200/s burst 20, bare", &bucket{rate: 200, burst: 20}, 200, 30 * time.Second, spread, 0.75, 0.05},
		{"bucket 10/s, Retry-After", &bucket{rate: 10, burst: 10, hints: "seconds"}, 10, 2 * time.Minute, spread, 0.92, 0.03},
		{"bucket 50/s, Retry-After", &bucket{rate: 50, burst: 50, hints: "seconds"}, 50, time.Minute, spread, 0.92, 0.03},
		{"bucket 200/s, Retry-After", &bucket{rate: 200, burst: 200, hints: "seconds"}, 200, 30 * time.Second, spread, 0.95, 0.02},
		{"bucket 10/s, remaining", &bucket{rate: 10, burst: 10, hints: "x-ratelimit"}, 10, 2 * time.Minute, spread, 0.90, 0.03},
		{"bucket 50/s, remaining", &bucket{rate: 50, burst: 50, hints: "x-ratelimit"}, 50, time.Minute, spread, 0.95, 0.03},
		{"bucket 200/s, remaining", &bucket{rate: 200, burst: 200, hints: "x-ratelimit"}, 200, 20 * time.Second, spread, 0.95, 0.03},
		{"bucket 10/s, policy", &bucket{rate: 10, burst: 10, hints: "policy"}, 10, time.Minute, spread, 0.98, 0},
		{"bucket 200/s, policy", &bucket{rate: 200, burst: 200, hints: "policy"}, 200, 10 * time.Second, spread, 0.98, 0},
		{"60 per minute, bare", &fixed{n: 60, span: time.Minute}, 1, 10 * time.Minute, spread, 0.85, 0.30},
		{"60 per minute, remaining", &fixed{n: 60, span: time.Minute, hints: "x-ratelimit"}, 1, 10 * time.Minute, spread, 0.90, 0.02},
		{"4 at a time", &gathering{n: 4}, 200, 40 * time.Second, 0, 0.85, 0.02},
		{"4 at a time, uneven latency", &gathering{n: 4}, 200, 40 * time.Second, 0.5, 0.85, 0.02},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := load{
				opts: Options{Workers: 64}, server: tt.server,
				latency: 20 * time.Millisecond, spread: tt.spread, lasts: tt.lasts,
			}
			res := l.run(t, 1)
			res.check(t, res.goodput(tt.lasts)/tt.allowed, tt.least, tt.most)
		})
	}
}

// The limit falls to a tenth and comes back: the pace follows it down and up.
func TestLimitFallsAndComesBack(t *testing.T) {
	t.Parallel()
	s := &step{bucket: bucket{burst: 5}, rates: []float64{10, 1, 10, 10, 10, 10}, every: 2 * time.Minute}
	l := load{
		opts: Options{Rate: 20, Workers: 8}, server: s,
		latency: 50 * time.Millisecond, spread: 0.2, lasts: 10 * time.Minute,
	}
	res := l.run(t, 1)
	low, back := res.within(150, 240), res.within(540, 600)
	t.Logf("%.2f/s of 10, %.2f/s of 1, then %.2f/s of 10, %.2f %% refused",
		res.within(30, 120), low, back, 100*res.refused())
	if low < 0.6 || back < 8 || res.refused() > 0.1 {
		t.Errorf("%.2f/s of 1, %.2f/s of 10, %.1f %% refused", low, back, 100*res.refused())
	}
}

// The pace follows a limit that falls to a fifth within 15 s, and within a minute when it rises
// again, whatever the hints and the bursts.
func TestLimitIsFollowed(t *testing.T) {
	t.Parallel()
	for _, hint := range []string{"none", "seconds"} {
		for _, burst := range []float64{1, 3, 10} {
			s := &step{
				bucket: bucket{burst: burst, hints: hint}, rates: []float64{10, 2, 10}, every: 4 * time.Minute,
			}
			l := load{
				opts: Options{Workers: 64}, server: s,
				latency: 20 * time.Millisecond, spread: 0.2, lasts: 12 * time.Minute,
			}
			res := l.run(t, 1)
			low, back := res.within(255, 480), res.within(540, 600)
			t.Logf("%s, bursts of %v: %.2f/s of 2 after 15 s, %.2f/s of 10 after 60 s, %.2f %% refused",
				hint, burst, low, back, 100*res.refused())
			if low < 0.8*2 || back < 0.8*10 || res.refused() > 0.01 {
				t.Errorf("%s, bursts of %v", hint, burst)
			}
		}
	}
}

// What kind of limit a server has is told by what it does, and shown.
func TestKindsOfLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		server  server
		want    Limit
		allowed float64
	}{
		{&bucket{rate: 1e6, burst: 1e6, hints: "none"}, NoLimit, 0},
		{&bucket{rate: 50, burst: 20, hints: "none"}, PerSecond, 50},
		{&bucket{rate: 50, burst: 20, hints: "date"}, PerSecond, 50},
		{&fixed{n: 50, span: time.Second, hints: "none"}, PerSecond, 50},
		{&fixed{n: 600, span: time.Minute, hints: "none"}, PerWindow, 10},
		{&fixed{n: 600, span: time.Minute, hints: "seconds"}, PerWindow, 10},
		{&fixed{n: 7200, span: time.Hour, hints: "seconds"}, PerWindow, 2},
		{&sliding{n: 600, span: time.Minute}, PerWindow, 10},
		{&gathering{n: 4}, AtATime, 0},
		{&banning{bucket: bucket{rate: 50, burst: 20, hints: "none"}, after: 8000, lasts: time.Minute}, ShutOut, 50},
	} {
		l := load{
			opts: Options{Workers: 16}, server: tt.server,
			latency: 20 * time.Millisecond, spread: 0.2, lasts: 5 * time.Minute,
		}
		if w, ok := tt.server.(*fixed); ok && w.span == time.Hour {
			if testing.Short() {
				continue
			}
			l.lasts = 3 * time.Hour
		}
		l.watch = func(p *Pacer) {
			s, rate := p.Status(), p.State().Rate
			t.Logf("%T: %d, %.2f/s, %+v", tt.server, s.Limit, rate, s.Change)
			if s.Limit != tt.want || tt.allowed > 0 && (rate < 0.9*tt.allowed || rate > 1.1*tt.allowed) {
				t.Errorf("%T: limit %d of %v/s, want %d of %v/s", tt.server, s.Limit, rate, tt.want, tt.allowed)
			}
		}
		l.run(t, 1)
	}
}

// An import of 10,000 rows at an unknown limit of 500 a second, as in bench/scenarios/unknown.sh: with
// one told pause of a second it cannot take less than 20.8 s.
func TestSlowStartDoesNotSpoilTheGuess(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{16, 64} {
		l := load{
			opts: Options{Workers: workers}, server: &bucket{rate: 500, burst: 50, hints: "seconds"},
			latency: 20 * time.Millisecond, spread: 0.1, lasts: 30 * time.Second,
		}
		took, refused := l.run(t, 1).importOf(10_000)
		t.Logf("%d workers: %.1f s, %v refused", workers, took, refused)
		if took > 23.2 || refused > 5 {
			t.Errorf("%d workers: %.1f s, %v refused", workers, took, refused)
		}
	}
}

// Servers near and far, with bursts of a tenth of a second's worth of requests or more: after the search
// none is left at a pace far from its limit.
func TestAnyBucketIsUsed(t *testing.T) {
	t.Parallel()
	buckets := uint64(60)
	if testing.Short() {
		buckets = 10
	}
	for _, hint := range []string{"none", "seconds"} {
		var shares []float64
		random := rand.New(rand.NewPCG(1, 2))
		for seed := range buckets {
			limit := min(5*math.Ceil(10*random.ExpFloat64()), 200)
			b := &bucket{rate: limit, burst: max(2, limit*(0.1+0.9*random.Float64())), hints: hint}
			l := load{
				opts: Options{Workers: 64}, server: b, spread: 0.3, lasts: time.Minute,
				latency: time.Duration(10+random.IntN(200)) * time.Millisecond,
			}
			share := l.run(t, seed).within(40, 60) / limit
			if shares = append(shares, share); share < 0.8 {
				t.Errorf("%s, %v/s, bursts of %.0f, %v: %.2f of it is used", hint, limit, b.burst, l.latency, share)
			}
		}
		if median, worst := of(shares, true); median < 0.95 {
			t.Errorf("%s: the median is %.3f, the worst %.3f", hint, median, worst)
		} else {
			t.Logf("%s: median %.3f, worst %.3f", hint, median, worst)
		}
	}
}

// A pace that an earlier run found is not held back once it is refused: that the limit is a rate is known.
func TestKnownRateIsNoNumberInFlight(t *testing.T) {
	t.Parallel()
	for _, pace := range []float64{510, 530} {
		l := load{
			opts: Options{Workers: 16}, server: &bucket{rate: 500, burst: 60, hints: "seconds"},
			latency: 20 * time.Millisecond, spread: 0.2, lasts: 15 * time.Second,
		}
		l.opts.Begin = State{Rate: 500, Pace: pace, Margin: 0.01, Seconds: 110, Saved: 0.12, Highest: 500, Limit: PerSecond}
		if used := l.run(t, 1).within(8, 15) / 500; used < 0.97 {
			t.Errorf("from %v/s: %.3f of the limit is used", pace, used)
		}
	}
}
