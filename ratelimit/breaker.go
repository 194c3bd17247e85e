package ratelimit

import (
	"fmt"
	"time"
)

// The breaker opens after so many failures in a row over all workers and closes after so many
// answers in a row. While it is open, one probe at a time goes out, after a wait that doubles.
const (
	openAfter  = 8
	closeAfter = 3
	firstProbe = 5 * time.Second
	longestGap = 5 * time.Minute
)

// OutageError is returned by Acquire when the server has been down for longer than
// Options.MaxWait: the run should stop, and resume when the server is back.
type OutageError struct {
	Since time.Time // the first failure after the last good answer
}

func (e *OutageError) Error() string {
	return fmt.Sprintf("the server has not worked since %s", e.Since.Format(time.RFC3339))
}

// Remedy says how to get past the outage.
func (*OutageError) Remedy() string {
	return "run it again when the server works; --max-wait allows to wait longer for it"
}

// breaker is a circuit breaker; the zero breaker is closed. It follows sony/gobreaker, except that
// any answer closes it, a refusal too: that is the server's word.
type breaker struct {
	failures int       // in a row
	first    time.Time // the first of them
	open     bool
	probes   int // failed ones since it opened
	answers  int // in a row since it opened
}

// fail records a failure and returns how long to leave the server alone, 0 for not at all.
func (b *breaker) fail(now time.Time) time.Duration {
	if b.failures++; b.failures == 1 {
		b.first = now
	}
	b.answers = 0
	if !b.open && b.failures < openAfter {
		return 0
	}
	b.open = true
	b.probes++
	return min(firstProbe<<min(b.probes-1, 10), longestGap)
}

// answer records an answer, whatever it says.
func (b *breaker) answer() {
	b.failures = 0
	if b.answers++; b.open && b.answers >= closeAfter {
		*b = breaker{}
	}
}

// downFor returns how long the server has been down, 0 if it is up.
func (b *breaker) downFor(now time.Time) time.Duration {
	if !b.open || b.failures == 0 {
		return 0
	}
	return now.Sub(b.first)
}
