package ratelimit

import (
	"fmt"
	"time"
)

// A server is taken for dead after so many failures in a row over all workers, and for well again after so many answers in a row. While it
// is dead, one request at a time goes out to look, after a wait that doubles.
const (
	deadAfter  = 8
	wellAfter  = 3
	firstLook  = 5 * time.Second
	longestGap = 5 * time.Minute
)

// OutageError is returned by Acquire when the server has been dead for longer than Options.MaxWait: the run should stop and be continued
// when it is well again.
type OutageError struct {
	Since time.Time // the first failure after the last good answer
}

func (e *OutageError) Error() string {
	return fmt.Sprintf("the server has not worked since %s", e.Since.Format(time.RFC3339))
}

// Remedy says how to get beyond the outage.
func (*OutageError) Remedy() string {
	return "run it again when the server works; --max-wait allows to wait longer for it"
}

// breaker leaves a dead server alone. The zero breaker takes it for well. Its rules are those of sony/gobreaker, but that what closes it
// again is every answer, also a refusal: it is the server's word.
type breaker struct {
	failures int       // in a row
	first    time.Time // the first of them
	open     bool
	looks    int // in vain, since it opened
	well     int // answers in a row since it opened
}

// fail takes in a failure and returns how long to leave the server alone, 0 for not at all.
func (b *breaker) fail(now time.Time) time.Duration {
	if b.failures++; b.failures == 1 {
		b.first = now
	}
	b.well = 0
	if !b.open && b.failures < deadAfter {
		return 0
	}
	b.open = true
	b.looks++
	return min(firstLook<<min(b.looks-1, 10), longestGap)
}

// answer takes in an answer, whatever it says.
func (b *breaker) answer() {
	b.failures = 0
	if b.well++; b.open && b.well >= wellAfter {
		*b = breaker{}
	}
}

// lasts tells for how long the server has been dead, 0 if it is not.
func (b *breaker) lasts(now time.Time) time.Duration {
	if !b.open || b.failures == 0 {
		return 0
	}
	return now.Sub(b.first)
}
