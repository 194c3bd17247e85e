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
	if !hasLimitFields(h) {
		return Hint{}
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	hint := Hint{Limit: limit(h)}
	reset, resets := window(h, now, &hint)
	hint.Reset = reset
	if wait, ok := retryAfter(h.Get("Retry-After"), now); ok {
		hint.Wait, hint.Told = wait, true
	} else if hint.HasRemaining && hint.Remaining == 0 && resets {
		hint.Wait, hint.Told = reset, true
	}
	return hint
}

// hasLimitFields reports whether h has any rate-limit field: few do, and lookups by name are slow.
func hasLimitFields(h http.Header) bool {
	for name := range h {
		limits := strings.HasPrefix(name, "Ratelimit") || strings.HasPrefix(name, "X-Rate")
		if limits || name == "Retry-After" {
			return true
		}
	}
	return false
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

// window fills in what remains and returns the time until the reset, if it is stated.
func window(h http.Header, now time.Time, hint *Hint) (reset time.Duration, ok bool) {
	members := parseField(strings.Join(h.Values("RateLimit"), ","))
	if reset, ok = fromList(members, now, hint); hint.HasRemaining {
		return reset, ok
	}
	if reset, ok = fromDictionary(members, now, hint); ok || hint.HasRemaining {
		return reset, ok
	}
	for _, prefix := range [...]string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		reset, ok = pair(h.Get(prefix+"Remaining"), h.Get(prefix+"Reset"), now, hint)
		if ok || hint.HasRemaining {
			return reset, ok
		}
	}
	return 0, false
}

// fromList reads `"name";r=5;t=30, ...`.
func fromList(members []member, now time.Time, hint *Hint) (reset time.Duration, ok bool) {
	for _, m := range members {
		var item Hint
		t, has := pair(m.params["r"], m.params["t"], now, &item)
		if m.value != "" || !item.HasRemaining {
			continue
		}
		first := !hint.HasRemaining || item.Remaining < hint.Remaining
		if longer := item.Remaining == hint.Remaining && t > reset; first || longer {
			hint.Remaining, hint.HasRemaining = item.Remaining, true
			reset, ok = t, has
		}
	}
	return reset, ok
}

// fromDictionary reads `limit=10, remaining=5, reset=30`.
func fromDictionary(members []member, now time.Time, hint *Hint) (time.Duration, bool) {
	values := map[string]string{}
	for _, m := range members {
		values[m.name] = m.value
	}
	return pair(values["remaining"], values["reset"], now, hint)
}

// pair reads what remains and when it resets, each independently of the other.
func pair(remaining, reset string, now time.Time, hint *Hint) (time.Duration, bool) {
	if n, ok := number(remaining); ok {
		hint.Remaining, hint.HasRemaining = int(min(n, 1<<30)), true
	}
	n, ok := number(reset)
	switch {
	case !ok:
		return 0, false
	case n > 1e12:
		return between(time.UnixMilli(int64(min(n, 1e15))).Sub(now)), true
	case n > 1e9:
		return between(time.UnixMilli(int64(n * 1e3)).Sub(now)), true
	default:
		return seconds(n), true
	}
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
