// Package backup keeps snapshots of a bot in a folder: it makes them, lists, checks and compares them, and removes old ones.
//
// A snapshot is a folder named by the moment its run began, in UTC and without a colon: 2026-11-23T030811Z. It holds the chats and the
// leads, the server's own records, one a line, byte for byte, each listing in a file of its own:
//
//	leads.jsonl.zst, chats.jsonl.zst    with .age behind it when encrypted
//	manifest.json                       what they are, and their sizes and hashes; its last line is its own hash
//
// Two files, and not one, because a record does not say from which listing it comes: so a file can be converted or restored as it is, and
// no format of our own stands between the records and any other program. The chats are read first, so that a chat that becomes a lead
// meanwhile is among the leads; it may then stand in both files, and the lead counts.
//
// A snapshot appears whole, by the renaming of a folder whose files are safe on the disk, and goes whole, the same way round. What is
// not a snapshot by its name and manifest is never touched.
package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Snapshot is one folder that bears a snapshot's name.
type Snapshot struct {
	Path, Name string
	Time       time.Time // when its run began, in UTC, as the name says
	Manifest   Manifest
	Damage     error // why it cannot be read; the manifest is empty then
}

// Good tells whether the snapshot is one to rely on: it is whole as far as its manifest and the sizes of its files tell, it is proved
// complete, and it did not shrink.
func (s *Snapshot) Good() bool { return s.Damage == nil && len(s.Manifest.Marks) == 0 }

// Slack is how far ahead of the clock a snapshot may be dated and still count as one of the past.
const Slack = time.Hour

// Future tells whether the snapshot is dated after now: the clock was wrong, then or now.
func (s *Snapshot) Future(now time.Time) bool { return s.Time.After(now.Add(Slack)) }

const nameLayout = "2006-01-02T150405Z"

var nameShape = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d{6}Z)(-\d{1,4})?$`)

// parseName returns the moment that a snapshot's name tells.
func parseName(name string) (time.Time, bool) {
	parts := nameShape.FindStringSubmatch(name)
	if parts == nil {
		return time.Time{}, false
	}
	t, err := time.Parse(nameLayout, parts[1])
	return t, err == nil
}

// List returns the snapshots in a folder, the oldest first. A damaged one is among them, with what is
// wrong with it. No folder is a *problem.Error that wraps fs.ErrNotExist.
func List(folder string) ([]Snapshot, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		p := problem.Usage("there is no backup folder "+folder, "check the name; leadferry backup create makes it")
		p.Cause = err
		return nil, p
	}
	if err != nil {
		return nil, fmt.Errorf("read the backup folder: %w", err)
	}
	var all []Snapshot
	for _, e := range entries {
		if _, ok := parseName(e.Name()); !ok || !e.IsDir() {
			continue
		}
		s := Open(filepath.Join(folder, e.Name()))
		if _, err := os.Lstat(s.Path); errors.Is(err, fs.ErrNotExist) {
			continue // pruned meanwhile
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Snapshot) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		if c := len(a.Name) - len(b.Name); c != 0 { // -2 before -10
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, nil
}

// Open reads the manifest of the snapshot at a path and looks whether its files are there. What is wrong is in Damage.
func Open(path string) Snapshot {
	s := Snapshot{Path: path, Name: filepath.Base(path)}
	var ok bool
	if s.Time, ok = parseName(s.Name); !ok {
		s.Damage = fmt.Errorf("%q is not the name of a snapshot, such as %s", s.Name, nameLayout)
		return s
	}
	if s.Manifest, s.Damage = readManifest(filepath.Join(path, manifestName)); s.Damage != nil {
		return s
	}
	if s.Manifest.Snapshot != s.Name {
		s.Damage = fmt.Errorf("its manifest is that of %s: the folder was renamed", s.Manifest.Snapshot)
	}
	for _, f := range s.Manifest.Files {
		if err := f.present(path); err != nil && s.Damage == nil {
			s.Damage = err
		}
	}
	if s.Damage != nil {
		s.Manifest = Manifest{}
	}
	return s
}

// NewestGood returns the newest good snapshot that is not dated in the future, and if all are, the newest; nil if none is good.
func NewestGood(all []Snapshot, now time.Time) *Snapshot {
	var newest *Snapshot
	for i := range all {
		s := &all[i]
		if s.Good() && (newest == nil || newest.Future(now) || !s.Future(now)) {
			newest = s
		}
	}
	return newest
}
