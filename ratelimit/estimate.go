package ratelimit

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Limit is the kind of limit that a server has shown. The zero Limit is none so far.
type Limit uint8

// The kinds of limits.
const (
	NoLimit   Limit = iota // it has not refused anything
	PerSecond              // a rate, with some requests saved up for a burst: a bucket
	PerWindow              // a number of requests in each minute, hour or other window
	AtATime                // a number of requests in flight
	ShutOut                // it refuses everything for a while, whatever the rate
)

// estimate counts a server's rate. A bucket that is empty at two moments has let through in between
// what it got: its rate times the time, less what ran over while it was full. So each refusal ends a
// stretch, and the rate is the one of the bucket that would have run dry at just those moments: for
// each rate a stretch says how deep such a bucket must be (stretch.depth), and the depth is known
// from the first stretch, which began with a full bucket. Two refusals give the rate within a few per
// cent, or half a request, and each later one sharpens it, as its stretch is longer. The depth as a
// function of the rate is the burst of an arrival curve in network calculus (Le Boudec and Thiran,
// Network Calculus, 2001, section 1.2).
//
// A silence of silent seconds or more is no bucket's. It ends a window, and the rate is what came
// through over the time until the server opens again.
type estimate struct {
	rate   float64 // 0 while unknown
	margin float64 // how uncertain the rate is, as a share of it
	lasted float64 // seconds: the length of the stretch that it comes from
	saved  float64 // seconds' worth of requests that the bucket holds
	kind   Limit

	current stretch
	full    bool    // the current stretch began with a full bucket, as far as is known
	over    bool    // the last refusal ended a stretch
	idle    bool    // the last stretch was mostly idle: it says nothing about the limit
	first   stretch // it began with a full bucket, and ended with a refusal at firstEnd
	past    stretch // the last one that ended, without its points

	firstEnd, pastEnd time.Time
	shut              time.Time // until then the server refuses, as far as is known
}

const (
	guessSaved  = 0.3  // seconds' worth of requests that a bucket holds, as long as nothing is known
	mostSaved   = 2.0  // the same, if another bucket fits as well
	left        = 0.4  // of a request: more is left at a refusal that comes when the pace is near the rate
	fewest      = 8    // good answers that say something about a rate
	marginLeast = 0.01 // what is uncertain in any count
	marginMost  = 0.15 // and in one of few answers
	silent      = 5.0  // seconds
	rounded     = 2.0  // seconds that a date may be too late
	banned      = 30.0 // seconds of silence of a server that let this rate through for longer
	busy        = 0.5  // of the pace and of the known rate; a slower stretch without a burst was idle
)

func (e *estimate) begin(now time.Time) {
	if e.current.began.IsZero() {
		e.current.begin(now)
		e.full = true
	}
}

// resume goes on with a stretch that another estimate has counted. Nobody knows what it looked like
// inside, nor how much of what the server saved up since its end ran over.
func (e *estimate) resume(began time.Time, n int, now time.Time) {
	if n > 0 && began.Before(now) {
		e.current.begin(began)
		e.current.points = append(e.current.points, point{})
		e.current.n = n
	}
}

// count takes in a good answer. A stale one after the first stretch still belongs to it: it tells how
// much the bucket held, which was full. The guess is the rate that fits then, 0 for none.
func (e *estimate) count(now time.Time, stale bool) (guess float64) {
	if stale && !e.firstEnd.IsZero() && e.past.began.Equal(e.first.began) {
		e.first.count(now)
		e.firstEnd = now
		return float64(e.first.n) / (guessSaved + e.first.lasts(now))
	}
	e.current.count(now)
	return 0
}

// depth is how many requests a bucket of that rate holds, one at least.
func (e *estimate) depth(rate float64) float64 {
	if e.first.n > 0 {
		return max(e.first.depth(rate, e.firstEnd), 1)
	}
	return max(e.saved*rate, 1)
}

// refuse ends a stretch that ran at that pace in the end, 0 for none. It returns the rate, as far as
// it can be told, and whether it was counted. A stretch with too few answers goes on. One that was
// mostly idle, such as the time between two runs, ends without a count: its mean is not the server's.
func (e *estimate) refuse(now time.Time, pace float64) (rate float64, counted bool) {
	s := &e.current
	e.past, e.pastEnd = stretch{began: s.began, n: s.n}, now
	low := s.rate(now)
	e.idle = low < busy*min(pace, cmp.Or(e.rate, pace)) && !e.runsOver(now, low, left)
	if e.kind == NoLimit {
		e.kind = PerSecond
	}
	if e.full {
		return e.refuseFull(now)
	}
	if e.over = s.n >= fewest && (e.kind != PerWindow || s.lasts(now) >= e.lasted); !e.over || e.idle {
		return 0, false
	}
	e.rate = e.dry(now, low, max(pace, e.rate, low), left)
	return e.settle(now), true
}

// refuseFull ends a stretch that began with a full bucket. Without any knowledge of its depth that
// gives a guess, good enough to begin a search.
// The mean rate of the stretch says little, as it began slowly.
func (e *estimate) refuseFull(now time.Time) (rate float64, counted bool) {
	e.full, e.over = false, true
	rate = e.dry(now, 0, float64(e.current.n)/firstApart, 0)
	if e.rate > 0 && e.current.n >= fewest {
		e.rate = rate
		return e.settle(now), true
	}
	e.first, e.firstEnd = e.current, now
	e.first.points = slices.Clone(e.current.points)
	return rate, false
}

func (e *estimate) settle(now time.Time) float64 {
	e.margin = min(marginLeast+1/float64(e.current.n), marginMost)
	e.lasted = e.current.lasts(now)
	return e.rate
}

// dry is the rate between low and high of the bucket that the current stretch empties at now. Where
// the bucket would not even be full once at the low rate, nothing ran over, and that is the rate. But
// after a told pause a short stretch can fit two buckets: a slow one that saves up requests for long,
// and a fast one that was full when the pause ended. Few servers have the first.
func (e *estimate) dry(now time.Time, low, high, left float64) float64 {
	runsOver := func(rate float64) bool { return e.runsOver(now, rate, left) }
	slow := runsOver(low)
	if !slow && (e.depth(low) < mostSaved*low || !runsOver(high)) {
		return low
	}
	for range 40 {
		middle := (low + high) / 2
		if runsOver(middle) == slow {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// runsOver reports whether the current stretch took more from a bucket of that rate than it holds.
func (e *estimate) runsOver(now time.Time, rate, left float64) bool {
	return e.current.depth(rate, now)+left > e.depth(rate)
}

// silence records one more refusal since the last good answer, and until when the server said that it
// refuses.
func (e *estimate) silence(now, until time.Time) {
	e.shut = until
	if e.over {
		e.current.begin(now)
	}
}

// reopen records the first good answer after a refusal, and reports whether that changes the rate. Only
// what the server refused, or said that it will, is its silence: the rest is time in which nobody asked.
func (e *estimate) reopen(now time.Time) (changed bool) {
	length := e.shut.Sub(e.pastEnd).Seconds()
	if length < silent || e.past.n == 0 || e.idle {
		return false
	}
	e.current.begin(now)
	if e.kind != PerWindow && e.lasted > banned && length > banned {
		e.kind = ShutOut
		return true
	}
	e.kind, e.margin, e.lasted = PerWindow, marginLeast, e.window(now)
	e.rate = float64(e.past.n) / e.lasted
	return true
}

// window is the length in seconds of the windows that began with the past stretch and ended after the
// server was last known to refuse: whole minutes or hours if it may be, or else all of it.
func (e *estimate) window(opened time.Time) float64 {
	least, most := e.past.lasts(e.shut)-rounded, e.past.lasts(opened)
	for _, round := range []time.Duration{time.Hour, time.Minute} {
		whole := round.Seconds() * max(1, math.Round(most/round.Seconds()))
		if least < whole && whole <= most {
			return whole
		}
	}
	return most
}
