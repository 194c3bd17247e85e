package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// Made sums up a new snapshot. That it is not a good one is said even when asked to be quiet.
func (done *Backup) Made(t Talk, made *backup.Snapshot) (code int) {
	m := &made.Manifest
	done.Snapshot = Describe(made)
	done.Text = fmt.Sprintf("%s and %s backed up to %s, %s",
		screen.Count(m.Leads, "lead"), screen.Count(m.Chats, "other chat"), made.Path, screen.Size(m.Bytes()))
	t.Say("%s", done.Text)
	if done.Removed > 0 {
		t.Say("  %s deleted by the --keep flags", screen.Count(done.Removed, "older snapshot"))
	}
	for _, mark := range m.Marks {
		switch mark {
		case backup.Unverified:
			code = max(code, problem.ExitUnverified)
			t.Warn("warning: %s was kept and marked as unverified: %s", made.Path, unproved(made))
			t.Warn("  fix: %s", remedy(m))
		case backup.Shrunken:
			code = problem.ExitGuard
			t.Warn("warning: %s was kept and marked as shrunken: it has only %s, less than 80 %% of the newest good one",
				made.Path, screen.Count(m.Leads, "lead"))
			t.Warn("  fix: if that is right, run it once with --allow-shrink")
		}
	}
	if code == problem.ExitDone {
		if capped := capped(m); capped > 0 {
			t.Say(acceptedEnd, screen.Count(capped, "record"))
		}
		t.Say("  Verified complete.")
	}
	return code
}

// unproved is why a snapshot could not be proved complete.
func unproved(s *backup.Snapshot) string {
	for _, f := range s.Manifest.Files {
		if !f.Certificate.Verified {
			return f.Certificate.Reason
		}
	}
	return ""
}

// capped is the number of records with which a listing ends as if the server showed no more.
func capped(m *backup.Manifest) (n int) {
	for _, f := range m.Files {
		n = max(n, f.Certificate.Capped)
	}
	return n
}

// remedy is what can be done about a snapshot that could not be proved complete.
func remedy(m *backup.Manifest) string {
	if n := capped(m); n > 0 {
		return fmt.Sprintf("compare %d with the number that the platform shows; if it is right, run it again with --accept-end", n)
	}
	return "run it again when fewer leads come and go, or with more --workers or a higher --rate"
}

// Backup is the JSON object of a backup create that made a snapshot.
type Backup struct {
	Snapshot Snapshot `json:"snapshot"`
	Removed  int      `json:"removed"`
	Requests int64    `json:"requests"`

	Text string `json:"-"` // all that in a line
}

// Profiles is the JSON object of backup create --all-profiles.
type Profiles struct {
	Profiles []Profile `json:"profiles"`
}

// Profile is what became of one profile.
type Profile struct {
	Profile  string    `json:"profile"`
	Snapshot *Snapshot `json:"snapshot,omitempty"` // nil if none was made
	Removed  int       `json:"removed"`
	Requests int64     `json:"requests"`
	Error    string    `json:"error,omitempty"`
	ExitCode int       `json:"exitCode"`
}

// Done says how many of the wanted profiles were backed up, and which were not. The exit code is
// that of the worst.
func (s *Profiles) Done(t Talk, wanted int) (text string, code int) {
	var bad []string
	for _, one := range s.Profiles {
		code = worse(code, one.ExitCode)
		if one.ExitCode != problem.ExitDone {
			bad = append(bad, fmt.Sprintf("%s (exit code %d)", one.Profile, one.ExitCode))
		}
	}
	text = fmt.Sprintf("%d of %s backed up", len(s.Profiles)-len(bad), screen.Count(wanted, "profile"))
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

// severity orders the exit codes of several runs, the worst last.
var severity = []int{
	problem.ExitDone, problem.ExitPartial, problem.ExitUncopied, problem.ExitUnverified, problem.ExitGuard, problem.ExitLocked, problem.ExitUsage,
	problem.ExitAuth, problem.ExitFailed, problem.ExitInterrupted, problem.ExitTerminated,
}

// worse returns the worse of two exit codes.
func worse(a, b int) int {
	if slices.Index(severity, a) > slices.Index(severity, b) {
		return a
	}
	return b
}
