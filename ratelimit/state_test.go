package ratelimit

import (
	"encoding/json"
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// TestStateIsHandedOn: a second run starts near what the first one found, and is refused less.
func TestStateIsHandedOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		server  func() server
		allowed float64
	}{
		{"rate", func() server { return &bucket{rate: 50, burst: 5} }, 50},
		{"in flight", func() server { return &gathering{n: 4} }, 200},
	} {
		var kept State
		first := load{
			opts: Options{Workers: 64}, server: tc.server(),
			latency: 20 * time.Millisecond, spread: 0.2, lasts: 2 * time.Minute,
		}
		first.watch = func(p *Pacer) {
			text, err := json.Marshal(p.State())
			if err == nil {
				err = json.Unmarshal(text, &kept)
			}
			if err != nil {
				t.Error(err)
			}
		}
		cold := first.run(t, 1)
		second := load{
			opts: Options{Workers: 64, Begin: kept}, server: tc.server(),
			latency: 20 * time.Millisecond, spread: 0.2, lasts: 30 * time.Second,
		}
		warm := second.run(t, 1)
		rate := warm.goodput(second.lasts)
		t.Logf("%s: %+v; %d refused in a cold run, %d in a warm one of %.1f/s",
			tc.name, kept, cold.throttled, warm.throttled, rate)
		if warm.throttled > 2 || rate < 0.9*tc.allowed {
			t.Errorf("%s: %+v", tc.name, warm)
		}
	}
}

func TestStateThatMakesNoSense(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, s := range []State{
			{Rate: -1}, {Rate: math.NaN()}, {Rate: math.Inf(1)}, {Rate: 1e300}, {Rate: 1e-300},
			{InFlight: -4}, {InFlight: 1 << 40},
		} {
			p := New(Options{Workers: 8, Begin: s})
			if got := p.Status(); got.Rate != 0 || got.InFlightLimit != 1 {
				t.Errorf("%+v: %+v", s, got)
			}
		}
	})
}
