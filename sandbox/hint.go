package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// tell writes the limit's fields into the header of an answer, refused or not.
func (l Limit) tell(h http.Header, v verdict, now time.Time) {
	seconds := wholeSeconds(v.wait)
	switch {
	case l.Hint == "ratelimit" && l.Rate > 0:
		h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", v.quota, l.period(v)))
		setQuota(h, "RateLimit-", v, strconv.Itoa(seconds))
	case l.Hint == "x-ratelimit" && l.Rate > 0:
		setQuota(h, "X-RateLimit-", v, strconv.FormatInt(now.Unix()+int64(seconds), 10))
	case l.Hint == "seconds" && !v.ok:
		h.Set("Retry-After", strconv.Itoa(max(1, seconds)))
	case l.Hint == "date" && !v.ok:
		// A date has whole seconds only: one that is too early would invite the client to be refused again.
		h.Set("Retry-After", now.Add(v.wait+time.Second-1).UTC().Truncate(time.Second).Format(http.TimeFormat))
	}
}

// period is the seconds in which a full quota comes back.
func (l Limit) period(v verdict) int {
	if l.Window > 0 {
		return wholeSeconds(l.Window)
	}
	return max(1, int(float64(v.quota)/l.Rate+0.5))
}

func setQuota(h http.Header, prefix string, v verdict, reset string) {
	h.Set(prefix+"Limit", strconv.Itoa(v.quota))
	h.Set(prefix+"Remaining", strconv.Itoa(v.remaining))
	h.Set(prefix+"Reset", reset)
}

// refusal is the answer to a request over the limit.
func (l Limit) refusal() answer {
	a := failure(http.StatusTooManyRequests, "too many requests")
	if l.Hint == "body" {
		a.status = http.StatusOK
	}
	return a
}

// wholeSeconds rounds up.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
