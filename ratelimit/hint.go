package ratelimit

import (
	"net/http"
	"strings"
	"time"
)

// maxTold bounds every time a server tells: a year is as good as for ever, and leaves room to add.
const maxTold = 365 * 24 * time.Hour

// longestPace is the longest window that is worth pacing by. A daily quota says how much, not how fast.
const longestPace = time.Minute

// Hint is what one answer said about its limits, as data. The zero Hint says nothing.
type Hint struct {
	Wait  time.Duration // how long to stay away: from Retry-After, or from the reset when nothing remains; 0 if nothing was told
	Told  bool          // a wait was told, be it zero or in the past
	Limit float64       // requests per second, from a limit and a window of at most a minute; 0 if not told

	Remaining    int // requests that remain in the window, if HasRemaining
	HasRemaining bool
	Reset        time.Duration // until the window resets, 0 if not told
}

// ParseHint reads an answer's header, received at now. Retry-After (RFC 9110; fractions are taken too) decides the wait; else it is the
// reset of a window in which nothing remains. The window is that of the RateLimit list (draft-ietf-httpapi-ratelimit-headers-08 and
// later: the item with the least remaining, at nothing remaining the longest), of the RateLimit dictionary (draft 07), or of the
// RateLimit-, X-RateLimit- or X-Rate-Limit- fields Remaining and Reset, whichever comes first.
//
// Times of day are measured against the answer's Date, so that a wrong clock here does no harm. A reset above 1e12 is a time in
// milliseconds, above 1e9 one in seconds, else it is seconds from now. What is malformed is ignored. Nothing is ever negative, and no
// time is longer than a year.
func ParseHint(h http.Header, now time.Time) Hint {
	if !tells(h) {
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

// tells tells whether a header has any field of those: most answers have none, and looking for each by name takes its time.
func tells(h http.Header) bool {
	for name := range h {
		if name == "Retry-After" || strings.HasPrefix(name, "Ratelimit") || strings.HasPrefix(name, "X-Rate") {
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

// window fills in what remains and returns the time until the reset, if there is one.
func window(h http.Header, now time.Time, hint *Hint) (reset time.Duration, ok bool) {
	members := parseField(strings.Join(h.Values("RateLimit"), ","))
	if reset, ok = fromList(members, now, hint); hint.HasRemaining {
		return reset, ok
	}
	if reset, ok = fromDictionary(members, now, hint); ok || hint.HasRemaining {
		return reset, ok
	}
	for _, prefix := range [...]string{"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"} {
		if reset, ok = pair(h.Get(prefix+"Remaining"), h.Get(prefix+"Reset"), now, hint); ok || hint.HasRemaining {
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

// pair reads what remains and when it resets, each for itself.
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

// limit is the lowest rate among the policies whose window is short enough to pace by, 0 if there is none: `"name";q=100;w=60` of the
// later drafts, `100;w=60` of the earlier ones.
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
