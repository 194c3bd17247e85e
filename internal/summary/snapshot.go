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

// Table lists snapshots for people.
func Table(all []Snapshot, now time.Time) string {
	rows := [][]string{{"SNAPSHOT", "AGE", "LEADS", "OTHER CHATS", "SIZE", "STATE"}}
	for _, s := range all {
		row := []string{s.Name, screen.Age(now.Sub(s.Time)), screen.Thousands(s.Leads), screen.Thousands(s.Chats), screen.Size(s.Bytes), s.State}
		switch {
		case s.Damage != "":
			row = []string{s.Name, row[1], "?", "?", "?", "damaged: " + s.Damage}
		case s.Encrypted:
			row[5] += ", encrypted"
		}
		rows = append(rows, row)
	}
	return screen.Table(rows, 1, 2, 3, 4)
}
