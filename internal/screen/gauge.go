package screen

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

// Gauge is how far a run is: Count of Total are done.
type Gauge struct {
	Unit, Done  string // what is counted, and the word for what is done to it: page, read
	Count       int
	Before      int      // of Count: done by an earlier run
	Total       int      // 0 while unknown
	First, Then []string // what else there is to say, before and after the pace
	Busy        bool     // with something that has no pace
}

// Pace is how fast the server lets the run go.
type Pace struct {
	Retries int64
	ratelimit.Status
}

// state is all there is to show at one moment.
type state struct {
	Gauge
	elapsed time.Duration
	retries int64
	waiting string // why nothing moves, "" if it does
	change  string // how and why the pace has just changed
}

// newsLast is how long a change of the pace is shown.
const newsLast = 20 * time.Second

func (s *state) setPace(now *Pace) {
	s.retries = now.Retries
	if now.Reason != ratelimit.NoPause {
		s.waiting = fmt.Sprintf("waiting %s: %s", Seconds(time.Until(now.PausedUntil)), now.Reason)
	}
	if !now.ChangedAt.IsZero() && time.Since(now.ChangedAt) < newsLast {
		s.change = changeText(&now.Change)
	}
}

// changeText says how the pace changed, and why.
func changeText(e *ratelimit.Event) string {
	switch {
	case e.Kind == ratelimit.InFlightCut:
		return fmt.Sprintf("only %d at a time, as the server refused more", e.InFlight)
	case e.Kind == ratelimit.PaceRaised:
		return fmt.Sprintf("faster again, up to %.3g requests/s", e.Rate)
	case e.Told:
		return fmt.Sprintf("up to %.3g requests/s, as the server said", e.Rate)
	case e.Limit == ratelimit.ShutOut:
		return fmt.Sprintf("the server refused everything for a while: up to %.3g requests/s", e.Rate)
	case e.Limit == ratelimit.PerWindow:
		return fmt.Sprintf("up to %.3g requests/s: the server allows about %s", e.Rate, perWindow(e.Allowed))
	case e.Allowed > 0:
		return fmt.Sprintf("up to %.3g requests/s: the server allows about %.3g each second", e.Rate, e.Allowed)
	}
	return fmt.Sprintf("slower, up to %.3g requests/s, as the server refused more", e.Rate)
}

// perWindow says a rate as servers do whose quota is for a minute, or an hour.
func perWindow(perSecond float64) string {
	if perSecond >= 0.5 {
		return CountOf(int64(math.Round(perSecond*60)), "request", "requests") + " a minute"
	}
	return CountOf(int64(math.Round(perSecond*3600)), "request", "requests") + " an hour"
}

// String is the state in words: what is done, pace, time left, retries, and why it waits.
func (s state) String() string {
	parts := slices.Clone(s.First)
	if pace := float64(s.Count-s.Before) / s.elapsed.Seconds(); !s.Busy && pace > 0 && s.elapsed > time.Second/2 {
		parts = append(parts, fmt.Sprintf("%.3g %ss/s", pace, s.Unit))
		if s.Total > s.Count {
			parts = append(parts, Seconds(time.Duration(float64(s.Total-s.Count)/pace*float64(time.Second)))+" left")
		}
	}
	parts = append(parts, s.Then...)
	if s.retries > 0 {
		parts = append(parts, CountOf(s.retries, "retry", "retries"))
	}
	for _, news := range []string{s.change, s.waiting} {
		if news != "" {
			parts = append(parts, news)
		}
	}
	return strings.Join(parts, ", ")
}
