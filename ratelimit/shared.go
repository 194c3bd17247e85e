package ratelimit

import (
	"bytes"
	"time"
)

// Shared is a text that Pacers of several processes change in turn. What stands there was found out
// with one token, and holds neither the token nor anything secret.
type Shared interface {
	// Change calls change while nobody else does, with the text that was kept last, nil for none, and
	// keeps what it returns. It waits for a moment at most, and returns false if it did not call it.
	Change(change func(text []byte) []byte) bool
}

// common is what the Pacers know together that use one token. A request of any of them counts as if one
// Pacer had made it: so together they run as fast as one would alone. Each is one of the crew while
// it makes requests or waits; when one is gone without a word, its requests in flight are forgotten.
type common struct {
	pause       pause // that the server asked for, or its refusals
	quota       quota
	slots       slots
	concurrency concurrency
	pace        pace
	stale       int // answers still due to requests that were in flight at the last throttle
	throttle    int // throttles in a row without a stated wait, for the backoff
}

// crew are the Pacers that are at work with one token.
type crew struct {
	own    mate
	mates  []mate // the others
	others int    // their requests in flight
	text   []byte // that this Pacer has left
}

// mate is one of the crew, as it was at its last step.
type mate struct {
	name              uint64
	inFlight, workers int
	seen              time.Time
}

const (
	gone     = 2 * time.Second       // without a step, a mate is one no longer
	lookOut  = time.Second           // between two steps of one that waits: so it stays one
	lookHere = 20 * time.Millisecond // the same where any answer may end the wait
)

// step takes one step of the pacer, together with the others. Where that is not possible it goes on by
// itself, from what was known last.
func (p *Pacer) step(take func(now time.Time)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opts.Shared != nil && p.opts.Shared.Change(func(text []byte) []byte {
		now := time.Now()
		p.join(text, now)
		take(now)
		p.own.inFlight, p.own.workers, p.own.seen = p.inFlight, p.opts.Workers, now
		p.text = encodeCommon(p.text[:0], &p.common, append(p.mates, p.own), now)
		return p.text
	}) {
		return
	}
	p.others = 0
	take(time.Now())
}

// join takes over what the crew knows. One that finds nobody at work starts from what an earlier crew
// found out.
func (p *Pacer) join(text []byte, now time.Time) {
	known, mates, ok := common{}, p.mates, false
	if !bytes.Equal(text, p.text) || p.own.seen.IsZero() { // or else nobody has been here
		known, mates, ok = decodeCommon(text, now)
	}
	p.mates, p.others = nil, 0
	most, back := float64(p.opts.Workers), false
	for _, m := range mates {
		switch {
		case m.name == p.own.name:
			back = true
		case now.Sub(m.seen) < gone:
			p.mates = append(p.mates, m)
			p.others += m.inFlight
			most += float64(m.workers)
		}
	}
	switch {
	case ok && (back || len(p.mates) > 0):
		p.common = known
		p.slots.eager = p.opts.Eager
		p.stale = min(p.stale, p.inFlight+p.others) // of one that is gone no answer comes any more
	case ok && p.own.seen.IsZero():
		p.begin(known.known(), now)
	}
	p.slots.most = most
}

// look is when to look again whether a request may start, where it is not before until; zero if only a
// Release of this Pacer can change that.
func (p *Pacer) look(until time.Time) time.Time {
	switch {
	case p.opts.Shared == nil:
		return until
	case until.IsZero():
		return time.Now().Add(lookHere)
	}
	if soon := time.Now().Add(lookOut); soon.Before(until) {
		return soon
	}
	return until
}
