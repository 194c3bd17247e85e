package ratelimit

import "time"

// stretch counts what a server let through since it last refused, or since the first request. The
// zero stretch has not begun.
type stretch struct {
	began  time.Time
	n      int     // good answers
	points []point // some of them, in order
	apart  float64 // seconds between two points, at least
}

// point is one good answer: the seconds since the beginning, and how many came before it.
type point struct {
	at     float64
	before int
}

const (
	firstApart = 0.005
	mostPoints = 128 // when there are more, every second one goes
)

func (s *stretch) begin(now time.Time) {
	*s = stretch{began: now, points: s.points[:0], apart: firstApart}
}

func (s *stretch) count(now time.Time) {
	at := now.Sub(s.began).Seconds()
	if n := len(s.points); n == 0 || at-s.points[n-1].at >= s.apart {
		s.points = append(s.points, point{at, s.n})
	}
	if len(s.points) > mostPoints {
		kept := s.points[:0]
		for i := 0; i < len(s.points); i += 2 {
			kept = append(kept, s.points[i])
		}
		s.points, s.apart = kept, 2*s.apart
	}
	s.n++
}

// lasts is the length in seconds up to end, which is never 0.
func (s *stretch) lasts(end time.Time) float64 {
	return max(end.Sub(s.began).Seconds(), firstApart)
}

// rate is the good answers per second up to end.
func (s *stretch) rate(end time.Time) float64 { return float64(s.n) / s.lasts(end) }

// depth is how many requests a bucket of that rate has saved up, at some moment, to let all of this
// through and run dry at end: the most that came beyond the rate in any time up to the end.
func (s *stretch) depth(rate float64, end time.Time) (most float64) {
	length := s.lasts(end)
	for _, p := range s.points {
		most = max(most, float64(s.n-p.before)-rate*(length-p.at))
	}
	return most
}
