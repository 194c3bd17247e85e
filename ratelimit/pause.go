package ratelimit

import (
	"fmt"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Reason says why nothing may start. The zero Reason is none.
type Reason uint8

// The reasons.
const (
	NoPause     Reason = iota // requests may start, as fast as the pace allows
	AskedToWait               // the server named a time to stay away
	QuotaSpent                // the server said that nothing remains until its window resets
	BackingOff                // the server refused and named no time
	ServerDown                // the server keeps failing and is left alone
)

// String is the reason in words for a status line; it is empty for NoPause.
func (r Reason) String() string {
	return [...]string{
		NoPause:     "",
		AskedToWait: "server asked to slow down",
		QuotaSpent:  "server's quota is used up",
		BackingOff:  "server is busy",
		ServerDown:  "server does not respond properly",
	}[r]
}

// WaitError is returned by Acquire when the server asked for a wait longer than Options.MaxWait:
// the run should stop, and resume after Until. Wait is what was left of it at that moment.
type WaitError struct {
	Wait  time.Duration
	Until time.Time
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("the server asked to wait %s, until %s", e.Wait.Round(time.Second), problem.Clock(e.Until))
}

// Remedy says how to get past the wait.
func (*WaitError) Remedy() string {
	return "run it again after that time, or allow a longer wait with --max-wait"
}

// pause is a time in which nothing starts. The zero pause is over.
type pause struct {
	until time.Time // with the jitter
	asked time.Time // without it
	why   Reason
}

func (p *pause) holds(now time.Time) bool { return now.Before(p.until) }

// tooLong is the error for a pause that lasts longer than most, without the jitter, which is ours.
func (p *pause) tooLong(now time.Time, most time.Duration) error {
	wait := p.asked.Sub(now)
	if most <= 0 || wait <= most || p.why == BackingOff || p.why == ServerDown {
		return nil
	}
	return &WaitError{Wait: wait, Until: p.asked}
}

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
