package ratelimit

const placesCut = 0.7

// places is how many requests may be in flight: TCP's slow start until the first sign of overload, then AIMD after Netflix's
// concurrency-limits. It does not tell a limit on requests at a time from one on their rate: both are cut, and the one that is in the
// way grows back first.
type places struct {
	limit     float64
	most      float64
	slowStart bool
}

func (l *places) free() int { return int(l.limit) }

// grow takes in a good answer, given the requests that were in flight with it: one more place per answer in slow start, which doubles
// them each round trip. After it one more per round trip, and only while they are used: places that nobody needs prove nothing.
func (l *places) grow(used int) {
	switch {
	case l.slowStart:
		l.limit = min(l.limit+1, l.most)
	case 2*used >= l.free():
		l.limit = min(l.limit+1/l.limit, l.most)
	}
}

func (l *places) cut() {
	l.slowStart = false
	l.limit = max(l.limit*placesCut, 1)
}
