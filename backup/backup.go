// Package backup creates, lists, checks, compares and prunes snapshots of a bot in a folder.
//
// A snapshot is a folder named by the moment its run began, in UTC and without colons:
// 2026-11-23T030811Z. It holds the server's own records of the leads and chats, one a line, byte
// for byte, each listing in its own file:
//
//	leads.jsonl.zst, chats.jsonl.zst    with .age at the end if encrypted
//	manifest.json                       their sizes and hashes; its last line is its own hash
//
// There are two files because a record does not say from which listing it comes: each file can be
// converted or restored as it is, by any program, without a format of our own. The chats are read
// first: a chat that becomes a lead meanwhile is in both files, and the lead counts.
//
// A snapshot appears complete, when a folder whose files are on the disk is renamed, and is removed
// the same way. A folder that is not a snapshot by its name and manifest is never touched.
package backup

import (
	"cmp"
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

// Snapshot is a folder with the name of a snapshot.
type Snapshot struct {
	Path, Name string
	Time       time.Time // when its run began, in UTC, from the name
	Manifest   Manifest
	Damage     error // why it cannot be read; then the manifest is empty
}

// Good reports whether the snapshot can be relied on: the manifest and the sizes of its files are
// right, it is proved complete, and it did not shrink.
func (s *Snapshot) Good() bool { return s.Damage == nil && len(s.Manifest.Marks) == 0 }

// slack is how far ahead of the clock a snapshot may be dated and still count as past.
const slack = time.Hour

// Future reports whether the snapshot is dated after now: the clock was wrong, then or now.
func (s *Snapshot) Future(now time.Time) bool { return s.Time.After(now.Add(slack)) }

const nameLayout = "2006-01-02T150405Z"

var nameShape = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d{6}Z)(-\d{1,4})?$`)

// parseName returns the moment in a snapshot's name.
func parseName(name string) (time.Time, bool) {
	parts := nameShape.FindStringSubmatch(name)
	if parts == nil {
		return time.Time{}, false
	}
	t, err := time.Parse(nameLayout, parts[1])
	return t, err == nil
}

// List returns the snapshots in a folder, the oldest first, with damaged ones. No folder is a
// *problem.Error that wraps fs.ErrNotExist.
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
		shorter := cmp.Compare(len(a.Name), len(b.Name)) // -2 before -10
		return cmp.Or(a.Time.Compare(b.Time), shorter, strings.Compare(a.Name, b.Name))
	})
	return all, nil
}

// Open reads the manifest of a snapshot and checks that its files exist. Damage says what is wrong.
func Open(path string) Snapshot {
	s := Snapshot{Path: path, Name: filepath.Base(path)}
	var ok bool
	if s.Time, ok = parseName(s.Name); !ok {
		s.Damage = fmt.Errorf("%q is not the name of a snapshot, such as %s", s.Name, nameLayout)
		return s
	}
	m, err := readManifest(filepath.Join(path, manifestName))
	if err == nil && m.Snapshot != s.Name {
		err = fmt.Errorf("its manifest is that of %s: the folder was renamed", m.Snapshot)
	}
	for i := 0; err == nil && i < len(m.Files); i++ {
		err = m.Files[i].present(path)
	}
	if s.Damage = err; err == nil {
		s.Manifest = m
	}
	return s
}

// NewestGood returns the newest good snapshot not dated in the future, else the newest; nil for
// none.
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

// Pair returns two snapshots to compare: those of two paths, or the newest two good ones of a folder.
func Pair(paths ...string) (pair [2]Snapshot, err error) {
	if len(paths) == 2 {
		for i, path := range paths {
			if pair[i] = Open(path); pair[i].Damage != nil {
				return pair, problem.Usage(fmt.Sprintf("%s cannot be read: %v", path, pair[i].Damage), "choose another; see: leadferry backup list DIR")
			}
		}
		return pair, nil
	}
	all, err := List(paths[0])
	if err != nil {
		return pair, err
	}
	all = slices.DeleteFunc(all, func(s Snapshot) bool { return !s.Good() })
	if len(all) < 2 {
		return pair, problem.Usage("there are no two good snapshots in "+paths[0], "name two snapshots")
	}
	return [2]Snapshot(all[len(all)-2:]), nil
}
