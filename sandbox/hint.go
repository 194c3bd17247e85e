package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// setHint sets the limit's fields in the header of an answer, refused or not.
func (l Limit) setHint(h http.Header, d decision, now time.Time) {
	seconds := wholeSeconds(d.wait)
	switch {
	case l.Hint == "ratelimit" && l.Rate > 0:
		h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", d.quota, l.period(d)))
		setQuota(h, "RateLimit-", d, strconv.Itoa(seconds))
	case l.Hint == "x-ratelimit" && l.Rate > 0:
		setQuota(h, "X-RateLimit-", d, strconv.FormatInt(now.Unix()+int64(seconds), 10))
	case l.Hint == "seconds" && !d.ok:
		h.Set("Retry-After", strconv.Itoa(max(1, seconds)))
	case l.Hint == "date" && !d.ok:
		// A date has whole seconds: rounded down, it would invite the next refusal.
		until := now.Add(d.wait + time.Second - 1).UTC().Truncate(time.Second)
		h.Set("Retry-After", until.Format(http.TimeFormat))
	}
}

// period is the seconds in which a full quota comes back.
func (l Limit) period(d decision) int {
	if l.Window > 0 {
		return wholeSeconds(l.Window)
	}
	return max(1, int(float64(d.quota)/l.Rate+0.5))
}

func setQuota(h http.Header, prefix string, d decision, reset string) {
	h.Set(prefix+"Limit", strconv.Itoa(d.quota))
	h.Set(prefix+"Remaining", strconv.Itoa(d.remaining))
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
