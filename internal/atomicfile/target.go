package atomicfile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
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
		if err != nil {
			return "", folderError(path, filepath.Dir(target), err)
		}
		target = filepath.Join(folder, filepath.Base(target))
		link, _ := os.Readlink(target)
		if link == "" { // no symlink, or nothing at all
			return target, nil
		}
		if target = link; !filepath.IsAbs(link) {
			target = filepath.Join(folder, link)
		}
	}
	return "", fmt.Errorf("cannot write %s: its symlinks lead nowhere", path)
}

func folderError(path, folder string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write %s: there is no folder %s: make it first", path, folder)
	}
	return fmt.Errorf("cannot write %s: folder %s: %w", path, folder, reason(err))
}

// Sweep removes the temporary files that killed runs left beside a target, as Target returns it.
// The caller holds a lock, so that no other process is writing the target.
func Sweep(target string) {
	folder, name := filepath.Split(target)
	for _, left := range leftovers(folder, tempPrefix(name)) {
		_ = os.Remove(left) // it does no harm
	}
}

// leftovers lists the temporary files with that prefix. (Glob would read the name as a pattern.)
func leftovers(folder, prefix string) (left []string) {
	entries, err := os.ReadDir(filepath.Clean(folder))
	if err != nil {
		return nil // the folder may be writable but not readable
	}
	for _, e := range entries {
		random, mine := strings.CutPrefix(e.Name(), prefix)
		random, temp := strings.CutSuffix(random, tempSuffix)
		if mine && temp && len(random) == 2*randomBytes && e.Type().IsRegular() {
			left = append(left, filepath.Join(folder, e.Name()))
		}
	}
	return left
}

const (
	randomBytes = 4
	tempSuffix  = ".tmp"
)

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
		return &ExistsError{Path: path}
	}
	return nil
}

// createTemp creates a hidden file beside the target that only its owner can read.
func createTemp(target string) (string, *os.File, error) {
	folder, name := filepath.Split(target)
	for {
		var random [randomBytes]byte
		rand.Read(random[:]) // never fails
		temp := filepath.Join(folder, tempPrefix(name)+hex.EncodeToString(random[:])+tempSuffix)
		file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return temp, file, err
		}
	}
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
