package ratelimit

import "time"

// Kind is what an Event is about. The zero Kind is PaceCut.
type Kind uint8

// The kinds of events.
const (
	PaceCut        Kind = iota // the server refused, or stated a lower rate
	PaceRaised                 // the rate is a tenth or more above the one reported last
	InFlightCut                // refusals: fewer requests in flight
	InFlightFailed             // a burst of failures: fewer requests in flight
)

// Event is one change of the pace, with the figures after it.
type Event struct {
	Kind     Kind
	Rate     float64 // requests per second, 0 if unpaced
	InFlight int     // requests that may be in flight
	Told     bool    // the server stated it; false means it was found out
	Limit    Limit   // the kind of limit that the server has shown
	Allowed  float64 // requests per second that the server takes, as counted; 0 if unknown
}

// Status is a Pacer at one moment.
type Status struct {
	Rate          float64   // requests per second, 0 if unpaced
	InFlight      int       // requests between Acquire and Release
	InFlightLimit int       // requests that may be
	PausedUntil   time.Time // zero if not paused
	Reason        Reason    // of the pause
	Limit         Limit     // the kind of limit that the server has shown
	Change        Event     // the latest one
	ChangedAt     time.Time // when that was; zero if there was none
	Silent        time.Time // since when requests wait and the server has not answered any; zero if none waits
	GivesUp       time.Time // when the outage that goes on ends the run; zero if nothing does
	Unheard       bool      // the server has not answered yet, and FirstWait bounds for how long
}

// Status returns the state as of now, for a screen. It is safe for concurrent use.
func (p *Pacer) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Status{
		Rate: p.rate(), InFlight: p.inFlight, InFlightLimit: p.free(),
		Limit: p.limitKind(), Change: p.change, ChangedAt: p.changedAt, Silent: p.silent, Unheard: p.unheard(),
	}
	_, s.GivesUp = p.outage()
	if now, held := time.Now(), p.held(); held.holds(now) {
		s.PausedUntil, s.Reason = held.until, held.why
	}
	return s
}

// limitKind is the kind of limit that the server has shown.
func (p *Pacer) limitKind() Limit {
	if p.concurrency.state == limited || p.concurrency.state == retrying {
		return AtATime
	}
	return p.pace.limit.kind
}
