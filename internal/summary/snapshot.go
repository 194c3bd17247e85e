package summary

import (
	"strings"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/screen"
)

// Snapshot is a snapshot in a JSON object.
type Snapshot struct {
	Name      string        `json:"name"`
	Path      string        `json:"path"`
	Time      time.Time     `json:"time"`
	State     string        `json:"state"` // good, unverified, shrunken, both, or damaged
	Good      bool          `json:"good"`
	Damage    string        `json:"damage"`
	Leads     int           `json:"leads"`
	Chats     int           `json:"chats"`
	Bytes     int64         `json:"bytes"`
	Encrypted bool          `json:"encrypted"`
	Files     []backup.File `json:"files"`
}

// Describe returns the JSON object of a snapshot.
func Describe(s *backup.Snapshot) Snapshot {
	m := &s.Manifest
	d := Snapshot{
		Name: s.Name, Path: s.Path, Time: s.Time, State: stateOf(s), Good: s.Good(), Leads: m.Leads, Chats: m.Chats,
		Bytes: m.Bytes(), Encrypted: m.Encrypted, Files: m.Files,
	}
	if s.Damage != nil {
		d.Damage = s.Damage.Error()
	}
	return d
}

// Line returns the line of a bot whose newest snapshot this is.
func (s *Snapshot) Line() Line { return Line{s.Leads, s.Damage == "", s.State, s.Time} }

// stateOf says in a word what a snapshot is worth.
func stateOf(s *backup.Snapshot) string {
	switch {
	case s.Damage != nil:
		return "damaged"
	case s.Good():
		return "good"
	}
	marks := make([]string, len(s.Manifest.Marks))
	for i, m := range s.Manifest.Marks {
		marks[i] = string(m)
	}
	return strings.Join(marks, ", ")
}

// List is the JSON object of backup list.
type List struct {
	Snapshots []Snapshot `json:"snapshots"`
}

var snapshotHead = []string{"SNAPSHOT", "AGE", "LEADS", "OTHER CHATS", "SIZE", "STATE"}

// Table lists snapshots for people.
func (l *List) Table(now time.Time) string {
	rows := [][]string{snapshotHead}
	for i := range l.Snapshots {
		rows = append(rows, l.Snapshots[i].row(now))
	}
	return screen.Table(rows, 1, 2, 3, 4)
}

// TableOfBots lists the snapshots of all bots for people.
func TableOfBots(bots *Bots[List], now time.Time) string {
	rows := [][]string{append([]string{"PROFILE"}, snapshotHead...)}
	for _, b := range bots.Profiles {
		for i := range b.Body.Snapshots {
			rows = append(rows, append([]string{b.Profile}, b.Body.Snapshots[i].row(now)...))
		}
		if len(b.Body.Snapshots) == 0 {
			rows = append(rows, []string{b.Profile, "none"})
		}
	}
	return screen.Table(rows, 2, 3, 4, 5)
}

// row is a snapshot's line in a table.
func (s *Snapshot) row(now time.Time) []string {
	age := screen.Age(now.Sub(s.Time))
	if s.Damage != "" {
		return []string{s.Name, age, "?", "?", "?", "damaged: " + s.Damage}
	}
	state := s.State
	if s.Encrypted {
		state += ", encrypted"
	}
	return []string{s.Name, age, screen.Thousands(s.Leads), screen.Thousands(s.Chats), screen.Size(s.Bytes), state}
}
