package ratelimit

const slotsCut = 0.7

// slots is how many requests may be in flight: TCP's slow start until the first sign of overload,
// then AIMD after Netflix's concurrency-limits. It does not tell a limit on requests in flight from
// one on their rate: both are cut, and the binding one grows back first.
type slots struct {
	limit     float64
	most      float64
	slowStart bool
}

func (l *slots) free() int { return int(l.limit) }

// grow records a good answer with that many requests in flight. In slow start each answer adds one
// slot, which doubles them every round trip. After it every round trip adds one, and only while the
// slots are used: idle ones prove nothing.
func (l *slots) grow(inFlight int) {
	switch {
	case l.slowStart:
		l.limit = min(l.limit+1, l.most)
	case 2*inFlight >= l.free():
		l.limit = min(l.limit+1/l.limit, l.most)
	}
}

func (l *slots) cut() {
	l.slowStart = false
	l.limit = max(l.limit*slotsCut, 1)
}
