package ratelimit

import (
	"fmt"
	"time"
)

// Reason says why nothing may start. The zero Reason is none.
type Reason uint8

// The reasons.
const (
	NoPause     Reason = iota // requests may start, as fast as the pace allows
	AskedToWait               // the server told a time to stay away
	QuotaSpent                // the server said that nothing remains until its window resets
	BackingOff                // the server refused and told no time
	ServerDown                // the server fails all the time and is left alone
)

// String is the reason in words for a status line; it is empty for NoPause.
func (r Reason) String() string {
	switch r {
	case AskedToWait:
		return "server asked to slow down"
	case QuotaSpent:
		return "server's quota is used up"
	case BackingOff:
		return "server is busy"
	case ServerDown:
		return "server does not work, then looking again"
	default:
		return ""
	}
}

// WaitError is returned by Acquire when the server told a wait longer than Options.MaxWait: the run should stop and be continued
// after Until. Wait is what was left of it when Acquire looked.
type WaitError struct {
	Wait  time.Duration
	Until time.Time
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("server asked to wait %s, until %s", e.Wait.Round(time.Second), e.Until.Format(time.RFC3339))
}

// Remedy says how to get beyond the wait.
func (*WaitError) Remedy() string {
	return "run it again after that time, or allow a longer wait with --max-wait"
}

// pause is a time in which nothing starts. The zero pause is over.
type pause struct {
	until time.Time // what is kept: what was asked, and the jitter
	asked time.Time // what was asked, without the jitter
	why   Reason
}

func (p *pause) holds(now time.Time) bool { return now.Before(p.until) }

// extend reports whether the pause became longer; it never becomes shorter.
func (p *pause) extend(until, asked time.Time, why Reason) bool {
	if !until.After(p.until) {
		return false
	}
	*p = pause{until: until, asked: asked, why: why}
	return true
}

// tooLong is the error for a pause that goes on for longer than most. The jitter is ours and does not count.
func (p *pause) tooLong(now time.Time, most time.Duration) error {
	wait := p.asked.Sub(now)
	if most <= 0 || wait <= most || p.why == BackingOff || p.why == ServerDown {
		return nil
	}
	return &WaitError{Wait: wait, Until: p.asked}
}
