package ratelimit

import (
	"math"
	"time"
)

const (
	backoffBase = time.Second
	backoffMost = 15 * time.Second
	uncertain   = time.Second // resets come in whole seconds: this near, the pace guesses better
	failedBurst = 3           // failures in a row are a sign of overload; one alone is bad luck
)

// learn takes in one answer at now.
func (p *Pacer) learn(now time.Time, v Verdict, h Hint) {
	if p.inFlight == 0 {
		panic("ratelimit: Release without Acquire")
	}
	used := p.inFlight + p.others
	p.inFlight--
	// Answers come roughly in the order of requests: the next p.stale ones belong to the last
	// throttle.
	stale := p.stale > 0
	if stale {
		p.stale--
	}
	p.obey(now, v, h)
	p.hear(now, v)
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

// hear notes that the server has answered, if it has.
func (p *Pacer) hear(now time.Time, v Verdict) {
	switch answered := v == OK || v == Throttled || v == Refused; {
	case !answered && (v == Failed || p.inFlight > 0):
		return
	case answered:
		p.answered = true
	}
	if p.silent = now; p.inFlight == 0 {
		p.silent = time.Time{}
	}
}

// obey does what the server asked for. Retry-After on a good answer is about polling, and ignored.
func (p *Pacer) obey(now time.Time, v Verdict, h Hint) {
	if before := p.rate(); h.Limit > 0 {
		p.pace.told = h.Limit
		if now := p.rate(); before == 0 || now < before {
			p.pace.report(true)
			p.record(Event{Kind: PaceCut, Told: true})
		}
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
	if !stale && p.throttle > 0 {
		p.throttle = 0
		if p.pace.reopen(now) {
			p.record(Event{Kind: PaceCut})
		}
	}
	p.pace.count(now, used, stale)
	if stale {
		return
	}
	switch isRate, limited := p.concurrency.accept(now, used, p.pace.binds()), p.concurrency.state == limited; {
	case isRate:
		p.pace.search(now)
	case limited && p.pace.held:
		p.pace.hold(0)
	}
	p.slots.grow(now, used)
	if p.pace.grow(now) {
		p.record(Event{Kind: PaceRaised})
	}
}

// backOff handles a throttle. The first one since a good answer says something about the limit, the
// others how long the server is silent; requests that were in flight with the first belong to it.
func (p *Pacer) backOff(now time.Time, used int, h Hint, stale bool) {
	if !stale {
		p.stale = p.inFlight + p.others
		if p.throttle++; p.throttle == 1 {
			p.learnLimit(now, used)
		} else if h.Wait == 0 {
			p.pauseFor(now, p.backoff(), BackingOff)
		}
	}
	p.pace.limit.silence(now, now.Add(h.Wait))
}

// learnLimit blames the requests in flight or the rate for a refusal.
func (p *Pacer) learnLimit(now time.Time, used int) {
	p.slots.growing = false
	if !p.concurrency.refuse(now, used) {
		if p.pace.refuse(now, p.concurrency.rate) {
			p.record(Event{Kind: PaceCut})
		}
		return
	}
	p.slots.limit = float64(p.free())
	p.pace.hold(0)
	if p.concurrency.state == verifying {
		p.pace.hold(p.concurrency.rate)
	}
	p.record(Event{Kind: InFlightCut})
}

// backoff is the pause after the n-th refusal in a row, the first of which had none. It grows by half
// each time, and half of it is jitter, so that clients do not return all at once.
func (p *Pacer) backoff() time.Duration {
	span := min(backoffBase.Seconds()*math.Pow(1.5, float64(p.throttle-2)), backoffMost.Seconds())
	return seconds((1 + p.jitter()) / 2 * span)
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
		p.record(Event{Kind: InFlightFailed})
	}
}

// leaveAlone pauses for a server that is down.
func (p *Pacer) leaveAlone(now time.Time) {
	if wait := p.breaker.fail(now); wait > 0 {
		p.stale = p.inFlight
		p.pauseFor(now, wait, ServerDown)
	}
}

// pauseFor begins or extends the pause of all workers; it never shortens it. A wait the server
// asked for gets up to a tenth more, a second at most, so that all its clients do not return at once.
func (p *Pacer) pauseFor(now time.Time, wait time.Duration, why Reason) {
	asked := now.Add(wait)
	until := asked
	held := &p.pause
	if why == ServerDown {
		held = &p.down
	}
	if why == AskedToWait || why == QuotaSpent {
		until = until.Add(time.Duration(p.jitter() * float64(min(wait/10, time.Second))))
	}
	if until.After(held.until) {
		*held = pause{until: until, asked: asked, why: why}
		p.pace.grownAt = until
	}
}

// record keeps an event, with the figures of this moment, as the latest change.
func (p *Pacer) record(e Event) {
	e.Rate, e.InFlight = p.rate(), p.free()
	e.Limit, e.Allowed = p.limitKind(), p.pace.limit.rate
	p.change, p.changedAt = e, time.Now()
}
