package ratelimit

import (
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// The breaker opens after so many failures in a row over all workers and closes after so many
// answers in a row. While it is open, one probe at a time goes out, after a wait that doubles.
const (
	openAfter  = 8
	closeAfter = 3
	firstProbe = 5 * time.Second
	longestGap = 5 * time.Minute
)

// OutageError is returned by Acquire when the server has been down for longer than the Options
// allow: the run should stop, and resume when the server is back.
type OutageError struct {
	Since time.Time // the first failure after the last answer
	Never bool      // it has not answered at all
}

func (e *OutageError) Error() string {
	if e.Never {
		return "the server does not answer"
	}
	return "the server has not answered since " + problem.Clock(e.Since)
}

// Remedy says how to get past the outage.
func (*OutageError) Remedy() string {
	return "wait until the server works again, or keep trying for longer with --max-wait 1h"
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

// outage returns since when the server has been down and when that ends the run, zero if it does not.
// A few failures are no outage yet, except before the first answer.
func (p *Pacer) outage() (since, end time.Time) {
	since, most := p.breaker.first, p.opts.MaxWait
	switch {
	case p.breaker.failures == 0:
		return since, end
	case p.unheard():
		since, most = p.began, p.opts.FirstWait
	case !p.breaker.open:
		return since, end
	}
	if most > 0 {
		end = since.Add(most)
	}
	return since, end
}

// unheard reports whether the server has not answered yet and has its own time for that.
func (p *Pacer) unheard() bool { return !p.answered && p.opts.FirstWait > 0 }
