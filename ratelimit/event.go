package ratelimit

import (
	"sync"
	"time"
)

// Kind says what an Event is about. The zero Kind is PauseBegan.
type Kind uint8

// The kinds of events.
const (
	PauseBegan  Kind = iota // nothing starts for Wait from now; also when a pause grows by a second or more
	PaceCut                 // the server refused, or told a lower rate: Rate is the new one
	PaceRaised              // clean time has raised the pace by a tenth or more since it was last told
	InFlightCut             // refusals, or a burst of failures: fewer requests in flight
)

// Event is one change of the pace, with the figures after it.
type Event struct {
	Kind     Kind
	Wait     time.Duration // PauseBegan only
	Rate     float64       // requests per second, 0 if unpaced
	InFlight int           // requests that may be in flight
	Told     bool          // by the server, and not found out
}

// Status is a Pacer at one moment.
type Status struct {
	Rate          float64   // requests per second, 0 if unpaced
	InFlight      int       // requests between Acquire and Release
	InFlightLimit int       // requests that may be
	PausedUntil   time.Time // zero if no pause holds
	Reason        Reason    // why it is paused
	Change        Event     // the latest of the pace or of what may be in flight
	ChangedAt     time.Time // when that was; zero when there was none
}

// Status returns the state as of now, for the screen. It is safe for concurrent use, also from Notify.
func (p *Pacer) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Status{Rate: p.pace.rate(), InFlight: p.inFlight, InFlightLimit: p.free(), Change: p.change, ChangedAt: p.changedAt}
	if p.pause.holds(time.Now()) {
		s.PausedUntil, s.Reason = p.pause.until, p.pause.why
	}
	return s
}

// news delivers events in order, one at a time and with no lock held, so that Notify may ask the Pacer for its Status.
type news struct {
	notify func(Event)

	mu      sync.Mutex
	events  []Event
	telling bool
}

func (n *news) add(e Event) {
	if n.notify == nil {
		return
	}
	n.mu.Lock()
	n.events = append(n.events, e)
	n.mu.Unlock()
}

// deliver returns at once when another goroutine is delivering: that one takes the new events with it.
func (n *news) deliver() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.telling {
		return
	}
	n.telling = true
	for len(n.events) > 0 {
		events := n.events
		n.events = nil
		n.tell(events)
	}
	n.telling = false
}

// tell is called with the lock held and gives it up meanwhile.
func (n *news) tell(events []Event) {
	n.mu.Unlock()
	defer n.mu.Lock()
	for _, e := range events {
		n.notify(e)
	}
}
