package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

// Folder is a folder of snapshots that only this process may change.
type Folder struct {
	path string
	lock *filelock.Lock
}

const lockName = ".leadferry-lock"

// Hold locks a folder for this process, until Release or its end. It waits at most that long for
// another process. It creates a missing folder, but not its parent: a disk that is not mounted must
// not look empty. It removes what killed runs left. The error is a *problem.Error, which wraps a
// filelock.ErrLocked if another process holds the folder, or the cause of ctx.
func Hold(ctx context.Context, path string, wait time.Duration) (*Folder, error) {
	f, err := hold(ctx, path, wait)
	if _, known := errors.AsType[*problem.Error](err); err == nil || ctx.Err() != nil || known {
		return f, err
	}
	var p *problem.Error
	switch {
	case errors.Is(err, filelock.ErrLocked):
		p = problem.Locked("another backup is already using "+path, "wait until it ends, or add --lock-wait 30m")
	case errors.Is(err, fs.ErrNotExist):
		p = problem.Usage(fmt.Sprintf("cannot make the backup folder %s: its parent folder does not exist", path),
			"make the parent folder first, or mount its disk")
	default:
		p = problem.Usage(fmt.Sprintf("cannot back up to %s: %v", path, err), "choose a folder that you may write to")
	}
	p.Cause = err
	return nil, p
}

func hold(ctx context.Context, path string, wait time.Duration) (*Folder, error) {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("while making the backup folder: %w", err)
	}
	if err := owned.Folder(path); err != nil {
		return nil, err
	}
	f := &Folder{path: path}
	const pause = 50 * time.Millisecond
	for end := time.Now().Add(wait); ; {
		lock, err := filelock.Acquire(filepath.Join(path, lockName))
		if err == nil {
			f.lock = lock
			return f, f.sweep()
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

// Release unlocks the folder.
func (f *Folder) Release() error { return f.lock.Release() }

var partialShape = regexp.MustCompile(`^\.leadferry-[0-9a-f]+\.partial$`)

// partial makes a folder that is no snapshot, to be filled or emptied.
func (f *Folder) partial() (string, error) {
	return os.MkdirTemp(f.path, ".leadferry-*.partial")
}

// sweep removes the partial folders of runs that were killed.
func (f *Folder) sweep() error {
	entries, err := os.ReadDir(f.path)
	for _, e := range entries {
		if e.IsDir() && partialShape.MatchString(e.Name()) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.path, e.Name())))
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("while removing what an earlier run left: %w", err), f.Release())
	}
	return nil
}

// place renames a finished snapshot, whose files are on the disk, and returns its path.
func (f *Folder) place(partial, name string) (string, error) {
	path := filepath.Join(f.path, name)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s has the name of a snapshot but is not one", path)
	}
	if err := atomicfile.SyncFolder(partial); err != nil {
		return "", err
	}
	if err := os.Rename(partial, path); err != nil {
		return "", fmt.Errorf("while naming the finished snapshot: %w", err)
	}
	return path, atomicfile.SyncFolder(f.path)
}

// freeName returns the name for a snapshot of that moment, after all others of the same moment: a
// clock that goes back can show one twice.
func freeName(t time.Time, all []Snapshot) string {
	base, last := t.UTC().Format(nameLayout), 0
	for i := range all {
		if suffix, same := strings.CutPrefix(all[i].Name, base); same {
			n, _ := strconv.Atoi(strings.TrimPrefix(suffix, "-")) // the first one has none
			last = max(last, n, 1)
		}
	}
	if last == 0 {
		return base
	}
	return fmt.Sprintf("%s-%d", base, last+1)
}

// foreign returns the name of a file in a snapshot that is not leadferry's, "" for none.
func foreign(s *Snapshot) (string, error) {
	entries, err := os.ReadDir(s.Path)
	for _, e := range entries {
		is := func(file File) bool { return file.Name == e.Name() }
		if e.Name() != manifestName && !slices.ContainsFunc(s.Manifest.Files, is) {
			return e.Name(), err
		}
	}
	return "", err
}

// remove removes a snapshot completely: it is renamed before any of its files is removed.
func (f *Folder) remove(s *Snapshot) error {
	partial, err := f.partial()
	if err != nil {
		return err
	}
	if err := os.Rename(s.Path, filepath.Join(partial, s.Name)); err != nil {
		return err
	}
	if err := atomicfile.SyncFolder(f.path); err != nil {
		return err
	}
	return os.RemoveAll(partial)
}

// Prune removes the snapshots that decisions do not keep, and returns their number. It continues
// after an error. It keeps a snapshot with foreign files, and changes its decision to say so.
func (f *Folder) Prune(ctx context.Context, decisions []Decision) (removed int, err error) {
	for i := range decisions {
		d := &decisions[i]
		if d.Keep {
			continue
		}
		if ctx.Err() != nil {
			return removed, errors.Join(err, context.Cause(ctx))
		}
		file, failed := foreign(&d.Snapshot)
		if file != "" {
			d.Keep, d.Why = true, []string{"it holds a file that is not leadferry's: " + file}
			continue
		}
		if failed == nil {
			failed = f.remove(&d.Snapshot)
		}
		if failed == nil {
			removed++
		} else {
			err = errors.Join(err, fmt.Errorf("remove %s: %w", d.Snapshot.Name, failed))
		}
	}
	return removed, err
}
