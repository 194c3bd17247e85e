// Package backup creates, lists, checks, compares and prunes snapshots of a bot in a Store.
//
// A snapshot is a folder, or what has such names in a bucket, named by the moment its run began, in UTC and without colons:
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
// A snapshot appears complete, with its manifest, and is gone with it. What is not a snapshot by its
// name and manifest is never touched.
package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
)

// Snapshot is what has the name of a snapshot.
type Snapshot struct {
	Path, Name string    // Path is how people call it
	Time       time.Time // when its run began, in UTC, from the name
	Manifest   Manifest
	Damage     error // why it cannot be read; then the manifest is empty

	store store.Store
}

// Good reports whether the snapshot can be relied on: the manifest and the sizes of its files are
// right, it is proved complete, and it did not shrink.
func (s *Snapshot) Good() bool { return s.Damage == nil && len(s.Manifest.Marks) == 0 }

// slack is how far ahead of the clock a snapshot may be dated and still count as past.
const slack = time.Hour

// Future reports whether the snapshot is dated after now: the clock was wrong, then or now.
func (s *Snapshot) Future(now time.Time) bool { return s.Time.After(now.Add(slack)) }

// List returns the snapshots of a store, the oldest first, with damaged ones. No folder is a
// *problem.Error that wraps fs.ErrNotExist.
func List(ctx context.Context, st store.Store) ([]Snapshot, error) {
	objects, err := st.List(ctx, "")
	if errors.Is(err, fs.ErrNotExist) {
		p := problem.Usage("there is no backup folder "+store.Path(st, ""), "check the name; leadferry backup create makes the folder")
		p.Cause = err
		return nil, p
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, problem.Usage(store.Path(st, "")+" is a file, not a backup folder", "name the folder that leadferry backup create made")
	}
	if err != nil {
		return nil, fmt.Errorf("while reading the backup folder: %w", err)
	}
	found := bySnapshot(objects)
	all := make([]Snapshot, len(found))
	opening, opened := errgroup.WithContext(ctx)
	opening.SetLimit(8) // a bucket is far away
	for i, files := range found {
		opening.Go(problem.Caught("reading a manifest", func() (err error) {
			all[i], err = open(opened, st, nameOf(&files[0]), files)
			return err
		}))
	}
	if err := opening.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Snapshot) int {
		shorter := cmp.Compare(len(a.Name), len(b.Name)) // -2 before -10
		return cmp.Or(a.Time.Compare(b.Time), shorter, strings.Compare(a.Name, b.Name))
	})
	return slices.DeleteFunc(all, func(s Snapshot) bool { return errors.Is(s.Damage, ErrGone) }), nil
}

// nameOf returns the name of the snapshot that an object belongs to.
func nameOf(o *store.Object) string {
	name, _, _ := strings.Cut(o.Name, "/")
	return name
}

// bySnapshot returns the objects of each snapshot. Without a manifest, or a folder, there is none.
func bySnapshot(objects []store.Object) (all [][]store.Object) {
	for len(objects) > 0 {
		name, there := nameOf(&objects[0]), false
		end := 0
		for ; end < len(objects) && nameOf(&objects[end]) == name; end++ {
			file := strings.TrimPrefix(objects[end].Name, name+"/")
			there = there || file == "" || file == store.Manifest
		}
		if _, ok := store.ParseName(name); ok && there {
			all = append(all, objects[:end])
		}
		objects = objects[end:]
	}
	return all
}

// Open reads the manifest of a snapshot and checks that its files exist. Damage says what is wrong.
func Open(ctx context.Context, st store.Store, name string) Snapshot {
	if _, ok := store.ParseName(name); !ok {
		return Snapshot{Path: store.Path(st, name), Name: name,
			Damage: fmt.Errorf("%q is not the name of a snapshot, such as %s", name, store.NameLayout)}
	}
	files, err := st.List(ctx, name+"/")
	s, openErr := open(ctx, st, name, files)
	if err = cmp.Or(err, openErr); err != nil {
		s.Damage = err
	}
	return s
}

// ErrGone is the damage of a snapshot of which there is nothing at all.
var ErrGone = fmt.Errorf("%w", errNoManifest)

// open opens a snapshot of which these files were listed. Its error says that the store cannot be read now.
func open(ctx context.Context, st store.Store, name string, files []store.Object) (Snapshot, error) {
	s := Snapshot{Path: store.Path(st, name), Name: name, store: st}
	s.Time, _ = store.ParseName(name)
	m, err := readManifest(ctx, st, name+"/"+store.Manifest)
	if err == nil && m.Snapshot != s.Name {
		err = fmt.Errorf("its manifest names %s: the folder was renamed", m.Snapshot)
	}
	for i := 0; err == nil && i < len(m.Files); i++ {
		err = m.Files[i].present(name, files)
	}
	if unreachable(ctx, err) {
		return s, err
	}
	if errors.Is(err, errNoManifest) {
		if left, err := st.List(ctx, name+"/"); err == nil && len(left) == 0 {
			s.Damage = ErrGone
			return s, nil
		}
	}
	if s.Damage = err; err == nil {
		s.Manifest = m
	}
	return s, nil
}

// unreachable reports whether an error tells nothing of what is in a store.
func unreachable(ctx context.Context, err error) bool {
	_, ok := errors.AsType[*store.UnreachableError](err)
	return err != nil && (ok || ctx.Err() != nil)
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

// NewestTwo returns the newest two good snapshots, to compare them; ok is false if there are less.
func NewestTwo(all []Snapshot) (pair [2]Snapshot, ok bool) {
	all = slices.DeleteFunc(slices.Clone(all), func(s Snapshot) bool { return !s.Good() })
	if len(all) < 2 {
		return pair, false
	}
	return [2]Snapshot(all[len(all)-2:]), true
}
