package ratelimit

import "time"

// crowd finds out whether a server limits how many requests it works on at a time, rather than how many come in a second; both refuse in
// the same words. At the first refusal of a run that no pace holds back it lets half as many be in flight and leaves the rate alone. If
// the server goes on refusing, the rate was it. If it is content, the number may have been it, and grows again by one at a time until it
// is refused. Then that number goes out once more, but no faster than the smaller one went: refused again, the number it is, and the
// largest good one is kept and the next one tried from time to time; accepted, it was the rate after all.
//
// The zero crowd has suspected nothing yet. It is pure: time comes from outside.
type crowd struct {
	state   crowdState
	good    int       // in flight, without a refusal
	rate    float64   // good answers per second with so many
	since   time.Time // of the first good answer after the last refusal or change
	answers int       // good ones since then
	retryAt time.Time // when one more is tried
	retry   time.Duration
}

type crowdState uint8

const (
	unsuspected crowdState = iota
	halved                 // fewer are in flight, to see whether that helps
	growing                // it did; one more than good is tried
	weighing               // that was refused; now it goes out at the rate of good
	certain                // the number it is
	retrying               // and one more is tried
	innocent               // it is the rate
)

const (
	crowdAnswers = 30 // and crowdTime without a refusal show that a number in flight is good
	crowdTime    = time.Second
	crowdRetry   = 30 * time.Second
	crowdRetries = 2 * time.Minute // at most between two tries of one more
)

// limit is how many may be in flight, 0 if the crowd has no say.
func (c *crowd) limit() int {
	switch c.state {
	case unsuspected, innocent:
		return 0
	case halved, certain:
		return c.good
	}
	return c.good + 1
}

// blame takes in a refusal with so many requests in flight, and tells whether their number is to be cut and not the rate.
func (c *crowd) blame(now time.Time, used int) bool {
	switch c.state {
	case unsuspected:
		if used < 2 {
			return false
		}
		c.good, c.state = used/2, halved
	case growing:
		c.state = weighing
	case weighing, retrying:
		c.state = certain
		c.retry = min(max(2*c.retry, crowdRetry), crowdRetries)
		c.retryAt = now.Add(c.retry)
	default: // it refuses what helped, or what it used to accept
		c.state = innocent
		return false
	}
	c.answers = 0
	return true
}

// accept takes in a good answer, and tells whether it was shown that the rate is limited and not the number.
func (c *crowd) accept(now time.Time) (itIsTheRate bool) {
	if c.state == certain && now.After(c.retryAt) {
		c.state, c.answers = retrying, 0
	}
	if c.answers == 0 {
		c.since = now
	}
	span := now.Sub(c.since)
	if c.answers++; c.limit() == 0 || c.answers <= crowdAnswers || span < crowdTime {
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
	case weighing:
		c.state = innocent
		return true
	}
	return false
}
