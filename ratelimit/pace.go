package ratelimit

import (
	"math"
	"time"
)

const (
	paceCut     = 0.7
	paceDip     = 0.95 // the cut of a pace that was good for long: what it had grown to was a little too much
	dipAfter    = 10 * time.Second
	dipSame     = 5 * time.Second  // long enough where the last refusal came at the same rate
	paceFloor   = 0.1              // requests per second that no cut goes below
	paceStart   = 1                // and that the first pace does not go below: it is a guess from few answers
	paceStep    = 0.2              // requests per second and second
	paceShare   = 0.05             // or this share of the pace per second, if it is more
	paceSearch  = 1.0              // or this share in a search
	nearCeiling = 0.98             // share of the ceiling that growth stops at
	ceilingLife = 40 * time.Second // until the server may allow more, and growth goes on: gently at first, for every refusal costs a pause
	ceilingLong = 2 * time.Minute  // the same after it was tried in vain
	ceilingSame = 1.1              // ceilings that differ by less are the same
	probeShare  = 0.005            // share of the pace per second by which that growth begins; it doubles every probeTwice
	probeTwice  = 4 * time.Second
	probeMost   = 0.25
	cutEvery    = time.Second
	boundOver   = 8 // starts
)

// pace spaces the starts evenly, with a burst of one and nothing saved up, at the lowest of three rates: the ceiling of the options,
// what the server told, and what was found. The last follows AIMD from the first throttle on. It is pure: time comes from outside.
type pace struct {
	most  float64 // Options.Rate; 0 is none
	told  float64 // by a hint; 0 is none
	found float64 // 0 until the first throttle
	said  float64 // the rate when it was last spoken of

	slot  time.Time // the last start, as it was due
	bound float64   // share of the last starts that waited for the pace

	search    bool      // after a first throttle out of free running: the limit may be far above what was found
	ceiling   float64   // found at the last throttle
	ceilingAt time.Time // when that was; zero when there is none
	life      time.Duration
	answered  bool // there was a good answer since the last cut
	cutAt     time.Time
	grownAt   time.Time // clean time up to here is used up

	meter meter
}

// binds reports whether the pace is what holds requests back, and not a lack of places or of work.
func (c *pace) binds() bool { return c.bound > 0.5 }

// rate is the rate in force, 0 for none.
func (c *pace) rate() float64 {
	r := c.cap()
	if c.found > 0 {
		r = min(r, c.found)
	}
	if math.IsInf(r, 1) {
		return 0
	}
	return r
}

// cap is the rate that growth stops at, infinite if there is none.
func (c *pace) cap() float64 {
	r := math.Inf(1)
	for _, limit := range [...]float64{c.most, c.told} {
		if limit > 0 {
			r = min(r, limit)
		}
	}
	return r
}

// interval is the time from one start to the next, rounded up so that the rate is never exceeded.
func (c *pace) interval() time.Duration {
	r := c.rate()
	if r == 0 {
		return 0
	}
	return time.Duration(min(math.Ceil(float64(time.Second)/r), float64(maxTold)))
}

// due is when the next request may start.
func (c *pace) due() time.Time { return c.slot.Add(c.interval()) }

// start notes a start at now by one who has waited since came. A timer that fired late by up to an interval does not
// delay the starts after it; who came when the pace was free has nothing to catch up on.
func (c *pace) start(now, came time.Time) {
	due := c.due()
	c.slot = now
	waited := 0.0
	if c.rate() > 0 && came.Before(due) {
		waited = 1
		c.slot = later(due, now.Add(-c.interval()))
	}
	c.bound += (waited - c.bound) / boundOver
	c.meter.begin(now)
}

// obey takes the rate that the server told and reports whether it slows the pace.
func (c *pace) obey(told float64) bool {
	before := c.rate()
	if told > 0 {
		c.told = told
	}
	return c.spoke(c.rate() > 0 && (before == 0 || c.rate() < before))
}

// hold keeps to a rate until further notice, 0 for none.
func (c *pace) hold(rate float64) { c.found, c.search = rate, false }

// begin lets the rate that it holds to grow from now on, in search of the limit.
func (c *pace) begin(now time.Time) { c.grownAt, c.search = now, true }

func (c *pace) count(now time.Time) {
	c.meter.count(now)
	c.answered = true
}

// rest notes that the time until then is not clean time.
func (c *pace) rest(until time.Time) { c.grownAt = until }

// cut lowers the pace for a throttle at now, at most once a second and not again before a good answer, and reports whether it did. A server
// that refuses everything for a while has a window that is used up, which says no more than the first refusal did.
func (c *pace) cut(now time.Time) bool {
	if now.Sub(c.cutAt) < cutEvery || c.found > 0 && !c.answered {
		return false
	}
	share := paceCut
	if c.found > 0 && !c.search && (now.Sub(c.cutAt) >= dipAfter || now.Sub(c.cutAt) >= dipSame && c.same(c.rate())) {
		share = paceDip
	}
	c.cutAt, c.answered = now, false
	c.grownAt = later(c.grownAt, now)
	at := c.rate()
	c.search = c.found == 0 && !c.binds()
	if c.search {
		at = min(max(c.meter.rate(now), paceStart/paceCut), c.cap())
	} else {
		c.remember(at, now)
	}
	c.found = max(at*share, paceFloor)
	return c.spoke(true)
}

// grow raises the pace for clean time up to a good answer at now. It reports whether that is worth telling.
func (c *pace) grow(now time.Time) bool {
	clean := now.Sub(c.grownAt)
	if c.found == 0 || clean <= 0 {
		return false
	}
	c.grownAt = now
	if !c.binds() || c.found >= c.cap() {
		return false // a pace that nobody was held back by proves nothing
	}
	c.found = min(c.found+c.step(now)*min(clean, time.Second).Seconds(), c.cap())
	return c.spoke(c.found >= 1.1*c.said)
}

// remember notes the ceiling that a throttle showed.
func (c *pace) remember(ceiling float64, now time.Time) {
	switch {
	case !c.same(ceiling):
		c.life = ceilingLife
	case now.Sub(c.ceilingAt) > c.life:
		c.life = min(2*c.life, ceilingLong)
	}
	c.ceiling, c.ceilingAt = ceiling, now
}

// same tells whether a ceiling is much the same as the last one.
func (c *pace) same(ceiling float64) bool {
	return ceiling < c.ceiling*ceilingSame && ceiling*ceilingSame > c.ceiling
}

// step is the growth per second of clean time.
func (c *pace) step(now time.Time) float64 {
	if c.search {
		return c.found * paceSearch
	}
	step := max(min(paceStep, 2*paceShare*c.found), paceShare*c.found)
	near := nearCeiling * c.ceiling
	if c.ceilingAt.IsZero() || c.found+step <= near {
		return step
	}
	since := now.Sub(c.ceilingAt) - c.life
	if since < 0 {
		return max(near-c.found, 0)
	}
	return c.found * min(probeShare*math.Exp2(since.Seconds()/probeTwice.Seconds()), probeMost)
}

// spoke remembers the rate if it is told now, so that growth is not told at every answer.
func (c *pace) spoke(yes bool) bool {
	if yes {
		c.said = c.rate()
	}
	return yes
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
