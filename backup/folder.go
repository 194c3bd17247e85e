package backup

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// Folder is a folder of snapshots that this process alone may change.
type Folder struct {
	path string
	lock *filelock.Lock
}

const lockName = ".leadferry-lock"

// Hold locks a folder for this process until Release. It waits at most so long for another process to
// end. A missing folder is made, but not the one above it: an unmounted disk must not look like an
// empty one. What killed runs left is removed. The error is a *problem.Error, which wraps a
// filelock.ErrLocked if another process holds the folder, or the cause of ctx.
func Hold(ctx context.Context, path string, wait time.Duration) (*Folder, error) {
	f, err := hold(ctx, path, wait)
	var p *problem.Error
	switch {
	case err == nil || ctx.Err() != nil:
		return f, err
	case errors.Is(err, filelock.ErrLocked):
		p = problem.Locked("another backup is at work on "+path, "wait for it to end, or let this one wait with --lock-wait 30m")
	case errors.Is(err, fs.ErrNotExist):
		p = problem.Usage(fmt.Sprintf("cannot make the backup folder %s: the folder it would stand in is not there", path),
			"make that one first, or mount its disk")
	default:
		p = problem.Usage(fmt.Sprintf("cannot back up to %s: %v", path, err), "choose a folder that you may write to")
	}
	p.Cause = err
	return nil, p
}

func hold(ctx context.Context, path string, wait time.Duration) (*Folder, error) {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the backup folder: %w", err)
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

// Release gives the folder up.
func (f *Folder) Release() error { return f.lock.Release() }

var partialShape = regexp.MustCompile(`^\.leadferry-[0-9a-f]{16}\.partial$`)

// partial is the path of a folder that does not count, because it is being filled or emptied.
func (f *Folder) partial() string {
	var random [8]byte
	rand.Read(random[:]) // never fails
	return filepath.Join(f.path, ".leadferry-"+hex.EncodeToString(random[:])+".partial")
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
		return errors.Join(fmt.Errorf("clear away what an earlier run left: %w", err), f.Release())
	}
	return nil
}

// place gives a finished snapshot its name, which is returned with its path. All its files are on the disk already.
func (f *Folder) place(partial, name string) (string, error) {
	path := filepath.Join(f.path, name)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("something that is no snapshot bears the name of one: %s", path)
	}
	if err := syncFolder(partial); err != nil {
		return "", err
	}
	if err := os.Rename(partial, path); err != nil {
		return "", fmt.Errorf("put the snapshot in its place: %w", err)
	}
	return path, syncFolder(f.path)
}

// freeName returns a name for a snapshot of that moment, which comes behind all others of the same moment: a clock that goes back can
// show one twice.
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

// foreignError says that a snapshot holds a file of somebody else.
type foreignError struct{ file string }

func (e *foreignError) Error() string { return "it holds a file that is not leadferry's: " + e.file }

// Remove takes a snapshot away, whole: it is renamed before anything in it is removed. One that holds files of somebody else stays, with
// an error.
func (f *Folder) Remove(s *Snapshot) error {
	entries, err := os.ReadDir(s.Path)
	if err != nil {
		return fmt.Errorf("remove %s: %w", s.Name, err)
	}
	ours := map[string]bool{manifestName: true}
	for _, file := range s.Manifest.Files {
		ours[file.Name] = true
	}
	for _, e := range entries {
		if !ours[e.Name()] {
			return fmt.Errorf("remove %s: %w", s.Name, &foreignError{e.Name()})
		}
	}
	partial := f.partial()
	if err := os.Rename(s.Path, partial); err != nil {
		return fmt.Errorf("remove %s: %w", s.Name, err)
	}
	if err := syncFolder(f.path); err != nil {
		return err
	}
	if err := os.RemoveAll(partial); err != nil {
		return fmt.Errorf("remove %s: %w", s.Name, err)
	}
	return nil
}

// Prune removes what decisions do not keep, and returns how many. It goes on after an error. A snapshot that holds files of somebody else is
// kept after all, and its decision says so.
func (f *Folder) Prune(ctx context.Context, decisions []Decision) (removed int, err error) {
	for i := range decisions {
		if decisions[i].Keep {
			continue
		}
		if ctx.Err() != nil {
			return removed, errors.Join(err, context.Cause(ctx))
		}
		e := f.Remove(&decisions[i].Snapshot)
		if foreign, ok := errors.AsType[*foreignError](e); ok {
			decisions[i].Keep, decisions[i].Why = true, []string{foreign.Error()}
			continue
		}
		if e != nil {
			err = errors.Join(err, e)
			continue
		}
		removed++
	}
	return removed, err
}

// syncFolder makes the names in a folder survive a power cut. Windows cannot do it and some file systems will not; that is no error.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("save the backup folder: %w", err)
	}
	err = errors.Join(folder.Sync(), folder.Close())
	if err == nil || errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return fmt.Errorf("save the backup folder: %w", err)
}
