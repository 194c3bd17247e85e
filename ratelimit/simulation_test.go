package ratelimit

import (
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
		{"bucket 10/s, Retry-After", &bucket{rate: 10, burst: 10, hints: "retry"}, 10, 2 * time.Minute, spread, 0.92, 0.03},
		{"bucket 50/s, Retry-After", &bucket{rate: 50, burst: 50, hints: "retry"}, 50, time.Minute, spread, 0.92, 0.03},
		{"bucket 200/s, Retry-After", &bucket{rate: 200, burst: 200, hints: "retry"}, 200, 30 * time.Second, spread, 0.95, 0.02},
		{"bucket 10/s, remaining", &bucket{rate: 10, burst: 10, hints: "headers"}, 10, 2 * time.Minute, spread, 0.90, 0.03},
		{"bucket 50/s, remaining", &bucket{rate: 50, burst: 50, hints: "headers"}, 50, time.Minute, spread, 0.95, 0.03},
		{"bucket 200/s, remaining", &bucket{rate: 200, burst: 200, hints: "headers"}, 200, 20 * time.Second, spread, 0.95, 0.03},
		{"bucket 10/s, policy", &bucket{rate: 10, burst: 10, hints: "policy"}, 10, time.Minute, spread, 0.98, 0},
		{"bucket 200/s, policy", &bucket{rate: 200, burst: 200, hints: "policy"}, 200, 10 * time.Second, spread, 0.98, 0},
		{"60 per minute, bare", &fixed{n: 60, span: time.Minute}, 1, 10 * time.Minute, spread, 0.85, 0.30},
		{"60 per minute, remaining", &fixed{n: 60, span: time.Minute, hints: true}, 1, 10 * time.Minute, spread, 0.90, 0.02},
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

// The pace follows a limit that falls to a fifth within 30 s, and within 3 min when it rises again,
// whatever the hints.
func TestLimitIsFollowed(t *testing.T) {
	t.Parallel()
	for _, hints := range []string{"", "retry"} {
		for seed := range uint64(3) {
			s := &step{
				bucket: bucket{burst: 5, hints: hints}, rates: []float64{10, 2, 10}, every: 4 * time.Minute,
			}
			l := load{
				opts: Options{Workers: 64}, server: s,
				latency: 20 * time.Millisecond, spread: 0.2, lasts: 12 * time.Minute,
			}
			res := l.run(t, seed)
			low, back := res.within(270, 480), res.within(660, 720)
			t.Logf("%q: %.2f/s of 2 after 30 s, %.2f/s of 10 after 3 min, %.2f %% refused",
				hints, low, back, 100*res.refused())
			if low < 0.85*2 || back < 0.85*10 || res.refused() > 0.05 {
				t.Errorf("%q, seed %d", hints, seed)
			}
		}
	}
}
