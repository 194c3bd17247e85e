package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limit is how many requests the platform allows. The zero Limit allows all.
type Limit struct {
	Rate       float64       // requests per second
	Burst      int           // how many may come at once, 0 = 1
	Window     time.Duration // above 0: Rate x Window requests in each window of that length, instead of a bucket
	Concurrent int           // requests in flight, 0 = any
	Hint       string        // what a refusal tells: "none" (""), "seconds", "date", "ratelimit", "x-ratelimit" or "body"
}

var hints = []string{"none", "seconds", "date", "ratelimit", "x-ratelimit", "body"}

// ParseLimit reads a limit such as "10/s", "60/m,window=60s,hint=date" or "10/s,burst=20,concurrent=4".
func ParseLimit(text string) (Limit, error) {
	var l Limit
	for part := range strings.SplitSeq(text, ",") {
		key, value, isPair := strings.Cut(part, "=")
		var err error
		switch {
		case !isPair:
			l.Rate, err = parseRate(part)
		case key == "burst":
			l.Burst, err = strconv.Atoi(value)
		case key == "concurrent":
			l.Concurrent, err = strconv.Atoi(value)
		case key == "window":
			l.Window, err = time.ParseDuration(value)
		case key == "hint" && slices.Contains(hints, value):
			l.Hint = value
		default:
			err = fmt.Errorf("%q is not known: choose burst, concurrent, window or hint (%s)", part, strings.Join(hints, ", "))
		}
		if err != nil {
			return Limit{}, fmt.Errorf("--limit %q: %w", text, err)
		}
	}
	return l, nil
}

func parseRate(text string) (float64, error) {
	number, unit, _ := strings.Cut(text, "/")
	n, err := strconv.ParseFloat(number, 64)
	seconds := map[string]float64{"": 1, "s": 1, "m": 60, "h": 3600}[unit]
	if err != nil || n <= 0 || seconds == 0 {
		return 0, fmt.Errorf("%q is no rate: give it as 10/s, 60/m or 1000/h", text)
	}
	return n / seconds, nil
}

// Fault is a trouble that befalls requests by chance, or every request for one page.
type Fault struct {
	Kind    string
	Percent float64
	Page    int // above 0: this page always, and no other request
}

var faultKinds = []string{"408", "425", "429", "500", "502", "503", "504", "401", "reset", "reset-after", "cut", "html", "false", "slow",
	"duplicate", "redirect"}

func (f Fault) validate() error {
	if !slices.Contains(faultKinds, f.Kind) {
		return fmt.Errorf("--fault %q is not known: choose %s", f.Kind, strings.Join(faultKinds, ", "))
	}
	if f.Percent < 0 || f.Percent > 100 || f.Page < 0 {
		return fmt.Errorf("--fault %s: give a share of 0 to 100 %%, or a page", f.Kind)
	}
	return nil
}

// ParseFault reads a fault such as "503=2%", or "500@7" for page 7 at every time. The kinds: a status (408 425 429 500 502 503 504 401),
// reset (the connection is dropped before the request is applied), reset-after (applied, then dropped), cut (the answer breaks off in its
// middle), html (200 with a web page), false (200 with success:false), slow (the second half of the answer comes 2 s later), duplicate (a
// record comes twice in its page) and redirect (302 to another host).
func ParseFault(text string) (Fault, error) {
	var f Fault
	var err error
	if kind, page, ok := strings.Cut(text, "@"); ok {
		f.Kind = kind
		f.Page, err = strconv.Atoi(page)
	} else {
		kind, percent, _ := strings.Cut(text, "=")
		f.Kind = kind
		f.Percent, err = strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
	}
	if err != nil {
		return Fault{}, fmt.Errorf("--fault %q is not understood: give it as 503=2%% or 500@7", text)
	}
	return f, f.validate()
}

// Churn is how many changes happen while one page is read, on average: new leads, leads that are touched, leads that go.
type Churn struct{ Insert, Bump, Delete float64 }

// ParseChurn reads a churn such as "insert=0.05,bump=0.5,delete=0.02".
func ParseChurn(text string) (Churn, error) {
	var c Churn
	fields := map[string]*float64{"insert": &c.Insert, "bump": &c.Bump, "delete": &c.Delete}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		n, err := strconv.ParseFloat(value, 64)
		if fields[key] == nil || err != nil || n < 0 {
			return Churn{}, fmt.Errorf("--churn %q: %q is not understood: give it as insert=0.05,bump=0.5,delete=0.02", text, part)
		}
		*fields[key] = n
	}
	return c, nil
}
