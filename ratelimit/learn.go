package ratelimit

import "time"

const (
	backoffBase = time.Second
	backoffMost = 30 * time.Second
	uncertain   = time.Second // resets are told in whole seconds: one this near says nothing but to ask, and the pace is a better guess
	failedBurst = 3           // failures in a row that count as a sign of overload; one alone is bad luck
)

// learn takes in one answer at now.
func (p *Pacer) learn(now time.Time, v Verdict, h Hint) {
	used := p.inFlight
	p.inFlight--
	// Answers come about in the order of their requests, so the next p.stale ones are to requests from before the last throttle.
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

// obey does what the server asked for in so many words. Retry-After on a good answer is left alone: there it is about polling.
func (p *Pacer) obey(now time.Time, v Verdict, h Hint) {
	if p.pace.obey(h.Limit) {
		p.say(Event{Kind: PaceCut, Told: true})
	}
	if h.Reset <= uncertain {
		h.Reset, h.HasRemaining = 0, false
	}
	if p.quota.read(now, h) {
		p.rest(now, p.quota.until.Sub(now), QuotaSpent)
	}
	if h.Wait > 0 && (v == Throttled || v == Failed) {
		p.rest(now, h.Wait, AskedToWait)
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
	if p.crowd.accept(now) {
		p.pace.begin(now)
	}
	p.places.grow(used)
	if p.pace.grow(now) {
		p.say(Event{Kind: PaceRaised})
	}
}

// backOff answers a throttle: a pause for all if the server told none, and one cut for the whole episode, of the number in flight or of the
// rate.
func (p *Pacer) backOff(now time.Time, used int, h Hint, stale bool) {
	if stale {
		return
	}
	p.stale = p.inFlight
	if (!p.pace.binds() || p.crowd.state == weighing) && p.crowd.blame(now, used) {
		if h.Wait == 0 {
			p.rest(now, p.backoff(), BackingOff)
			p.throttle++
		}
		p.places.slowStart = false
		p.places.limit = float64(p.free())
		p.pace.hold(0)
		if p.crowd.state == weighing {
			p.pace.hold(p.crowd.rate)
		}
		p.say(Event{Kind: InFlightCut})
		return
	}
	if h.Wait == 0 {
		p.rest(now, p.backoff(), BackingOff)
		p.throttle++
		p.places.cut()
	}
	p.places.slowStart = false
	if p.pace.cut(now) {
		p.say(Event{Kind: PaceCut})
	}
}

// backoff is the n-th pause in a row: full jitter over a span that doubles, as AWS does it, so that clients do not come back at once.
func (p *Pacer) backoff() time.Duration {
	span := min(backoffBase<<min(p.throttle, 10), backoffMost)
	return time.Duration(p.jitter() * float64(span))
}

// fail takes requests out of flight when failures come in a burst. The rate stays: a failure says nothing about it.
func (p *Pacer) fail(now time.Time, stale bool) {
	p.failures++
	if !stale || !p.breaker.open { // what was under way when it opened says nothing new
		p.leave(now)
	}
	if stale || p.failures < failedBurst {
		return
	}
	p.failures = 0
	p.stale = p.inFlight
	before := p.places.free()
	p.places.cut()
	if p.places.free() < before {
		p.say(Event{Kind: InFlightCut})
	}
}

// leave leaves a server that is dead alone for a while.
func (p *Pacer) leave(now time.Time) {
	wait := p.breaker.fail(now)
	if wait == 0 {
		return
	}
	if most := p.opts.MaxWait; most > 0 { // the last look is not later than that
		wait = min(wait, max(most-p.breaker.lasts(now), time.Millisecond))
	}
	p.stale = p.inFlight
	p.rest(now, wait, ServerDown)
}

// rest begins or extends the pause of all workers. What the server told is kept in full, with up to a tenth on top, so that the
// clients it told the same do not come back in one instant.
func (p *Pacer) rest(now time.Time, wait time.Duration, why Reason) {
	asked := now.Add(wait)
	until := asked
	if why == AskedToWait || why == QuotaSpent {
		until = until.Add(time.Duration(p.jitter() * float64(wait) / 10))
	}
	news := !p.pause.holds(now) || until.Sub(p.pause.until) >= time.Second
	if !p.pause.extend(until, asked, why) {
		return
	}
	p.pace.rest(until)
	if news {
		p.say(Event{Kind: PauseBegan, Wait: until.Sub(now), Told: why == AskedToWait || why == QuotaSpent})
	}
}

// say queues an event with the figures of this moment.
func (p *Pacer) say(e Event) {
	e.Rate, e.InFlight = p.pace.rate(), p.free()
	if e.Kind != PauseBegan {
		p.change, p.changedAt = e, time.Now()
	}
	p.news.add(e)
}
