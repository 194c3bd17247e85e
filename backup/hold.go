package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/filelock"
)

// Place is a store that can be locked, with room for a draft.
type Place interface {
	store.Store
	// Folders returns the names of the folders in it that hold snapshots of their own, in order: those of
	// several bots.
	Folders(ctx context.Context) ([]string, error)
	// Lock locks the store for this process, or says at once that another one holds it: a
	// filelock.ErrLocked.
	Lock(ctx context.Context) (unlock func() error, err error)
	// DraftFolder returns a folder on this machine, 0700, which exists and belongs to the holder of the
	// lock. A lasting one may hold what a killed run left.
	DraftFolder() (path string, lasting bool, err error)
}

// Held is a place whose snapshots only this process may change.
type Held struct {
	Place
	unlock func() error
}

// Hold locks a place for this process, until Release or its end. It waits at most that long for another
// process. The error is a *problem.Error, which wraps a filelock.ErrLocked if another process holds the
// place, or the cause of ctx.
func Hold(ctx context.Context, p Place, wait time.Duration) (*Held, error) {
	pause := 50 * time.Millisecond
	for end := time.Now().Add(wait); ; pause = min(2*pause, time.Second) {
		unlock, err := p.Lock(ctx)
		if err == nil {
			return &Held{p, unlock}, nil
		}
		if !errors.Is(err, filelock.ErrLocked) || !time.Now().Add(pause).Before(end) {
			return nil, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Release unlocks the place.
func (h *Held) Release() error { return h.unlock() }

// Prune removes the snapshots that decisions do not keep, and returns their number. It continues
// after an error. It keeps a snapshot with foreign files, and changes its decision to say so.
func (h *Held) Prune(ctx context.Context, decisions []Decision) (removed int, err error) {
	for i := range decisions {
		d := &decisions[i]
		if d.Keep {
			continue
		}
		if stop := context.Cause(ctx); stop != nil {
			if !errors.Is(err, stop) { // what was being removed has not said it
				err = errors.Join(err, stop)
			}
			return removed, err
		}
		file, failed := d.Snapshot.foreign(ctx)
		if file != "" {
			d.Keep, d.Why = true, []string{"it holds a file that is not leadferry's: " + file}
			continue
		}
		if failed == nil {
			failed = d.Snapshot.remove(ctx)
		}
		if failed == nil {
			removed++
		} else {
			err = errors.Join(err, fmt.Errorf("remove %s: %w", d.Snapshot.Name, failed))
		}
	}
	return removed, err
}

// names are the files that a snapshot is made of, the manifest first.
func (s *Snapshot) names() []string {
	all := []string{store.Manifest}
	for i := range s.Manifest.Files {
		all = append(all, s.Manifest.Files[i].Name)
	}
	return all
}

// foreign returns the name of a file in a snapshot that is not leadferry's, "" for none.
func (s *Snapshot) foreign(ctx context.Context) (string, error) {
	listed, err := s.store.List(ctx, s.Name+"/")
	own := append(s.names(), "")
	for i := range listed {
		if file := strings.TrimPrefix(listed[i].Name, s.Name+"/"); !slices.Contains(own, file) {
			return file, err
		}
	}
	return "", err
}

// remove removes a snapshot. Without its manifest, which goes first, it is none.
func (s *Snapshot) remove(ctx context.Context) error {
	for _, file := range s.names() {
		if err := s.store.Delete(ctx, s.Name+"/"+file); err != nil {
			return err
		}
	}
	return nil
}
