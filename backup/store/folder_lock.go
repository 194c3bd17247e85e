package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

const lockName = ".leadferry-lock"

// Lock locks the folder for this process, until its end at the latest. It creates a missing folder, but
// not its parent: a disk that is not mounted must not look empty. It removes what killed runs left. The
// error is a *problem.Error, which wraps a filelock.ErrLocked if another process holds the lock.
func (f *Folder) Lock(context.Context) (unlock func() error, err error) {
	unlock, err = f.lock()
	if _, known := errors.AsType[*problem.Error](err); err == nil || known {
		return unlock, err
	}
	var p *problem.Error
	switch {
	case errors.Is(err, filelock.ErrLocked):
		p = problem.Locked("another backup is already using "+f.path, "wait until it ends, or add --lock-wait 30m")
	case errors.Is(err, fs.ErrNotExist):
		p = problem.Usage(fmt.Sprintf("cannot make the backup folder %s: its parent folder does not exist", f.path),
			"make the parent folder first, or mount its disk")
	default:
		p = problem.Usage(fmt.Sprintf("cannot back up to %s: %v", f.path, err), "choose a folder that you may write to")
	}
	p.Cause = err
	return nil, p
}

func (f *Folder) lock() (unlock func() error, err error) {
	if err := mkdir(f.path); err != nil {
		return nil, fmt.Errorf("while making the backup folder: %w", err)
	}
	if err := owned.Folder(f.path); err != nil {
		return nil, err
	}
	lock, err := filelock.Acquire(filepath.Join(f.path, lockName))
	if err != nil {
		return nil, err
	}
	if err := f.sweep(); err != nil {
		return nil, errors.Join(fmt.Errorf("while removing what an earlier run left: %w", err), lock.Release())
	}
	return lock.Release, nil
}

var partialShape = regexp.MustCompile(`^\.leadferry-[0-9a-f]+\.partial$`)

// isPartial reports whether an entry is a partial folder: of a run that goes on, or of one that was killed.
func isPartial(e fs.DirEntry) bool { return e.IsDir() && partialShape.MatchString(e.Name()) }

// partial makes a folder that is no snapshot.
func (f *Folder) partial() (string, error) { return os.MkdirTemp(f.path, ".leadferry-*.partial") }

// sweep removes the partial folders of runs that were killed.
func (f *Folder) sweep() error {
	entries, err := os.ReadDir(f.path)
	for _, e := range entries {
		if isPartial(e) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.path, e.Name())))
		}
	}
	return err
}

// DraftFolder makes a folder for a draft, on the same disk. It does not outlive the lock.
func (f *Folder) DraftFolder() (path string, lasting bool, err error) {
	path, err = f.partial()
	return path, false, err
}
