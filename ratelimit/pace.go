package ratelimit

import (
	"cmp"
	"math"
	"time"
)

const (
	paceCut     = 0.7
	paceDip     = 0.95 // the cut of a pace that was good for dipAfter: it grew a little too far
	dipAfter    = 10 * time.Second
	dipSame     = 5 * time.Second  // long enough where the last refusal came at the same rate
	paceFloor   = 0.1              // requests per second; no cut goes below
	paceStart   = 1                // nor the first pace below this: it is a guess from few answers
	paceStep    = 0.2              // growth in requests per second, per second
	paceShare   = 0.05             // or this share of the pace per second, if it is more
	paceSearch  = 1.0              // or this share in a search
	nearCeiling = 0.98             // share of the ceiling at which growth stops
	ceilingLife = 40 * time.Second // until growth resumes: the server may allow more by then
	ceilingLong = 2 * time.Minute  // the same after a try in vain: every refusal costs a pause
	ceilingSame = 1.1              // ceilings that differ by less are the same
	probeShare  = 0.005            // share of the pace per second at which growth resumes
	probeTwice  = 4 * time.Second  // in which that share doubles
	probeMost   = 0.25
	cutEvery    = time.Second
	boundOver   = 8 // starts that pace.bound averages over
)

// pace spaces the starts evenly, with a burst of one and nothing saved up, at the lowest of three
// rates: the ceiling of the options, the one the server stated, and the one found. The last follows
// AIMD from the first throttle on. It is pure: the time comes from outside.
type pace struct {
	most     float64 // Options.Rate; 0 is none
	told     float64 // by a hint; 0 is none
	found    float64 // 0 until the first throttle
	reported float64 // the rate in the last event

	last  time.Time // the last start, as it was due
	bound float64   // share of the last starts that waited for the pace

	search    bool      // the first throttle came unpaced: the limit may be far above found
	ceiling   float64   // the rate at the last throttle
	ceilingAt time.Time // when that was; zero if there is none
	life      time.Duration
	answered  bool // there was a good answer since the last cut
	cutAt     time.Time
	grownAt   time.Time // growth has used the clean time up to here

	meter meter
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
func (c *pace) cap() float64 { return min(orInf(c.most), orInf(c.told)) }

func orInf(rate float64) float64 { return cmp.Or(rate, math.Inf(1)) }

// interval is the time from one start to the next, rounded up so as never to exceed the rate.
func (c *pace) interval() time.Duration {
	r := c.rate()
	if r == 0 {
		return 0
	}
	return time.Duration(min(math.Ceil(float64(time.Second)/r), float64(maxTold)))
}

// due is when the next request may start.
func (c *pace) due() time.Time { return c.last.Add(c.interval()) }

// start records a start at now by a caller that has waited since came. A timer that fired up to an
// interval late does not delay later starts; a caller that did not wait has nothing to catch up on.
func (c *pace) start(now, came time.Time) {
	due := c.due()
	c.last = now
	waited := 0.0
	if c.rate() > 0 && came.Before(due) {
		waited = 1
		c.last = later(due, now.Add(-c.interval()))
	}
	c.bound += (waited - c.bound) / boundOver
	c.meter.begin(now)
}

// obey takes the rate that the server stated, 0 for none, and reports whether it slows the pace.
func (c *pace) obey(told float64) bool {
	before := c.rate()
	if told > 0 {
		c.told = told
	}
	return c.report(c.rate() > 0 && (before == 0 || c.rate() < before))
}

// hold keeps to a rate until begin, 0 for none.
func (c *pace) hold(rate float64) { c.found, c.search = rate, false }

// begin lets the rate grow from now on, in search of the limit.
func (c *pace) begin(now time.Time) { c.grownAt, c.search = now, true }

func (c *pace) count(now time.Time) {
	c.meter.count(now)
	c.answered = true
}

// cut lowers the pace for a throttle at now, at most once a second and not again before a good
// answer, and reports whether it did. A server that refuses everything for a while has used up its
// window, which says no more than the first refusal did.
func (c *pace) cut(now time.Time) bool {
	if now.Sub(c.cutAt) < cutEvery || c.found > 0 && !c.answered {
		return false
	}
	share, good := paceCut, now.Sub(c.cutAt)
	if c.found > 0 && !c.search && (good >= dipAfter || good >= dipSame && c.same(c.rate())) {
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
	return c.report(true)
}

// grow raises the pace for the clean time up to a good answer, and reports a rise worth an event.
func (c *pace) grow(now time.Time) bool {
	clean := now.Sub(c.grownAt)
	if c.found == 0 || clean <= 0 {
		return false
	}
	c.grownAt = now
	if !c.binds() || c.found >= c.cap() {
		return false // a pace that held nothing back proves nothing
	}
	c.found = min(c.found+c.step(now)*min(clean, time.Second).Seconds(), c.cap())
	return c.report(c.found >= 1.1*c.reported)
}

// remember records the ceiling that a throttle showed.
func (c *pace) remember(ceiling float64, now time.Time) {
	switch {
	case !c.same(ceiling):
		c.life = ceilingLife
	case now.Sub(c.ceilingAt) > c.life:
		c.life = min(2*c.life, ceilingLong)
	}
	c.ceiling, c.ceilingAt = ceiling, now
}

// same reports whether a ceiling is much the same as the last one.
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
