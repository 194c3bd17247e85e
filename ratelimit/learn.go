package ratelimit

import "time"

const (
	backoffBase = time.Second
	backoffMost = 30 * time.Second
	uncertain   = time.Second // resets come in whole seconds: this near, the pace guesses better
	failedBurst = 3           // failures in a row are a sign of overload; one alone is bad luck
)

// learn takes in one answer at now.
func (p *Pacer) learn(now time.Time, v Verdict, h Hint) {
	used := p.inFlight
	p.inFlight--
	// Answers come roughly in the order of requests: the next p.stale ones belong to the last
	// throttle.
	stale := p.stale > 0
	if stale {
		p.stale--
	}
	p.obey(now, v, h)
	switch v {
	case OK:
		p.succeed(now, used, stale)
	case Throttled:
		p.breaker.answer()
		p.backOff(now, used, h, stale)
	case Failed:
		p.fail(now, stale)
	case Refused:
		p.breaker.answer()
	case Neutral:
	}
}

// obey does what the server asked for. Retry-After on a good answer is about polling, and ignored.
func (p *Pacer) obey(now time.Time, v Verdict, h Hint) {
	if p.pace.obey(h.Limit) {
		p.record(Event{Kind: PaceCut, Told: true})
	}
	if h.Reset <= uncertain {
		h.Reset, h.HasRemaining = 0, false
	}
	if p.quota.read(now, h) {
		p.pauseFor(now, p.quota.until.Sub(now), QuotaSpent)
	}
	if h.Wait > 0 && (v == Throttled || v == Failed) {
		p.pauseFor(now, h.Wait, AskedToWait)
	}
}

// succeed grows what a good answer in clean time may grow.
func (p *Pacer) succeed(now time.Time, used int, stale bool) {
	p.failures = 0
	p.breaker.answer()
	p.pace.count(now)
	if stale {
		return
	}
	p.throttle = 0
	if p.concurrency.accept(now) {
		p.pace.begin(now)
	}
	p.slots.grow(used)
	if p.pace.grow(now) {
		p.record(Event{Kind: PaceRaised})
	}
}

// backOff handles a throttle: a pause for all workers if the server named no time, and one cut for
// the whole episode, of the requests in flight or of the rate.
func (p *Pacer) backOff(now time.Time, used int, h Hint, stale bool) {
	if stale {
		return
	}
	p.stale = p.inFlight
	suspect := !p.pace.binds() || p.concurrency.state == verifying
	cutInFlight := suspect && p.concurrency.refuse(now, used)
	if h.Wait == 0 {
		p.pauseFor(now, p.backoff(), BackingOff)
		p.throttle++
	}
	p.slots.slowStart = false
	switch {
	case cutInFlight:
		p.slots.limit = float64(p.free())
		p.pace.hold(0)
		if p.concurrency.state == verifying {
			p.pace.hold(p.concurrency.rate)
		}
		p.record(Event{Kind: InFlightCut})
		return
	case h.Wait == 0:
		p.slots.cut()
	}
	if p.pace.cut(now) {
		p.record(Event{Kind: PaceCut})
	}
}

// backoff is the n-th pause in a row: full jitter over a span that doubles, as AWS does it, so that
// clients do not return all at once.
func (p *Pacer) backoff() time.Duration {
	span := min(backoffBase<<min(p.throttle, 10), backoffMost)
	return time.Duration(p.jitter() * float64(span))
}

// fail takes requests out of flight after a burst of failures, which say nothing about the rate.
func (p *Pacer) fail(now time.Time, stale bool) {
	p.failures++
	if !stale || !p.breaker.open { // requests under way when it opened say nothing new
		p.leaveAlone(now)
	}
	if stale || p.failures < failedBurst {
		return
	}
	p.failures = 0
	p.stale = p.inFlight
	before := p.slots.free()
	p.slots.cut()
	if p.slots.free() < before {
		p.record(Event{Kind: InFlightCut})
	}
}

// leaveAlone pauses for a server that is down.
func (p *Pacer) leaveAlone(now time.Time) {
	wait := p.breaker.fail(now)
	if wait == 0 {
		return
	}
	if most := p.opts.MaxWait; most > 0 { // the last probe is no later than that
		wait = min(wait, max(most-p.breaker.downFor(now), time.Millisecond))
	}
	p.stale = p.inFlight
	p.pauseFor(now, wait, ServerDown)
}

// pauseFor begins or extends the pause of all workers; it never shortens it. A wait the server
// asked for gets up to a tenth more, so that all its clients do not return at once.
func (p *Pacer) pauseFor(now time.Time, wait time.Duration, why Reason) {
	asked := now.Add(wait)
	until := asked
	if why == AskedToWait || why == QuotaSpent {
		until = until.Add(time.Duration(p.jitter() * float64(wait) / 10))
	}
	if until.After(p.pause.until) {
		p.pause = pause{until: until, asked: asked, why: why}
		p.pace.grownAt = until
	}
}

// record keeps an event, with the figures of this moment, as the latest change.
func (p *Pacer) record(e Event) {
	e.Rate, e.InFlight = p.pace.rate(), p.free()
	p.change, p.changedAt = e, time.Now()
}
