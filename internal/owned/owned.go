// Package owned tells files of this user, or of root, from those that others planted, and opens files
// without following symbolic links. On Windows, where a folder says who may write to it in another
// way, everything is this user's own.
package owned

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
)

// Folder refuses a folder that others could have planted or may write to. A symbolic link of this
// user's own is followed. The error is a *problem.Error, or one of the system.
func Folder(path string) error {
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if err := Link(path, info); err != nil {
			return err
		}
		info, err = os.Stat(path)
	}
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return planted(path + " is not a folder")
	}
	return check(path, info)
}

// Open opens a file that exists, if it is an ordinary one of this user that others may not write to.
// A symbolic link is never followed. The error is as that of Folder.
func Open(path string, flag int) (*os.File, error) { return open(path, flag, File) }

// Read opens a file to read it, if it is an ordinary one. It may be another user's: a backup may lie
// on a disk that was carried here. The error is as that of Folder.
func Read(path string) (*os.File, error) { return open(path, os.O_RDONLY, ordinary) }

func open(path string, flag int, check func(string, fs.FileInfo) error) (*os.File, error) {
	f, err := os.OpenFile(path, flag|NoFollow, 0)
	if err != nil {
		if info, statErr := os.Lstat(path); statErr == nil && !info.Mode().IsRegular() {
			err = ordinary(path, info)
		}
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = check(path, info)
	}
	if err != nil {
		f.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	return f, nil
}

// Free refuses a name that something else bears than an ordinary file of this user. Nothing at all is
// fine, too.
func Free(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return File(path, info)
}

// File refuses what is no ordinary file of this user that others may not write to. One that has two
// names may be any file: whoever may write to a folder can link one of this user's into it.
func File(path string, info fs.FileInfo) error {
	if err := ordinary(path, info); err != nil {
		return err
	}
	if isLinked(info) {
		return planted(path + " has another name, too (a hard link)")
	}
	return check(path, info)
}

// Link refuses a symbolic link of another user.
func Link(path string, info fs.FileInfo) error {
	if !isOurs(info) {
		return planted(path + " is a symbolic link of another user")
	}
	return nil
}

// Owner refuses what belongs to another user.
func Owner(path string, info fs.FileInfo) error {
	if !isOurs(info) {
		return planted(path + " belongs to another user")
	}
	return nil
}

func ordinary(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return planted(path + " is not an ordinary file")
	}
	return nil
}

func check(path string, info fs.FileInfo) error {
	if err := Owner(path, info); err != nil {
		return err
	}
	if isOpen(info) {
		return problem.Usage(fmt.Sprintf("%s is open to others (mode %04o)", path, info.Mode().Perm()),
			"look at what is in it, then remove their rights: chmod go-w "+shell.Quote(path))
	}
	return nil
}

func planted(text string) error {
	return problem.Usage(text, "remove it if it is not needed, or choose a folder of your own")
}
