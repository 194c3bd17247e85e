package sandbox

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limit is how many requests the platform accepts. The zero value accepts all.
type Limit struct {
	Rate       float64       // per second; 0 = no limit
	Burst      int           // depth of the bucket; 0 = 1
	Window     time.Duration // above 0: Rate*Window requests per fixed window, without a bucket
	Concurrent int           // in flight at once; 0 = no limit
	Hint       string        // how a refusal says when to return: none (the default), or another
}

// hints are the ways to say when to return: a Retry-After in seconds or as a date, the RateLimit-
// or X-RateLimit- fields on every answer, or only a 200 whose body says success:false, code 429.
var hints = []string{"none", "seconds", "date", "ratelimit", "x-ratelimit", "body"}

// ParseLimit parses a limit such as 10/s,burst=20,hint=seconds, 60/m,window=60s or concurrent=4.
func ParseLimit(s string) (Limit, error) {
	var l Limit
	for part := range strings.SplitSeq(s, ",") {
		if err := l.set(strings.TrimSpace(part)); err != nil {
			return Limit{}, fmt.Errorf("limit %q: %w", s, err)
		}
	}
	if err := l.validate(); err != nil {
		return Limit{}, err
	}
	return l, nil
}

func (l *Limit) set(part string) (err error) {
	key, value, ok := strings.Cut(part, "=")
	switch {
	case !ok:
		l.Rate, err = parseRate(part)
	case key == "burst":
		l.Burst, err = strconv.Atoi(value)
	case key == "concurrent":
		l.Concurrent, err = strconv.Atoi(value)
	case key == "window":
		l.Window, err = time.ParseDuration(value)
	case key == "hint":
		l.Hint = value
	default:
		err = fmt.Errorf("no part %q; there are burst, concurrent, window and hint", key)
	}
	return err
}

// parseRate parses 10/s, 60/m or 1000/h as requests per second.
func parseRate(s string) (float64, error) {
	number, unit, _ := strings.Cut(s, "/")
	seconds, ok := map[string]float64{"": 1, "s": 1, "m": 60, "h": 3600}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !ok || !(n > 0) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is not a rate such as 10/s, 60/m or 1000/h", s)
	}
	return n / seconds, nil
}

func (l Limit) validate() error {
	switch {
	case !(l.Rate >= 0) || math.IsInf(l.Rate, 0), l.Burst < 0, l.Concurrent < 0, l.Window < 0:
		return errors.New("--limit holds a number below 0 or without end")
	case l.Hint != "" && !slices.Contains(hints, l.Hint):
		return fmt.Errorf("--limit hint %q is not one of: %s", l.Hint, strings.Join(hints, ", "))
	case l.Rate == 0 && (l.Burst > 0 || l.Window > 0):
		return errors.New("--limit has a burst or window without a rate such as 10/s")
	}
	return nil
}

// sliver is how much a whole token may lack: sums of floats fall short of it.
const sliver = 1e-9

// gate counts requests against a limit. It is not safe for concurrent use.
type gate struct {
	limit  Limit
	tokens float64   // in the bucket, or left in the window
	last   time.Time // the last refill of the bucket, or the start of the window
	inside int       // requests admitted and not yet answered
}

// decision is the gate's answer to one request.
type decision struct {
	ok        bool
	quota     int           // requests in a full bucket or window
	remaining int           // of those
	wait      time.Duration // until one is admitted, or until the quota is full again
}

func newGate(l Limit, now time.Time) *gate {
	if l.Burst == 0 {
		l.Burst = 1
	}
	g := &gate{limit: l, last: now}
	if l.Window > 0 {
		g.last = now.Truncate(l.Window)
	}
	g.tokens = g.depth()
	return g
}

// depth is the number of requests in a full bucket or window.
func (g *gate) depth() float64 {
	if g.limit.Window > 0 {
		return max(1, math.Floor(g.limit.Rate*g.limit.Window.Seconds()+sliver))
	}
	return float64(g.limit.Burst)
}

// enter decides on a request. One that is admitted must leave.
func (g *gate) enter(now time.Time) decision {
	g.fill(now)
	d := decision{ok: true, quota: int(g.depth()), wait: g.wait(now, g.depth())}
	switch {
	case g.limit.Concurrent > 0 && g.inside >= g.limit.Concurrent:
		d.ok, d.wait = false, time.Second
	case g.limit.Rate > 0 && g.tokens < 1-sliver:
		d.ok, d.wait = false, g.wait(now, 1)
	case g.limit.Rate > 0:
		g.tokens--
	}
	if d.ok {
		g.inside++
	}
	d.remaining = int(g.tokens)
	return d
}

func (g *gate) leave() { g.inside-- }

func (g *gate) fill(now time.Time) {
	if w := g.limit.Window; w > 0 {
		if start := now.Truncate(w); start.After(g.last) {
			g.last, g.tokens = start, g.depth()
		}
		return
	}
	if d := now.Sub(g.last); d > 0 {
		g.tokens = min(g.depth(), g.tokens+d.Seconds()*g.limit.Rate)
		g.last = now
	}
}

// wait is the time until so many tokens are there.
func (g *gate) wait(now time.Time, tokens float64) time.Duration {
	switch {
	case g.limit.Window > 0:
		return g.last.Add(g.limit.Window).Sub(now)
	case g.limit.Rate > 0:
		return time.Duration(math.Ceil((tokens - g.tokens) / g.limit.Rate * float64(time.Second)))
	}
	return 0
}
