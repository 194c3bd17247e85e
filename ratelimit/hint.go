package ratelimit

import (
	"net/http"
	"strings"
	"time"
)

// maxTold bounds every time a server names: a year is as good as forever, and leaves room to add.
const maxTold = 365 * 24 * time.Hour

// longestPace is the longest window worth pacing by. A daily quota says how much, not how fast.
const longestPace = time.Minute

// Hint is what one answer said about its limits. The zero Hint says nothing.
type Hint struct {
	// Wait is how long to stay away: from Retry-After, or until the reset when nothing remains.
	Wait  time.Duration
	Told  bool    // a wait was stated, even if it is zero or in the past
	Limit float64 // requests per second over a window of at most a minute; 0 if unknown

	Remaining    int // requests that remain in the window, if HasRemaining
	HasRemaining bool
	Reset        time.Duration // until the window resets, 0 if unknown
}

// ParseHint reads the header of an answer received at now. Retry-After (RFC 9110; fractions are
// allowed too) decides the wait; without it, the reset of a window in which nothing remains does.
// The window comes from the first of these that is present:
//
//   - the RateLimit list (draft-ietf-httpapi-ratelimit-headers-08 and later): of its items, the one
//     with the least remaining, and of several with none remaining the longest;
//   - the RateLimit dictionary (draft 07);
//   - the fields Remaining and Reset with the prefix RateLimit-, X-RateLimit- or X-Rate-Limit-.
//
// Dates are measured against the answer's Date, so that a wrong local clock does no harm. A reset
// above 1e12 is a Unix time in milliseconds, above 1e9 one in seconds, else it is seconds from now.
// Malformed values are ignored. No value is negative, and no time is longer than a year.
func ParseHint(h http.Header, now time.Time) Hint {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	hint := window(h, now)
	hint.Limit = limit(h)
	if wait, ok := retryAfter(h.Get("Retry-After"), now); ok {
		hint.Wait, hint.Told = wait, true
	} else if !hint.HasRemaining || hint.Remaining > 0 {
		hint.Wait, hint.Told = 0, false // no need to wait for the reset
	}
	return hint
}

func retryAfter(s string, now time.Time) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if n, ok := number(s); ok {
		return seconds(n), true
	}
	t, err := http.ParseTime(s)
	if err != nil {
		return 0, false
	}
	return between(t.Sub(now)), true
}

// window reads what remains, and as Reset and Wait when that resets; Told says whether it is stated.
func window(h http.Header, now time.Time) (hint Hint) {
	dictionary := map[string]string{} // limit=10, remaining=5, reset=30
	for _, m := range parseField(strings.Join(h.Values("RateLimit"), ",")) {
		dictionary[m.name] = m.value
		item := pair(m.params["r"], m.params["t"], now) // of a list: "name";r=5;t=30
		if m.value != "" || !item.HasRemaining {
			continue
		}
		first := !hint.HasRemaining || item.Remaining < hint.Remaining
		if first || item.Remaining == hint.Remaining && item.Reset > hint.Reset {
			hint = item
		}
	}
	if !hint.HasRemaining {
		hint = pair(dictionary["remaining"], dictionary["reset"], now)
	}
	for _, prefix := range [...]string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		if !hint.HasRemaining && !hint.Told {
			hint = pair(h.Get(prefix+"Remaining"), h.Get(prefix+"Reset"), now)
		}
	}
	return hint
}

// pair reads what remains and when it resets, each independently of the other.
func pair(remaining, reset string, now time.Time) (hint Hint) {
	if n, ok := number(remaining); ok {
		hint.Remaining, hint.HasRemaining = int(min(n, 1<<30)), true
	}
	n, ok := number(reset)
	switch {
	case !ok:
		return hint
	case n > 1e12:
		hint.Reset = between(time.UnixMilli(int64(min(n, 1e15))).Sub(now))
	case n > 1e9:
		hint.Reset = between(time.UnixMilli(int64(n * 1e3)).Sub(now))
	default:
		hint.Reset = seconds(n)
	}
	hint.Wait, hint.Told = hint.Reset, true
	return hint
}

// limit is the lowest rate among the policies whose window is short enough to pace by, 0 if there
// is none: `"name";q=100;w=60` of the later drafts, `100;w=60` of the earlier ones.
func limit(h http.Header) float64 {
	var lowest float64
	for _, name := range [...]string{"RateLimit-Policy", "RateLimit-Limit", "X-RateLimit-Limit"} {
		for _, m := range parseField(strings.Join(h.Values(name), ",")) {
			q, ok := number(m.params["q"])
			if !ok {
				q, ok = number(m.name)
			}
			w, timed := number(m.params["w"])
			if !ok || !timed || q <= 0 || w <= 0 || w > longestPace.Seconds() {
				continue
			}
			if rate := q / w; rate < 1e9 && (lowest == 0 || rate < lowest) {
				lowest = rate
			}
		}
	}
	return lowest
}
