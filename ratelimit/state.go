package ratelimit

import (
	"math"
	"time"
)

// State is what a Pacer has found out about a server, to be kept and given to the next one. The zero State is nothing. It holds no pause:
// one that a server told is not over because a run is.
type State struct {
	Rate     float64 `json:"rate,omitzero"`     // requests per second that the server took; 0 if none was found
	InFlight int     `json:"inFlight,omitzero"` // requests at a time that it takes; 0 if it does not limit them, or nobody knows
}

// State returns what has been found out so far. It is safe for concurrent use.
func (p *Pacer) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := State{Rate: p.pace.found}
	if p.pace.ceiling > 0 && p.pace.found > 0 {
		s.Rate = min(p.pace.ceiling, max(p.pace.found, nearCeiling*p.pace.ceiling))
	}
	if p.crowd.state == certain || p.crowd.state == retrying {
		s.InFlight = p.crowd.good
	}
	return s
}

// begin takes over what an earlier Pacer found, carefully: the server may allow less by now. What makes no sense is passed over.
func (p *Pacer) begin(s State, now time.Time) {
	const mostRate, mostInFlight = 1e6, 1 << 16
	if s.Rate >= paceFloor && s.Rate <= mostRate && !math.IsNaN(s.Rate) {
		p.pace.found = max(s.Rate*paceCut, paceFloor)
		p.pace.remember(s.Rate, now)
		p.pace.grownAt = now
	}
	if s.InFlight >= 1 && s.InFlight <= mostInFlight {
		p.crowd = crowd{state: certain, good: s.InFlight, retry: crowdRetry, retryAt: now.Add(crowdRetry)}
	}
}
