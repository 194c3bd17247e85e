package ratelimit

import "time"

// State is what a Pacer has found out about a server, to hand on to the next one. The zero State is
// nothing. It holds no pause: that belongs to the run that was asked to wait.
type State struct {
	// Rate is the requests per second that the server takes, as counted; 0 if unknown.
	Rate float64 `json:"rate,omitzero"`
	// Pace is the requests per second that it is trusted to take: a little less than Rate.
	Pace float64 `json:"pace,omitzero"`
	// Margin is how uncertain Rate is, as a share of it. It was counted over so many Seconds, of
	// a server that saves up so many seconds' worth of requests for a burst.
	Margin  float64 `json:"margin,omitzero"`
	Seconds float64 `json:"seconds,omitzero"`
	Saved   float64 `json:"saved,omitzero"`
	// Highest is the highest Rate of late.
	Highest float64 `json:"highest,omitzero"`
	// Refused is the time of the last refusal. Since Began, Counted requests were let through.
	Refused time.Time `json:"refused,omitzero"`
	Began   time.Time `json:"began,omitzero"`
	Counted int       `json:"counted,omitzero"`
	// Limit is the kind of limit that the server has shown.
	Limit Limit `json:"limit,omitzero"`
	// InFlight is the requests that it takes at a time; 0 if unlimited or unknown.
	InFlight int `json:"inFlight,omitzero"`
	// Unrefused is the requests in flight that a server has taken which never refused any.
	Unrefused int `json:"unrefused,omitzero"`
}

// State returns what has been found out so far. It is safe for concurrent use.
func (p *Pacer) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known()
}

// known is what is worth handing on.
func (p *common) known() State {
	c, e := &p.pace, &p.pace.limit
	var s State
	if c.found > 0 {
		s.Rate, s.Pace = e.rate, c.found
		s.Margin, s.Seconds, s.Highest = e.margin, e.lasted, c.highest
		if e.kind != PerSecond || p.concurrency.state == unlimited {
			s.Limit = e.kind
		}
		s.Refused, s.Began, s.Counted = c.refused, e.current.began, e.current.n
		s.Saved = e.depth(c.found) / c.found
	}
	if p.concurrency.state == limited || p.concurrency.state == retrying {
		s.InFlight = p.concurrency.good
	}
	if p.slots.growing {
		s.Unrefused = p.slots.free()
	}
	return s
}

// begin starts from what an earlier Pacer found. Values that make no sense are ignored.
func (p *Pacer) begin(s State, now time.Time) {
	sane := func(f, least, most float64) bool { return f >= least && f <= most }
	counted := s.Rate == 0 || sane(s.Margin, marginLeast, marginMost) && sane(s.Seconds, firstApart, maxTold.Seconds())
	if counted && sane(s.Pace, paceFloor, mostRate) && sane(s.Rate, 0, mostRate) && sane(s.Saved, 0, mostRate) && sane(s.Highest, 0, mostRate) {
		p.pace.found, p.pace.highest, p.pace.bound = s.Pace, s.Highest, 1
		p.pace.limit = estimate{rate: s.Rate, margin: s.Margin, lasted: s.Seconds, saved: s.Saved, kind: min(s.Limit, ShutOut)}
		p.pace.grownAt, p.pace.refused = now, now
		if s.Refused.Before(now) {
			p.pace.refused = s.Refused
		}
		p.pace.limit.resume(s.Began, s.Counted, now)
		if s.Limit != NoLimit && s.Limit != AtATime {
			p.concurrency.state = unlimited
		}
		p.slots.limit, p.slots.growing = p.slots.most, false
	}
	if s.InFlight >= 1 && s.InFlight <= mostInFlight {
		p.concurrency = concurrency{
			state: limited, good: s.InFlight, retry: firstRetry, retryAt: now.Add(firstRetry),
		}
	}
	if s.Unrefused >= 1 {
		p.slots.limit = min(float64(s.Unrefused), p.slots.most)
	}
}
