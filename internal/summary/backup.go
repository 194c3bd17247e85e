package summary

import (
	"fmt"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// Made sums up a new snapshot. That it is not a good one is said even when asked to be quiet.
func (done *Backup) Made(t Talk, made *backup.Snapshot) (code int) {
	m := &made.Manifest
	done.Snapshot = Describe(made)
	done.Text = fmt.Sprintf("%s backed up to %s, %s", screen.Count(m.Leads, "lead"), shell.Quote(made.Path), screen.Size(m.Bytes()))
	if m.Chats > 0 {
		done.Text += ", with " + screen.CountOf(m.Chats, "chat that is not a lead", "chats that are not leads")
	}
	t.Say("%s", done.Text)
	if done.Removed > 0 {
		t.Say("  %s deleted by the --keep flags", screen.Count(done.Removed, "older snapshot"))
	}
	for _, mark := range m.Marks {
		switch mark {
		case backup.Unverified:
			code = max(code, problem.ExitUnverified)
			t.Warn("warning: %s was kept and marked as unverified: %s", shell.Quote(made.Path), unproved(made))
			t.Warn("  fix: %s", remedy(m))
		case backup.Shrunken:
			code = problem.ExitGuard
			t.Warn("warning: %s was kept and marked as shrunken: it has only %s, fewer than 80 %% of the newest good one",
				shell.Quote(made.Path), screen.Count(m.Leads, "lead"))
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

// Backed is what became of one profile of backup create --all-profiles.
type Backed struct {
	Snapshot *Snapshot `json:"snapshot,omitempty"` // nil if none was made
	Removed  int       `json:"removed"`
	Requests int64     `json:"requests"`
}
