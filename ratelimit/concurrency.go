package ratelimit

import "time"

// concurrency finds out whether a server limits requests in flight rather than requests per second:
// it refuses both in the same words.
//
// The first refusal of a run that no pace holds back halves the requests in flight and leaves the
// rate alone. If refusals continue, the rate was the limit. If they stop, it may have been the
// number in flight, which then grows by one at a time until a refusal. Now that number is tried
// once more, but no faster than the good number below it ran. Refused again, the number is the
// limit: the good one stays, and one more is tried at times. Accepted, the limit was the rate.
//
// The zero concurrency suspects nothing. It is pure: the time comes from outside.
type concurrency struct {
	state   concurrencyState
	good    int       // in flight without a refusal
	rate    float64   // good answers per second with that many
	since   time.Time // the first good answer after the last refusal or change
	answers int       // good ones since then
	retryAt time.Time // when to try one more
	retry   time.Duration
}

type concurrencyState uint8

const (
	unsuspected concurrencyState = iota
	halved                       // fewer are in flight, to see whether that helps
	growing                      // it helped: one more than good is tried
	verifying                    // that was refused: it is tried again at the rate of good
	limited                      // the server limits requests in flight
	retrying                     // and one more is tried
	unlimited                    // it is the rate
)

const (
	provingAnswers = 30 // and provingTime without a refusal prove a number in flight
	provingTime    = time.Second
	firstRetry     = 30 * time.Second
	longestRetry   = 2 * time.Minute // between two tries of one more
)

// limit is how many requests may be in flight, 0 if this sets no limit.
func (c *concurrency) limit() int {
	switch c.state {
	case unsuspected, unlimited:
		return 0
	case halved, limited:
		return c.good
	}
	return c.good + 1
}

// refuse records a refusal with that many requests in flight. It reports whether to cut them.
func (c *concurrency) refuse(now time.Time, inFlight int) bool {
	switch c.state {
	case unsuspected:
		if inFlight < 2 {
			return false
		}
		c.good, c.state = inFlight/2, halved
	case growing:
		c.state = verifying
	case verifying, retrying:
		c.state = limited
		c.retry = min(max(2*c.retry, firstRetry), longestRetry)
		c.retryAt = now.Add(c.retry)
	default: // halving did not help, or a number that was good is refused
		c.state = unlimited
		return false
	}
	c.answers = 0
	return true
}

// accept records a good answer. It reports whether that proves the limit to be the rate.
func (c *concurrency) accept(now time.Time) (isRate bool) {
	if c.state == limited && now.After(c.retryAt) {
		c.state, c.answers = retrying, 0
	}
	if c.answers == 0 {
		c.since = now
	}
	span := now.Sub(c.since)
	if c.answers++; c.limit() == 0 || c.answers <= provingAnswers || span < provingTime {
		return false
	}
	rate := float64(c.answers-1) / span.Seconds()
	c.answers = 0
	switch c.state {
	case halved:
		c.state, c.rate = growing, rate
	case growing:
		c.good, c.rate = c.good+1, rate
	case retrying:
		c.good, c.retry, c.state, c.rate = c.good+1, 0, growing, rate
	case verifying:
		c.state = unlimited
		return true
	}
	return false
}

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
