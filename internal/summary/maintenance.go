package summary

import (
	"strings"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// Add says what the check of a snapshot has found: damage to t, the rest as the answer.
func (c *Check) Add(t, answer Talk, s *backup.Snapshot, found *backup.Finding) {
	checked := Checked{s.Name, stateOf(s), found.Records, found.BytesOnly, []string{}}
	for _, damage := range found.Damage {
		checked.Damage = append(checked.Damage, damage.Error())
		t.Warn("error: %s is damaged: %s", shell.Quote(s.Path), damage)
	}
	switch {
	case len(found.Damage) > 0:
		c.Damaged++
	case found.BytesOnly:
		answer.Say("%s: intact; to read the records too, add --age-identity FILE", s.Name)
	default:
		answer.Say("%s: intact, %s readable", s.Name, screen.Count(found.Records, "record"))
	}
	c.Snapshots = append(c.Snapshots, checked)
}

// Done says what to do about damage.
func (c *Check) Done(t Talk) (code int) {
	if c.Damaged == 0 {
		return problem.ExitDone
	}
	t.Warn("  fix: do not rely on damaged snapshots; make a new one with leadferry backup create, and check the disk")
	return problem.ExitFailed
}

// Check is the JSON object of backup check.
type Check struct {
	Damaged   int       `json:"damaged"`
	Snapshots []Checked `json:"snapshots"`
}

// Checked is one snapshot of a check.
type Checked struct {
	Name      string   `json:"name"`
	State     string   `json:"state"`
	Records   int      `json:"records"`
	BytesOnly bool     `json:"bytesOnly"`
	Damage    []string `json:"damage"`
}

// Prune is the JSON object of backup prune.
type Prune struct {
	DryRun    bool       `json:"dryRun"`
	Removed   int        `json:"removed"`
	Snapshots []Decision `json:"snapshots"`
}

// Decision is what becomes of one snapshot.
type Decision struct {
	Name string   `json:"name"`
	Keep bool     `json:"keep"`
	Why  []string `json:"why"`
}

// NewPrune returns the JSON object of a backup prune.
func NewPrune(decisions []backup.Decision, removed int, dryRun bool) Prune {
	all := make([]Decision, len(decisions))
	for i, d := range decisions {
		all[i] = Decision{d.Snapshot.Name, d.Keep, d.Why}
	}
	return Prune{dryRun, removed, all}
}

// PruneTable says what becomes of each snapshot, and why.
func PruneTable(decisions []backup.Decision) string {
	rows := make([][]string, len(decisions))
	for i, d := range decisions {
		verb := "delete"
		if d.Keep {
			verb = "keep"
		}
		rows[i] = []string{verb, d.Snapshot.Name, stateOf(&d.Snapshot), strings.Join(d.Why, ", ")}
	}
	return screen.Table(rows)
}
