package ratelimit

import (
	"cmp"
	"math"
	"time"
)

const (
	paceFloor = 0.1 // requests per second; no cut goes below
	paceStart = 1   // the first one where nothing was let through
	boundOver = 8   // starts that pace.bound averages over
	loadOver  = 16  // answers that pace.load averages over

	searchGrowth = 0.5 // of the pace per second in search of the limit
	crowd        = 0.7 // the same times the square of the requests in flight is at most this
	tooFew       = 0.7 // the cut at a refusal that comes too soon to count anything

	reach        = 2.0  // lengths of the stretch behind the limit until the pace reaches that limit
	shortStretch = 3.0  // seconds; no shorter one, and no longer one, count for that
	longStretch  = 40.0 // seconds
	hold         = 90.0 // seconds until the pace grows faster: the server may allow more by then
	windows      = 2.0  // of a window at least
	holdFallen   = 15.0 // the same where the limit has fallen from one that may well come back
	fallen       = 0.7  // of the highest limit
	forgotten    = 0.9  // of the highest limit with each new estimate far below
	twice        = 4.0  // seconds in which the growth doubles after that
	growthMost   = 0.1
)

// pace spaces the starts evenly, at the lower of two rates: the one the server stated, and the one found.
// It is pure: the time comes from outside.
//
// The found one begins with the first refusal, as a guess, and grows by half each second until the
// second one. From then on it stands below the estimated limit by what that is uncertain, and creeps
// up so slowly that it reaches the limit after twice the time of the last stretch. So each refusal
// comes several times later than the one before. When a limit has held for a while, the growth
// doubles again and again, to find out whether the server allows far more by now.
//
// A bucket with saved requests shows that the pace is above the limit only when it is empty, and all
// requests in flight beyond the limit are refused then: sqrt(2*c*s) of them if the number in flight
// grows by c/number each second and the bucket holds s seconds' worth, whatever the limit. This
// bounds the growth (crowd here, gently in slots).
type pace struct {
	told     float64 // by a hint; 0 is none
	found    float64 // 0 until the first throttle, then paceFloor at least
	reported float64 // the rate in the last event

	spacing
	bound float64 // share of the last starts that waited for the pace
	load  float64 // requests in flight, of late

	limit   estimate
	highest float64   // limit of late
	refused time.Time // the last time
	grownAt time.Time // growth has used the clean time up to here
	held    bool      // it must not grow
}

// binds reports whether the pace holds requests back, rather than a lack of slots or of work.
func (c *pace) binds() bool { return c.bound > 0.5 }

// rate is the rate in force, 0 for none.
func (c *pace) rate() float64 {
	if r := min(c.cap(), orInf(c.found)); !math.IsInf(r, 1) {
		return r
	}
	return 0
}

// cap is the rate that growth stops at, infinite if there is none.
func (c *pace) cap() float64 { return orInf(c.told) }

func orInf(rate float64) float64 { return cmp.Or(rate, math.Inf(1)) }

// spacing spaces starts evenly, with a burst of one and nothing saved up.
type spacing struct {
	last time.Time // the last start, as it was due
}

// interval is the time from one start to the next, rounded up so as never to exceed the rate; a rate of
// 0 is none.
func interval(rate float64) time.Duration {
	if rate == 0 {
		return 0
	}
	return time.Duration(min(math.Ceil(float64(time.Second)/rate), float64(maxTold)))
}

// due is when the next request may start at that rate.
func (s *spacing) due(rate float64) time.Time { return s.last.Add(interval(rate)) }

// space records a start at now by a caller that nothing else has held back since came, and reports
// whether the rate did. A timer that fired up to an interval late does not delay later starts; a caller
// that did not wait has nothing to catch up on.
func (s *spacing) space(rate float64, now, came time.Time) (waited bool) {
	due := s.due(rate)
	s.last = now
	if waited = rate > 0 && came.Before(due); waited {
		s.last = later(due, now.Add(-interval(rate)))
	}
	return waited
}

// start records a start, as space does.
func (c *pace) start(now, came time.Time) {
	waited := 0.0
	if c.space(c.rate(), now, came) {
		waited = 1
	}
	c.bound += (waited - c.bound) / boundOver
	c.limit.begin(now)
}

// hold keeps to a rate, 0 for none, and forgets what was found out about the limit.
func (c *pace) hold(rate float64) {
	if rate > 0 {
		rate = max(rate, paceFloor)
	}
	c.found, c.held = rate, true
	c.limit = estimate{saved: guessSaved}
}

// search lets the rate grow from now on.
func (c *pace) search(now time.Time) { c.grownAt, c.held = now, false }

// count takes in a good answer that came when so many requests were in flight. A stale one is to a
// request from before the last refusal, and may show that the first guess was too low.
func (c *pace) count(now time.Time, inFlight int, stale bool) {
	c.load += (float64(inFlight) - c.load) / loadOver
	if guess := c.limit.count(now, stale); guess > c.found {
		c.found = min(guess, c.cap())
	}
}

// refuse learns from a refusal, the first one after a good answer. Good answers came at the rate ran, 0
// for unknown, before the pace was in force. It reports a change of the pace.
func (c *pace) refuse(now time.Time, ran float64) bool {
	rate, counted := c.limit.refuse(now, c.rate())
	switch {
	case counted:
		c.settle()
	case rate > 0:
		c.found = max(rate, ran*tooFew)
	default:
		c.found = cmp.Or(c.found*tooFew, ran*tooFew, paceStart)
	}
	c.found = max(min(c.found, c.cap()), paceFloor)
	c.grownAt, c.refused, c.load, c.bound, c.held = now, now, 1, 1, false
	return c.report(true)
}

// reopen learns from the first good answer after a refusal. It reports a change of the pace.
func (c *pace) reopen(now time.Time) bool {
	if !c.limit.reopen(now) {
		return false
	}
	c.settle()
	c.refused = now
	return c.report(true)
}

// settle begins a little below the estimate.
func (c *pace) settle() {
	c.found = max(c.limit.rate*(1-c.limit.margin), paceFloor)
	if c.limit.rate > fallen*c.highest {
		c.highest = c.limit.rate
	} else {
		c.highest *= forgotten
	}
}

// grow raises the pace for the clean time up to a good answer, and reports a rise worth an event.
func (c *pace) grow(now time.Time) bool {
	clean := now.Sub(c.grownAt).Seconds()
	if c.found == 0 || c.held || clean <= 0 {
		return false
	}
	c.grownAt = now
	if !c.binds() || c.found >= c.cap() {
		return false // a pace that held nothing back proves nothing
	}
	c.found = min(c.found*(1+c.growth(now)*min(clean, 1)), c.cap())
	return c.report(c.found >= 1.1*c.reported)
}

// growth is a share of the pace per second.
func (c *pace) growth(now time.Time) float64 {
	uncrowded := crowd / max(c.load*c.load, 1)
	if c.limit.rate == 0 {
		return min(searchGrowth, uncrowded)
	}
	wait, lasted := hold, min(max(c.limit.lasted, shortStretch), longStretch)
	switch {
	case c.limit.kind == PerWindow:
		wait, lasted = max(hold, windows*c.limit.lasted), c.limit.lasted
	case c.limit.rate < fallen*c.highest:
		wait = holdFallen
	}
	if c.found < (1-2*c.limit.margin)*c.limit.rate { // a refusal that counted nothing has cut it
		return min(growthMost, uncrowded)
	}
	slow := c.limit.margin / (reach * lasted)
	faster := math.Exp2(max(0, now.Sub(c.refused).Seconds()-wait) / twice)
	return min(slow*faster, growthMost, uncrowded)
}

// report remembers the rate if it goes into an event, so that growth makes few of them.
func (c *pace) report(worth bool) bool {
	if worth {
		c.reported = c.rate()
	}
	return worth
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
