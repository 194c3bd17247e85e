// Package filelock lets one process at a time work on something. The kernel holds the lock, so that
// a killed process leaves none behind.
package filelock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"github.com/leadferry/leadferry/internal/owned"
)

// ErrLocked says that another process holds the lock.
var ErrLocked = errors.New("another run holds the lock")

// Lock is a lock that is held.
type Lock struct{ file *flock.Flock }

// Acquire takes the lock of that path, or returns ErrLocked at once. It creates the file, which
// exists while the lock is held. The caller calls Release. A symbolic link, and a file of somebody
// else, is an error: it was planted.
func Acquire(path string) (*Lock, error) {
	for {
		l := &Lock{flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDONLY|owned.NoFollow), flock.SetPermissions(0o600))}
		locked, err := l.file.TryLock()
		switch {
		case err != nil:
			return nil, fmt.Errorf("lock %s: %w", path, err)
		case !locked:
			return nil, errors.Join(ErrLocked, l.file.Close())
		}
		switch current, err := l.isCurrent(); {
		case err != nil:
			return nil, errors.Join(err, l.file.Close())
		case current:
			return l, nil
		}
		// Its holder removed it between our opening and locking: this file locks nothing any more.
		if err := l.file.Close(); err != nil {
			return nil, err
		}
	}
}

// Await takes the lock of that path as Acquire does, and tries again after each interval while another
// holds it: until patience is over or stop is closed, which may be nil. It is for locks that are held for
// a moment only.
func Await(stop <-chan struct{}, path string, patience, interval time.Duration) (*Lock, error) {
	for end := time.Now().Add(patience); ; {
		lock, err := Acquire(path)
		if !errors.Is(err, ErrLocked) || time.Now().After(end) {
			return lock, err
		}
		select {
		case <-stop:
			return nil, err
		case <-time.After(interval):
		}
	}
}

// isCurrent reports whether the locked file is still the one at its path.
func (l *Lock) isCurrent() (bool, error) {
	held, err := l.file.Stat()
	if err == nil {
		err = owned.File(l.file.Path(), held)
	}
	if err != nil {
		return false, err
	}
	there, err := os.Lstat(l.file.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(held, there), err
}

// Release gives the lock up and removes its file.
func (l *Lock) Release() error {
	if runtime.GOOS == "windows" { // which removes no open file: not ours, nor that of the next holder
		err := l.file.Close()
		_ = os.Remove(l.file.Path()) // one that stays does no harm
		return err
	}
	err := os.Remove(l.file.Path()) // before unlocking: later it could be the next holder's
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // the folder has moved, or nothing may be removed from it: the next one reuses it
	}
	return errors.Join(err, l.file.Close())
}

// Leave gives the lock up and leaves its file where it is: for locks that are held for a moment, again
// and again.
func (l *Lock) Leave() error { return l.file.Close() }
