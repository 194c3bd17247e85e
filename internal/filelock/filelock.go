// Package filelock makes sure that one process at a time is at work on something. The kernel holds the lock, so that a killed process
// leaves none behind.
package filelock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// ErrLocked says that another process holds the lock.
var ErrLocked = errors.New("another run holds the lock")

// Lock is a lock that is held.
type Lock struct{ file *flock.Flock }

// Acquire takes the lock that a file of that path stands for, at once or with ErrLocked. The file is made, and is there as long as the lock
// is held; whoever has a Lock calls Release.
func Acquire(path string) (*Lock, error) {
	for {
		l := &Lock{flock.New(path, flock.SetPermissions(0o600))}
		locked, err := l.file.TryLock()
		switch {
		case err != nil:
			return nil, fmt.Errorf("lock %s: %w", path, err)
		case !locked:
			return nil, errors.Join(ErrLocked, l.file.Close())
		}
		current, err := l.isCurrent()
		if current || err != nil {
			return l, err
		}
		if err := l.file.Close(); err != nil { // its holder has removed it between our opening and locking: it locks nothing any more
			return nil, err
		}
	}
}

// isCurrent tells whether the locked file is still the one of its path.
func (l *Lock) isCurrent() (bool, error) {
	held, err := l.file.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(l.file.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(held, there), err
}

// Release gives the lock up and removes its file.
func (l *Lock) Release() error {
	err := os.Remove(l.file.Path()) // before the lock is free, or else it could be another one's by then
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // the folder has been moved, or the system removes no open files: the next one takes the file over
	}
	return errors.Join(err, l.file.Close())
}
