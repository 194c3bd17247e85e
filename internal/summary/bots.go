package summary

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// Bots is the JSON object of a command that did its job for every profile. T is what it says of each.
type Bots[T any] struct {
	Profiles []Bot[T] `json:"profiles"`
}

// Bot is what became of one profile.
type Bot[T any] struct {
	Profile  string `json:"profile"`
	Body     T      `json:",embed"`
	Error    string `json:"error,omitempty"`
	ExitCode int    `json:"exitCode"`

	Line Line `json:"-"`
}

// Line is a bot's line in the table at the end. The zero Line knows nothing.
type Line struct {
	Leads int
	Known bool // how many leads there are
	State string
	Time  time.Time // of the snapshot; zero for none
}

// Done says how many of the wanted profiles were done, in the words of what was done, and which were
// not. The exit code is that of the worst.
func (s *Bots[T]) Done(t Talk, wanted int, done string) (text string, code int) {
	var bad []string
	for _, one := range s.Profiles {
		code = worse(code, one.ExitCode)
		if one.ExitCode != problem.ExitDone {
			bad = append(bad, fmt.Sprintf("%s (exit code %d)", one.Profile, one.ExitCode))
		}
	}
	text = fmt.Sprintf("%d of %s %s", len(s.Profiles)-len(bad), screen.Count(wanted, "profile"), done)
	if len(bad) > 0 {
		text += ". Failed: " + strings.Join(bad, ", ")
	}
	if left := wanted - len(s.Profiles); left > 0 {
		text += fmt.Sprintf("; %d not started", left)
	}
	if code == problem.ExitDone {
		t.Say("%s", text)
	} else {
		t.Warn("%s", text)
	}
	return text, code
}

// Table shows all bots to people.
func (s *Bots[T]) Table(now time.Time) string {
	aged := slices.ContainsFunc(s.Profiles, func(b Bot[T]) bool { return !b.Line.Time.IsZero() })
	counted := slices.ContainsFunc(s.Profiles, func(b Bot[T]) bool { return b.Line.Known })
	rows := [][]string{{"PROFILE", "LEADS", "STATE", "AGE"}}
	for i := range s.Profiles {
		b := &s.Profiles[i]
		row := []string{b.Profile, "-", b.Line.State, "-"}
		if b.Line.Known {
			row[1] = screen.Thousands(b.Line.Leads)
		}
		switch {
		case b.Line.State == "":
			row[2] = fmt.Sprintf("failed (exit code %d)", b.ExitCode)
		case b.ExitCode == problem.ExitUncopied:
			row[2] += ", not copied"
		}
		if !b.Line.Time.IsZero() {
			row[3] = screen.Age(now.Sub(b.Line.Time))
		}
		rows = append(rows, row)
	}
	for i, row := range rows { // without the columns that would hold nothing
		if !aged {
			row = row[:3]
		}
		if !counted {
			row = slices.Delete(row, 1, 2)
		}
		rows[i] = row
	}
	if !counted {
		return screen.Table(rows)
	}
	return screen.Table(rows, 1)
}

// severity orders the exit codes of several runs, the worst last.
var severity = []int{
	problem.ExitDone, problem.ExitPartial, problem.ExitUncopied, problem.ExitUnverified, problem.ExitGuard, problem.ExitLocked, problem.ExitUsage,
	problem.ExitAuth, problem.ExitFailed, problem.ExitInterrupted, problem.ExitTerminated,
}

// worse returns the worse of two exit codes. One that is not known is a failure.
func worse(a, b int) int {
	rank := func(code int) int {
		if i := slices.Index(severity, code); i >= 0 {
			return i
		}
		return slices.Index(severity, problem.ExitFailed)
	}
	if rank(a) > rank(b) {
		return a
	}
	return b
}
