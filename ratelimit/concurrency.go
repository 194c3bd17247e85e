package ratelimit

import "time"

// concurrency finds out whether a server limits requests in flight rather than requests per second:
// it refuses both in the same words.
//
// After the first refusal one request fewer may be in flight than were refused, while the pace looks
// for a rate. If it is refused again, the rate was the limit. If it runs freely, and no pace holds it
// back, it is the number that may: one more is tried, and if that is refused, once more, but no
// faster than the good number below it ran. Refused again, the number is the limit: the good one
// stays, and one more is tried at times. Accepted, the limit was the rate.
//
// The zero concurrency suspects nothing. It is pure: the time comes from outside.
type concurrency struct {
	state   concurrencyState
	good    int       // in flight without a refusal
	suspect int       // in flight at the first refusal
	rate    float64   // good answers per second with that many
	since   time.Time // the first good answer after the last refusal or change
	answers int       // good ones since then
	full    int       // of them, those that came while all was in flight that may be
	retryAt time.Time // when to try one more
	retry   time.Duration
}

type concurrencyState uint8

const (
	unsuspected concurrencyState = iota
	below                        // one fewer than was refused, and the pace in search of the limit
	growing                      // that ran freely: one more than good is tried
	verifying                    // that was refused: it is tried again at the rate of good
	limited                      // the server limits requests in flight
	retrying                     // and one more is tried
	unlimited                    // it is the rate
)

const (
	provingAnswers = 30 // and provingTime without a refusal prove a number in flight
	provingTime    = time.Second
	unusedAnswers  = 300 // after so many a number that is not used proves nothing
	firstRetry     = 30 * time.Second
	longestRetry   = 2 * time.Minute // between two tries of one more
)

// limit is how many requests may be in flight, 0 if this sets no limit.
func (c *concurrency) limit() int {
	switch c.state {
	case unsuspected, unlimited:
		return 0
	case below, limited:
		return c.good
	}
	return c.good + 1
}

// refuse records a refusal with that many requests in flight. It reports whether the number in
// flight is to blame, as far as is known, and not the rate.
func (c *concurrency) refuse(now time.Time, inFlight int) bool {
	switch c.state {
	case unsuspected:
		if inFlight > 1 {
			c.good, c.suspect, c.state, c.answers = inFlight-1, inFlight, below, 0
		}
		return false
	case growing:
		c.state = verifying
	case verifying, retrying:
		c.limitNow(now)
	default: // or a number that was good is refused
		c.state = unlimited
		return false
	}
	c.answers = 0
	return true
}

// limitNow takes the good number for the limit.
func (c *concurrency) limitNow(now time.Time) {
	c.state, c.answers = limited, 0
	c.retry = min(max(2*c.retry, firstRetry), longestRetry)
	c.retryAt = now.Add(c.retry)
}

// accept records a good answer with that many requests in flight, to requests that were held back by
// the pace or not. It reports whether that proves the limit to be the rate.
func (c *concurrency) accept(now time.Time, inFlight int, paced bool) (isRate bool) {
	if c.state == limited && now.After(c.retryAt) {
		c.state, c.answers = retrying, 0
	}
	if c.limit() == 0 {
		return false
	}
	if c.state == below && paced { // it is the pace that is put to the test
		c.answers = 0
		return false
	}
	if c.answers == 0 {
		c.since, c.full = now, 0
	}
	if inFlight >= c.limit() {
		c.full++
	}
	span := now.Sub(c.since)
	if c.answers++; c.answers <= provingAnswers || span < provingTime {
		return false
	}
	rate := float64(c.answers-1) / span.Seconds()
	used := 10*c.full > 9*c.answers
	if c.state == verifying && c.full < provingAnswers {
		if c.answers < unusedAnswers {
			return false
		}
		c.limitNow(now) // at that rate one more is never used, and less often refused
		return false
	}
	c.answers = 0
	if !used && c.state != verifying {
		return false
	}
	switch c.state {
	case below:
		c.state, c.rate = growing, rate
	case growing:
		if c.good+1 == c.suspect { // it runs freely after all
			c.state = unlimited
			return true
		}
		c.good, c.rate = c.good+1, rate
	case retrying:
		c.good, c.retry, c.state, c.rate = c.good+1, 0, growing, rate
	case verifying:
		c.state = unlimited
		return true
	}
	return false
}
