// Package ratelimit paces the requests of one run and reads what a server says about its limits.
//
// A Pacer enforces three limits at once: a pause that holds all workers, the requests in flight,
// and the rate. It starts with one request in flight and more with each good answer, with no pace but
// the ceiling it was given until the server shows a limit. Then it counts the limit:
//
//   - Between two refusals a server lets through exactly its rate times the time, but for what it had
//     saved up. The first refusal gives a guess, the second the rate within a few per cent, and each
//     later one sharpens it (see estimate). The pace stands just below and creeps up, so that
//     refusals become rare: each comes several times later than the one before (see pace).
//   - A server that refuses everything for five seconds or more has a window, of a minute for
//     example: the rate is what it let through over the time until it opens again. It is asked one
//     request at a time until then.
//   - A server that limits the requests in flight refuses them in the same words. It is told by what
//     helps: one request fewer in flight (see concurrency).
//
// A server that has let a rate through for long and then refuses everything for half a minute has
// shut the client out, which says nothing about the rate.
//
// All workers obey what the server states (Retry-After, what remains until a reset, a rate), except
// for a reset of a second or less: that is rounding, and left to the pace. What was found out can be
// handed on (State), and is as good in the next Pacer as it was in this one. Pacers of several processes
// that use one token share what they find out while they run (Shared): together they are one client.
package ratelimit

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// Verdict is what an answer says about the server's state, for pacing. The zero Verdict is OK.
type Verdict uint8

// The verdicts. The caller decides which status is which.
const (
	OK        Verdict = iota // the server did what it was asked
	Throttled                // too many requests: 429, or what this server says in its place
	Failed                   // 5xx, a broken connection, a timeout: says nothing about the rate
	Neutral                  // the request was cancelled: says nothing at all
	Refused                  // any other unwanted answer: the server works
)

// Options configures a Pacer. The zero Options is one request at a time, unpaced, with any wait.
type Options struct {
	Rate    float64 // ceiling in requests per second; 0 or less is none
	Begin   State   // what an earlier Pacer found out about this server
	Workers int     // most requests in flight at once; values below 1 count as 1

	// Eager begins with four requests in flight and doubles them every round trip until the first
	// refusal. A server with a limit then refuses up to all of them at once, so it is for requests
	// that are cheap to repeat.
	Eager bool

	// Shared is where Pacers of several processes have one pace in common, since they use one token; nil
	// for a Pacer of its own. Rate, Workers and the two waits hold for each Pacer.
	Shared Shared

	// MaxWait bounds both a wait the server asks for and an outage. 0 or less is no bound.
	MaxWait time.Duration

	// FirstWait bounds, from the first request, an outage before the server's first answer: then its
	// address may be wrong. 0 or less is MaxWait.
	FirstWait time.Duration
}

// Pacer decides when a request may start. All workers of a run share one: each attempt is Acquire,
// the request, Release. It is safe for concurrent use and needs no Close. Only New makes a Pacer.
type Pacer struct {
	opts Options
	turn chan struct{} // its holder starts next; the others queue, so that one timer is enough
	wake chan struct{} // filled by a Release to make the holder of the turn look again

	mu sync.Mutex
	common
	crew
	inFlight int
	ceiling  spacing // at Options.Rate
	down     pause   // of a server that keeps failing
	breaker  breaker
	failures int       // in a row
	began    time.Time // the first request; zero before
	silent   time.Time // the latest answer, or the first request after it; zero while none waits
	answered bool      // the server has, whatever it said
	jitter   func() float64

	change    Event
	changedAt time.Time
}

// New returns a Pacer that has let nothing through yet.
func New(o Options) *Pacer {
	o.Workers, o.Rate = max(o.Workers, 1), max(o.Rate, 0)
	p := &Pacer{
		opts:   o,
		turn:   make(chan struct{}, 1),
		wake:   make(chan struct{}, 1),
		jitter: rand.Float64,
		crew:   crew{own: mate{name: rand.Uint64()}},
		common: common{
			slots: slots{limit: 1, most: float64(o.Workers), growing: true, eager: o.Eager},
			pace:  pace{limit: estimate{saved: guessSaved}},
		},
	}
	if o.Eager {
		p.slots.limit = min(eagerly, p.slots.most)
	}
	p.begin(o.Begin, time.Now())
	return p
}

// Acquire waits until a request may start: no pause holds, a slot is free, and the rate allows it.
// Callers are served in the order they came. Each nil, and no error, needs one Release.
//
// The error is that of ctx when it ends first, a *WaitError when the server asks for a wait longer
// than MaxWait, and an *OutageError when it has been down for longer than that.
func (p *Pacer) Acquire(ctx context.Context) error {
	came := time.Now()
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turn }()

	for ctx.Err() == nil {
		var g gate
		var err error
		p.step(func(now time.Time) { g, err = p.admit(now, came) })
		if err != nil || g.open {
			return err
		}
		p.sleep(ctx, g)
		if !g.paced {
			came = time.Now() // a wait for anything else earns no start ahead of the pace
		}
	}
	return ctx.Err()
}

// gate answers the question "may a request start now?".
type gate struct {
	open  bool
	paced bool      // only the rate is in the way
	until time.Time // look again then; zero if only a Release can open it
}

// admit starts a request, or says why not. Since came its caller waited only for the turn and rate.
func (p *Pacer) admit(now, came time.Time) (gate, error) {
	since, end := p.outage()
	if !end.IsZero() && !now.Before(end) {
		return gate{}, &OutageError{Since: since, Never: !p.answered}
	}
	if held := p.held(); held.holds(now) {
		until := held.until
		if !end.IsZero() && end.Before(until) {
			until = end
		}
		return gate{until: until}, held.tooLong(now, p.opts.MaxWait)
	}
	all := p.inFlight + p.others
	if p.breaker.open && p.inFlight > 0 || p.throttle > 0 && all > 0 { // one probe at a time
		return gate{}, nil
	}
	if p.inFlight >= p.opts.Workers || all >= p.free() {
		return gate{}, nil
	}
	if until, held := p.quota.holds(now, all); held {
		return gate{until: until}, nil
	}
	allowed, paced := p.ceiling.due(p.opts.Rate), p.pace.due(p.pace.rate())
	if due := later(allowed, paced); due.After(now) {
		return gate{until: due, paced: true}, nil
	}
	if p.began.IsZero() {
		p.began = now
	}
	if p.silent.IsZero() {
		p.silent = now
	}
	p.slots.begin(now)
	p.inFlight++
	p.ceiling.space(p.opts.Rate, now, later(came, paced))
	p.pace.start(now, later(came, allowed))
	return gate{open: true}, nil
}

// held is the pause that lasts longest.
func (p *Pacer) held() *pause {
	if p.down.until.After(p.pause.until) {
		return &p.down
	}
	return &p.pause
}

// rate is the rate in force, 0 for none.
func (p *Pacer) rate() float64 {
	if r := min(orInf(p.opts.Rate), orInf(p.pace.rate())); !math.IsInf(r, 1) {
		return r
	}
	return 0
}

// free is how many requests may be in flight.
func (p *Pacer) free() int {
	if n := p.concurrency.limit(); n > 0 {
		return min(n, int(p.slots.most))
	}
	return p.slots.free()
}

// sleep returns when g may open, when a Release changed something, or when ctx ends.
func (p *Pacer) sleep(ctx context.Context, g gate) {
	var fired <-chan time.Time
	if until := p.look(g.until); !until.IsZero() {
		fired = time.After(time.Until(until))
	}
	select {
	case <-fired:
	case <-p.wake:
	case <-ctx.Done():
	}
}

// Release ends what Acquire began, with what the answer said; a request without an answer has the
// zero Hint. It does not wait. It panics without an Acquire before it.
func (p *Pacer) Release(v Verdict, h Hint) {
	p.step(func(now time.Time) { p.learn(now, v, h) })

	select {
	case p.wake <- struct{}{}:
	default: // the holder of the turn has not looked since the last Release: once is enough
	}
}
