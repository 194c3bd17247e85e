package ratelimit

import (
	"context"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// midnight is when the fake clock begins.
var midnight = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// odd draws fields: most are plausible, and some are what no Pacer writes.
type odd struct{ *rapid.T }

func (o odd) strange() bool { return rapid.IntRange(0, 63).Draw(o.T, "strange") == 37 }

func (o odd) float(least, most float64) float64 {
	if o.strange() {
		return rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 1e-300, 1e-9, 1e17, 1e300}).Draw(o.T, "odd")
	}
	return rapid.Float64Range(least, most).Draw(o.T, "float")
}

func (o odd) number(most int) int {
	if o.strange() {
		return rapid.SampledFrom([]int{-1, math.MinInt, 1 << 16, 1<<16 + 1, 1 << 40, math.MaxInt}).Draw(o.T, "odd")
	}
	return rapid.IntRange(0, most).Draw(o.T, "number")
}

// span draws a time from least to most.
func (o odd) span(least, most time.Duration) time.Duration {
	if o.strange() {
		return rapid.SampledFrom([]time.Duration{math.MinInt64, -time.Hour, time.Nanosecond, time.Hour, maxTold + time.Hour, math.MaxInt64}).Draw(o.T, "odd")
	}
	return time.Duration(rapid.Int64Range(int64(least), int64(most)).Draw(o.T, "span"))
}

func (o odd) at(least, most time.Duration) time.Time {
	if rapid.IntRange(0, 9).Draw(o.T, "none") == 0 {
		return time.Time{}
	}
	return midnight.Add(o.span(least, most))
}

func (o odd) flag() bool { return rapid.Bool().Draw(o.T, "flag") }
func (o odd) kind(n int) uint8 {
	if o.strange() {
		n = 255
	}
	return uint8(rapid.IntRange(0, n).Draw(o.T, "kind"))
}

func (o odd) stretch() (s stretch) {
	s = stretch{began: o.at(-time.Hour, 0), n: o.number(10_000), apart: o.float(0, 10)}
	for range rapid.IntRange(0, 5).Draw(o.T, "points") {
		s.points = append(s.points, point{o.float(0, 3600), o.number(10_000)})
	}
	return s
}

// common draws what Pacers know together, and how long the server has told them to wait at most.
func (o odd) common() (c common, told time.Duration) {
	why := Reason(o.kind(int(BackingOff)))
	most := map[Reason]time.Duration{AskedToWait: time.Hour, QuotaSpent: time.Hour, BackingOff: backoffMost}[why]
	c.pause = pause{o.at(-time.Minute, most), o.at(-time.Minute, most), why}
	c.quota = quota{o.number(100), o.at(-time.Minute, time.Hour), o.number(100)}
	c.slots = slots{limit: o.float(1, 64), growing: o.flag(), answers: o.number(5000), at: o.at(-time.Minute, 0)}
	c.concurrency = concurrency{
		concurrencyState(o.kind(int(unlimited))), o.number(64), o.number(64), o.float(0, 100), o.at(-time.Minute, 0), o.number(500), o.number(500),
		o.at(-time.Minute, longestRetry), o.span(0, longestRetry),
	}
	e := estimate{
		rate: o.float(0, 100), margin: o.float(marginLeast, marginMost), lasted: o.float(1, 300), saved: o.float(0, 2), kind: Limit(o.kind(int(ShutOut))),
		current: o.stretch(), full: o.flag(), over: o.flag(), first: o.stretch(), past: o.stretch(), idle: o.flag(),
		firstEnd: o.at(-time.Hour, 0), pastEnd: o.at(-time.Hour, 0), shut: o.at(-time.Hour, time.Hour),
	}
	c.pace = pace{
		told: o.float(0.1, 100), found: o.float(0.1, 100), reported: o.float(0, 100), spacing: spacing{o.at(-time.Minute, 0)}, bound: o.float(0, 1),
		load: o.float(0, 64), limit: e, highest: o.float(0, 100), refused: o.at(-time.Hour, 0), grownAt: o.at(-time.Minute, time.Minute), held: o.flag(),
	}
	c.stale, c.throttle = o.number(100), o.number(20)
	for until, may := range map[time.Time]bool{c.pause.until: why == AskedToWait || why == QuotaSpent, c.quota.until: true} {
		if left := until.Sub(midnight); may && left <= maxTold+time.Second {
			told = max(told, left)
		}
	}
	return c, told
}

func (o odd) mates() (all []mate) {
	for range rapid.IntRange(0, 3).Draw(o.T, "mates") {
		all = append(all, mate{rapid.Uint64().Draw(o.T, "name"), o.number(20), o.number(64), midnight.Add(o.span(-3*time.Second, 0))})
	}
	return all
}

// work says what is wrong with how a Pacer that knows something odd starts requests. It must start them
// as fast as its own rate allows and no faster, after no longer waits than those that the server told,
// that of one refusal, and that of the rate it has come to.
func work(t *testing.T, o Options, told time.Duration, refused []bool) (wrong string) {
	t.Helper()
	p := New(o)
	var last time.Time
	for i := range refused {
		came := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), told+10*time.Minute)
		err := p.Acquire(ctx)
		cancel()
		if err != nil {
			return fmt.Sprintf("start %d: %v, %+v", i, err, p.Status())
		}
		now := time.Now()
		if waited, most := now.Sub(came), told+interval(p.rate())+backoffMost+time.Second; waited > most {
			return fmt.Sprintf("start %d waited %v, %v at most were asked for", i, waited, most)
		}
		if apart := now.Sub(last); i > 0 && apart < interval(o.Rate) {
			return fmt.Sprintf("starts are %v apart at %v/s", apart, o.Rate)
		}
		last = now
		v := OK
		if refused[i] {
			v = Throttled
		}
		p.Release(v, Hint{})
	}
	return ""
}

// drawn draws what both properties have in common.
func (o odd) drawn() (options Options, refused []bool) {
	rate := rapid.SampledFrom([]float64{0, 0.5, 20}).Draw(o.T, "rate")
	return Options{Workers: 8, Rate: rate}, rapid.SliceOfN(rapid.Bool(), 12, 12).Draw(o.T, "refused")
}

// TestOddFigures: whatever another process, or a damaged file, says that it knows, no start waits much
// longer than the rate and the server ask, or comes before the ceiling allows it, and nothing panics.
func TestOddFigures(t *testing.T) {
	taken := 0
	rapid.Check(t, func(rt *rapid.T) {
		o := odd{rt}
		c, told := o.common()
		mates := o.mates()
		options, refused := o.drawn()
		wrong := ""
		synctest.Test(t, func(t *testing.T) {
			common := &memory{text: encodeCommon(nil, &c, mates, time.Now())}
			if _, _, ok := decodeCommon(common.text, time.Now()); ok {
				taken++
			}
			options.Shared = common
			wrong = work(t, options, told, refused)
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
	if taken == 0 {
		t.Error("nothing that was drawn was taken")
	}
}

// TestOddState: the same of what an earlier run found out.
func TestOddState(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := odd{rt}
		options, refused := o.drawn()
		options.Begin = State{
			Rate: o.float(0, 100), Pace: o.float(0.1, 100), Margin: o.float(marginLeast, marginMost), Seconds: o.float(1, 300), Saved: o.float(0, 2),
			Highest: o.float(0, 100), Refused: o.at(-time.Hour, 0), Began: o.at(-time.Hour, 0), Counted: o.number(1000), Limit: Limit(o.kind(int(ShutOut))),
			InFlight: o.number(64), Unrefused: o.number(64),
		}
		wrong := ""
		synctest.Test(t, func(t *testing.T) { wrong = work(t, options, 0, refused) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}
