package ratelimit

import (
	"math"
	"time"
)

// State is what a Pacer has found out about a server, to hand on to the next one. The zero State is
// nothing. It holds no pause: that belongs to the run that was asked to wait.
type State struct {
	// Rate is the requests per second that the server takes; 0 if unknown.
	Rate float64 `json:"rate,omitzero"`
	// InFlight is the requests that it takes at a time; 0 if unlimited or unknown.
	InFlight int `json:"inFlight,omitzero"`
}

// State returns what has been found out so far. It is safe for concurrent use.
func (p *Pacer) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := State{Rate: p.pace.found}
	if p.pace.ceiling > 0 && p.pace.found > 0 {
		s.Rate = min(p.pace.ceiling, max(p.pace.found, nearCeiling*p.pace.ceiling))
	}
	if p.concurrency.state == limited || p.concurrency.state == retrying {
		s.InFlight = p.concurrency.good
	}
	return s
}

// begin starts from what an earlier Pacer found, with care: the server may allow less by now.
// Values that make no sense are ignored.
func (p *Pacer) begin(s State, now time.Time) {
	const mostRate, mostInFlight = 1e6, 1 << 16
	if s.Rate >= paceFloor && s.Rate <= mostRate && !math.IsNaN(s.Rate) {
		p.pace.found = max(s.Rate*paceCut, paceFloor)
		p.pace.remember(s.Rate, now)
		p.pace.grownAt = now
	}
	if s.InFlight >= 1 && s.InFlight <= mostInFlight {
		p.concurrency = concurrency{
			state: limited, good: s.InFlight, retry: firstRetry, retryAt: now.Add(firstRetry),
		}
	}
}
