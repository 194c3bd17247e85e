package screen

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
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
	Trouble error // why the latest request failed, nil if it did not
	ratelimit.Status
}

// state is all there is to show at one moment.
type state struct {
	Gauge
	elapsed time.Duration
	retries int64
	waiting []string // why nothing moves, and until when; none if it does
	change  string   // how and why the pace has just changed
}

// silence is how long an answer may take before it is said that there is none.
const silence = 3 * time.Second

// newsLast is how long a change of the pace is shown.
const newsLast = 20 * time.Second

func (s *state) setPace(now *Pace) {
	s.retries = now.Retries
	wait := ""
	if now.Reason != ratelimit.NoPause {
		wait = Seconds(time.Until(now.PausedUntil))
	}
	switch {
	case now.Trouble != nil && !now.GivesUp.IsZero():
		again := "trying again"
		if wait != "" {
			again += " in " + wait
		}
		s.waiting = []string{now.Trouble.Error(), again, "giving up at " + problem.Clock(now.GivesUp)}
	case wait != "":
		s.waiting = []string{fmt.Sprintf("waiting %s: %s", wait, now.Reason)}
	case !now.Silent.IsZero() && time.Since(now.Silent) >= silence:
		s.waiting = []string{"the server has not answered for " + Seconds(time.Since(now.Silent))}
	}
	if !now.ChangedAt.IsZero() && time.Since(now.ChangedAt) < newsLast {
		s.change = changeText(&now.Change)
	}
}

// changeText says how the pace changed, and why.
func changeText(e *ratelimit.Event) string {
	switch {
	case e.Kind == ratelimit.InFlightCut:
		return fmt.Sprintf("only %d at a time, because the server refused more", e.InFlight)
	case e.Kind == ratelimit.InFlightFailed:
		return fmt.Sprintf("only %d at a time, because requests failed", e.InFlight)
	case e.Kind == ratelimit.PaceRaised:
		return "faster again, up to " + perSecond(e.Rate, "request")
	case e.Told:
		return "up to " + perSecond(e.Rate, "request") + ", as the server said"
	case e.Limit == ratelimit.ShutOut:
		return "the server refused everything for a while: up to " + perSecond(e.Rate, "request")
	case e.Limit == ratelimit.PerWindow:
		return "up to " + perSecond(e.Rate, "request") + ": the server allows about " + perWindow(e.Allowed)
	case e.Allowed > 0:
		return "up to " + perSecond(e.Rate, "request") + ": the server allows about " + perSecond(e.Allowed, "request")
	}
	return "server asked to slow down: " + perSecond(e.Rate, "request")
}

// perWindow says a rate as servers do whose quota is for a minute, or an hour.
func perWindow(perSecond float64) string {
	if perSecond >= 0.5 {
		return CountOf(int64(math.Round(perSecond*60)), "request", "requests") + " a minute"
	}
	return CountOf(int64(math.Round(perSecond*3600)), "request", "requests") + " an hour"
}

// State says in words how far a run is after so long, and how fast the server lets it go.
func State(g Gauge, p Pace, elapsed time.Duration) string {
	s := state{Gauge: g, elapsed: elapsed}
	s.setPace(&p)
	return s.String()
}

// parts are the state in words, what matters most first: why it waits, what is done, how the pace
// changed, pace, time left, retries.
func (s *state) parts() []string {
	parts := append(slices.Clone(s.waiting), s.First...)
	if s.change != "" {
		parts = append(parts, s.change)
	}
	if pace := float64(s.Count-s.Before) / s.elapsed.Seconds(); !s.Busy && pace > 0 && s.elapsed > time.Second/2 {
		parts = append(parts, perSecond(pace, s.Unit))
		if s.Total > s.Count {
			parts = append(parts, Seconds(time.Duration(float64(s.Total-s.Count)/pace*float64(time.Second)))+" left")
		}
	}
	parts = append(parts, s.Then...)
	if s.retries > 0 {
		parts = append(parts, CountOf(s.retries, "retry", "retries"))
	}
	return parts
}

// String is the whole state in words.
func (s state) String() string { return strings.Join(s.parts(), ", ") }

// line is as much of the state as fits into n characters: a part that does not is left out, but for
// the first one, which is cut at a word.
func (s state) line(n int) string {
	text := ""
	for i, part := range s.parts() {
		longer := strings.TrimPrefix(text+", "+part, ", ")
		if len([]rune(longer)) > n {
			if i == 0 {
				return clipWords(part, n)
			}
			continue
		}
		text = longer
	}
	return text
}

// perSecond writes a pace: 1 row/s, 3.7 rows/s, 21 rows/s.
func perSecond(pace float64, unit string) string {
	digits := 0
	switch {
	case pace < 0.995:
		digits = 2
	case pace < 9.95:
		digits = 1
	}
	number := strconv.FormatFloat(pace, 'f', digits, 64)
	if digits > 0 {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	if number != "1" {
		unit += "s"
	}
	return number + " " + unit + "/s"
}
