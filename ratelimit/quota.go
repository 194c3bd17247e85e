package ratelimit

import "time"

// quota is what the server said remains in its window. The zero quota holds nothing back.
type quota struct {
	left  int
	until time.Time
	most  int // the most that ever remained
}

// read takes an answer's hint and reports whether nothing is left until the reset. Within a window
// the smallest figure counts, as answers overtake one another; one without a figure has spent one.
func (q *quota) read(now time.Time, h Hint) bool {
	running := now.Before(q.until)
	reset := h.Reset
	if h.Remaining == 0 && h.Told {
		reset = h.Wait // Retry-After wins over the reset
	}
	switch until := now.Add(reset); {
	case !h.HasRemaining || reset <= 0:
		if !running || q.left == 0 {
			return false
		}
		q.left--
	case running && until.Sub(q.until) < time.Second:
		q.left = min(q.left, h.Remaining)
	default:
		q.left, q.until = h.Remaining, until
	}
	q.most = max(q.most, q.left)
	return q.left == 0 && now.Before(q.until)
}

// holds keeps a request back when those in flight may spend all that is left: until the reset what
// the server said, and then, until an answer describes the new window, the most any window had.
// until is zero if only an answer can change that.
func (q *quota) holds(now time.Time, inFlight int) (until time.Time, held bool) {
	if now.Before(q.until) {
		return q.until, inFlight >= q.left
	}
	return time.Time{}, !q.until.IsZero() && inFlight > q.most
}
