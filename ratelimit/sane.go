package ratelimit

import "time"

const (
	mostRate     = 1e9            // requests per second
	mostInFlight = 1 << 16        // of one Pacer
	rarest       = 24 * time.Hour // between two starts at a rate that a server tells
)

// sane wants figures that Pacers can have come to, and no wait that none of them would have taken on
// itself: what stands in a file may be of another version, or damaged in spite of its sum.
func (t *text) sane(c *common, mates []mate) bool {
	for _, m := range mates {
		if t.now.Before(m.seen) || m.inFlight > mostInFlight || m.workers > mostInFlight {
			return false
		}
	}
	return t.sanePauses(c) && t.saneConcurrency(&c.concurrency) && t.sanePace(&c.pace) &&
		t.past(c.slots.at) && c.slots.limit >= 1
}

// sanePauses bounds the pauses by how long each kind of them may last.
func (t *text) sanePauses(c *common) bool {
	const told = maxTold + time.Second // with the jitter
	most := map[Reason]time.Duration{NoPause: 0, AskedToWait: told, QuotaSpent: told, BackingOff: backoffMost}
	longest, known := most[c.pause.why]
	return known && t.within(longest, c.pause.until, c.pause.asked) && t.within(maxTold, c.quota.until)
}

// saneConcurrency wants a number in flight where one is in force.
func (t *text) saneConcurrency(c *concurrency) bool {
	inForce := c.state != unsuspected && c.state != unlimited
	return c.state <= unlimited && (c.good > 0 || !inForce) && c.rate <= mostRate &&
		c.retry >= 0 && c.retry <= longestRetry && t.past(c.since) && t.within(longestRetry, c.retryAt)
}

func (t *text) sanePace(c *pace) bool {
	e := &c.limit
	counted := e.margin >= marginLeast && e.margin <= marginMost && e.lasted >= firstApart
	return (c.found == 0 || c.found >= paceFloor) && interval(c.told) <= rarest && c.bound <= 1 &&
		max(c.found, c.told, c.highest, e.rate) <= mostRate && (e.rate == 0 || counted) && e.kind <= ShutOut &&
		t.past(c.last, c.refused, e.current.began, e.first.began, e.past.began, e.firstEnd, e.pastEnd) &&
		t.within(maxTold+time.Second, c.grownAt) && t.within(maxTold, e.shut)
}

// past reports whether none of the moments comes after that of writing.
func (t *text) past(all ...time.Time) bool { return t.within(0, all...) }

// within reports whether none of the moments comes longer than that after the moment of writing.
func (t *text) within(most time.Duration, all ...time.Time) bool {
	for _, at := range all {
		if at.After(t.now.Add(most)) {
			return false
		}
	}
	return true
}
