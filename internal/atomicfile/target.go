package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

const (
	maxLinks = 40  // symlinks in a row, as in Linux
	maxName  = 200 // bytes of the target's name in the temporary one: file systems allow 255
)

// Target returns the file that a path leads to, with all symlinks resolved; the file need not
// exist. Two paths to one file have the same target.
func Target(path string) (string, error) {
	if path == "" {
		return "", errors.New("cannot write a file without a name: name it")
	}
	target := path
	for range maxLinks {
		folder, err := filepath.EvalSymlinks(filepath.Dir(target))
		if info, statErr := os.Stat(folder); err == nil && statErr == nil && !info.IsDir() {
			err = syscall.ENOTDIR
		}
		if errors.Is(err, syscall.ENOTDIR) {
			return "", fmt.Errorf("cannot write %s: %s is not a folder", path, filepath.Dir(target))
		}
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("cannot write %s: there is no folder %s: make it first",
				path, filepath.Dir(target))
		}
		if err != nil {
			return "", fmt.Errorf("cannot write %s: folder %s: %w",
				path, filepath.Dir(target), reason(err))
		}
		target = filepath.Join(folder, filepath.Base(target))
		info, _ := os.Lstat(target)
		link, _ := os.Readlink(target)
		if info == nil || link == "" { // no symlink, or nothing at all
			return target, nil
		}
		if err := owned.Link(target, info); err != nil {
			return "", err
		}
		if target = link; !filepath.IsAbs(link) {
			target = filepath.Join(folder, link)
		}
	}
	return "", fmt.Errorf("cannot write %s: its symlinks lead nowhere", path)
}

// Sweep removes the temporary files that killed runs left beside a target, as Target returns it.
// The caller holds a lock, so that no other process is writing the target.
func Sweep(target string) {
	folder := filepath.Dir(target)
	entries, _ := os.ReadDir(folder) // the folder may be writable but not readable
	for _, e := range entries {      // Glob would read the name as a pattern
		random, mine := strings.CutPrefix(e.Name(), tempPrefix(filepath.Base(target)))
		random, temp := strings.CutSuffix(random, tempSuffix)
		ours := mine && temp && strings.Trim(random, "0123456789abcdef") == ""
		if ours && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(folder, e.Name())) // one that stays does no harm
		}
	}
}

const tempSuffix = ".tmp"

// tempPrefix is the beginning of the names of a target's temporary files.
func tempPrefix(name string) string {
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	return "." + name + ".leadferry-"
}

// checkTarget refuses a target that must not be replaced.
func checkTarget(path, target string, force bool) error {
	if info, err := os.Stat(filepath.Dir(target)); err == nil && !info.IsDir() {
		return fmt.Errorf("cannot write %s: %s is not a folder", path, filepath.Dir(target))
	}
	info, err := os.Stat(path) // not target: links in /proc can be followed but not resolved
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	case info.IsDir():
		return fmt.Errorf("cannot write %s: it is a folder: name a file in it", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("cannot write %s: it is no ordinary file and cannot be replaced "+
			"as a whole: name a file, or use standard output", path)
	case !force:
		return exists(path)
	}
	return nil
}

// Try refuses a path for which Create fails, with wrong use: it is called before anything is sent. It leaves
// nothing behind.
func Try(path string, force bool) error { return try(Create(path, force)) }

// TryOwn is Try for CreateOwn, with force. What others could have planted in its place is refused, too.
func TryOwn(path string) error {
	if err := owned.Free(path); err != nil {
		return wrong(err)
	}
	return try(CreateOwn(path, true))
}

func try(f *File, err error) error {
	if err == nil {
		err = f.Abort()
	}
	return wrong(err)
}

// wrong makes an error one of wrong use, unless it says so itself.
func wrong(err error) error {
	if _, said := errors.AsType[*problem.Error](err); said || err == nil {
		return err
	}
	return problem.Usage(err.Error(), "choose a folder that exists and that you may write to")
}

// SyncFolder makes the names in a folder survive a power cut. Windows and some file systems cannot
// do that, which is no error.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil // the folder is writable but not readable
	}
	if err == nil {
		err = errors.Join(folder.Sync(), folder.Close())
	}
	if err == nil || errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return fmt.Errorf("folder %s cannot be saved: %w", path, reason(err))
}
