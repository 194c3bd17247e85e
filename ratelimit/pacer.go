// Package ratelimit paces the requests of one run and reads what a server says about its limits.
//
// A Pacer holds three things at once: a pause that all workers keep, the requests in flight, and the rate. It begins gently, one
// request in flight and double that with each round trip, and paces nothing but the ceiling it was given until the server shows
// a limit. The first refusals decide whether it is the number in flight that is limited or the rate (see crowd). From then on it looks for
// the highest rate the server allows: multiplicative increase and decrease, with a ceiling that is remembered.
//
//   - A refusal cuts the rate to 0.7, once for all that were in flight and not again before a good answer; to 0.95 if the rate had been good
//     for ten seconds, or for five since it was refused at much the same rate, for then it had grown only a little too far.
//   - Clean time raises it by 5 % a second up to 0.98 of the rate that was refused last, and there it stays for 40 seconds, or up to two
//     minutes if the last try to go beyond was in vain: each such try costs a refusal, and mostly a pause of a second.
//   - Then it grows on, by half a per cent a second at first and twice that every four seconds, so that a small overshoot is noticed
//     as one and a limit that has risen far is reached within a minute or so.
//
// What the server tells (Retry-After, what remains until a reset, a rate) is kept to by all workers; a reset of a second or less is not
// a time but a rounding, and left to the pace.
package ratelimit

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Verdict is what an answer says about the server's state, as far as pacing goes. The zero Verdict is OK.
type Verdict uint8

// The verdicts. Which status belongs to which is the caller's to say.
const (
	OK        Verdict = iota // the server did what it was asked for
	Throttled                // it refused because there were too many requests: 429, or what this server says in its place
	Failed                   // 5xx, a broken connection, a timeout: says nothing about the rate
	Neutral                  // a request that was cancelled: says nothing at all
	Refused                  // any other answer that is not the one wished for: the server works
)

// Options configures a Pacer. The zero Options is one request at a time, with no ceiling and no bound on waits.
type Options struct {
	Rate    float64       // ceiling in requests per second; 0 or less is none
	Begin   State         // what an earlier Pacer found out about this server
	Workers int           // requests in flight at most; values below 1 count as 1
	MaxWait time.Duration // Acquire fails rather than keep a longer wait that the server told, or wait longer for one that is dead; 0 or less is no bound
	Notify  func(Event)   // told of pauses and changes of pace, one call at a time and in order, no lock held; may be nil
}

// Pacer decides when a request may start. One Pacer is shared by all workers of a run: each attempt is Acquire, the request,
// Release. It is safe for concurrent use, starts no goroutine and needs no Close. Only New makes a Pacer.
type Pacer struct {
	opts Options
	news news
	turn chan struct{} // who holds it is the next to start; the others queue, so that starts are in order and one timer is enough
	wake chan struct{} // one place, filled by a Release to make the holder of the turn look again

	mu       sync.Mutex
	inFlight int
	pause    pause
	quota    quota
	places   places
	crowd    crowd
	breaker  breaker
	pace     pace
	stale    int // answers still to come that belong to the last throttle: their requests were in flight when it came
	throttle int // throttles in a row without a told wait, for the backoff
	failures int // failures in a row
	jitter   func() float64

	change    Event
	changedAt time.Time
}

// New returns a Pacer that nothing has passed yet.
func New(o Options) *Pacer {
	o.Workers = max(o.Workers, 1)
	p := &Pacer{
		opts:   o,
		news:   news{notify: o.Notify},
		turn:   make(chan struct{}, 1),
		wake:   make(chan struct{}, 1),
		places: places{limit: 1, most: float64(o.Workers), slowStart: true},
		pace:   pace{most: max(o.Rate, 0)},
		jitter: rand.Float64,
	}
	p.begin(o.Begin, time.Now())
	return p
}

// Acquire waits until a request may start: no pause holds, a place in flight is free, and the rate allows it. Callers are served
// in the order they came. Each nil must be followed by one Release; after an error there is nothing to give back.
//
// The error is that of ctx when it ends first, a *WaitError when the server told a wait longer than MaxWait, and an *OutageError when it has
// been dead for so long.
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
		g, err := p.admit(time.Now(), came)
		if err != nil || g.open {
			return err
		}
		p.sleep(ctx, g)
		if !g.paced {
			came = time.Now() // time spent in a pause or for a place earns no start ahead of the pace
		}
	}
	return ctx.Err()
}

// gate is the answer to "may a request start now?".
type gate struct {
	open  bool
	paced bool      // only the rate is in the way
	until time.Time // look again then; zero when only a Release can open it
}

// admit starts a request at now for a caller that has waited for nothing but its turn and the rate since came, or says why not.
func (p *Pacer) admit(now, came time.Time) (gate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pause.holds(now) {
		return gate{until: p.pause.until}, p.pause.tooLong(now, p.opts.MaxWait)
	}
	if p.breaker.open {
		if most := p.opts.MaxWait; most > 0 && p.breaker.lasts(now) > most && p.breaker.looks > 0 {
			return gate{}, &OutageError{Since: p.breaker.first}
		}
		if p.inFlight > 0 { // one request at a time goes out to look
			return gate{}, nil
		}
	}
	if p.inFlight >= p.free() {
		return gate{}, nil
	}
	if p.quota.holds(now, p.inFlight) {
		return gate{until: p.quota.reopens(now)}, nil
	}
	if due := p.pace.due(); due.After(now) {
		return gate{until: due, paced: true}, nil
	}
	p.inFlight++
	p.pace.start(now, came)
	return gate{open: true}, nil
}

// free is how many requests may be in flight.
func (p *Pacer) free() int {
	if n := p.crowd.limit(); n > 0 {
		return min(n, p.opts.Workers)
	}
	return p.places.free()
}

// sleep returns when g may open, when a Release changed something, or when ctx ends.
func (p *Pacer) sleep(ctx context.Context, g gate) {
	var fired <-chan time.Time
	if !g.until.IsZero() {
		t := time.NewTimer(time.Until(g.until))
		defer t.Stop()
		fired = t.C
	}
	select {
	case <-fired:
	case <-p.wake:
	case <-ctx.Done():
	}
}

// Release ends what Acquire began, with what the answer said; a request that got no answer has the zero Hint. It does not wait,
// but for Notify. It panics without an Acquire before it.
func (p *Pacer) Release(v Verdict, h Hint) {
	p.mu.Lock()
	if p.inFlight == 0 {
		p.mu.Unlock()
		panic("ratelimit: Release without Acquire")
	}
	p.learn(time.Now(), v, h)
	p.mu.Unlock()

	select {
	case p.wake <- struct{}{}:
	default: // the holder of the turn has not looked since the last Release: one look is enough
	}
	p.news.deliver()
}
