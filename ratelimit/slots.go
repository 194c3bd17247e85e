package ratelimit

import "time"

const (
	slotsCut = 0.7
	gently   = 25.0 // slots times their growth per second: see pace
	careful  = 2500 // good answers
	eagerly  = 4.0  // slots at first, as TCP's initial window
)

// slots is how many requests may be in flight. Until the first sign of overload they grow: eagerly as
// in TCP's slow start, else gently for the first good answers, since a server with a limit would
// refuse most of a burst. After it they follow AIMD after Netflix's concurrency-limits.
type slots struct {
	limit   float64
	most    float64
	growing bool // no sign of overload yet
	eager   bool
	answers int       // good ones
	at      time.Time // the latest, or the first request
}

func (l *slots) free() int { return int(l.limit) }

func (l *slots) begin(now time.Time) {
	if l.at.IsZero() {
		l.at = now
	}
}

// grow records a good answer with that many requests in flight. An eager answer adds one slot, which
// doubles them every round trip. After a sign of overload every round trip adds one, and only while
// the slots are used: idle ones prove nothing.
func (l *slots) grow(now time.Time, inFlight int) {
	clean := now.Sub(l.at).Seconds()
	l.at = now
	l.answers++
	more := 1.0
	switch {
	case l.growing && (l.eager || l.answers > careful):
	case l.growing:
		more = min(gently*clean/l.limit, 1)
	case 2*inFlight >= l.free():
		more = 1 / l.limit
	default:
		return
	}
	l.limit = min(l.limit+more, l.most)
}

func (l *slots) cut() {
	l.growing = false
	l.limit = max(l.limit*slotsCut, 1)
}
