// Package atomicfile writes files that appear complete or not at all.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/internal/problem"
)

// File is a file being written beside its target, which Commit replaces. It is for one goroutine.
type File struct {
	path   string // as the caller named it
	target string // path with symlinks resolved
	temp   string
	force  bool
	file   handle // nil after Commit and Abort
	err    error  // the first error of Write
}

// handle is what a File needs of an *os.File.
type handle interface {
	io.WriteCloser
	Sync() error
}

// exists says that there is already a file of that name, which may not be replaced.
func exists(path string) error {
	return &problem.Error{
		Problem: problem.Problem{
			Text: path + " exists already",
			Fix:  "give another name, or add --force to replace it when the new one is complete",
		},
		Exit: problem.ExitUsage, Cause: fs.ErrExist,
	}
}

// Create begins the file for a path, readable only by its owner. The path does not change before
// Commit; the caller defers Abort. A symlink stands for the file it leads to. Without force an
// existing file is an fs.ErrExist.
func Create(path string, force bool) (*File, error) {
	target, err := Target(path)
	if err != nil {
		return nil, err
	}
	if err := checkTarget(path, target, force); err != nil {
		return nil, err
	}
	return begin(path, target, force)
}

// CreateOwn begins a file of the program's own, whose name others may have planted: a symlink is never
// followed. It counts as an existing file, which with force is replaced by ours.
func CreateOwn(path string, force bool) (*File, error) {
	if _, err := os.Lstat(path); err == nil && !force {
		return nil, exists(path)
	}
	return begin(path, path, force)
}

// begin makes the temporary file.
func begin(path, target string, force bool) (*File, error) {
	pattern := tempPrefix(filepath.Base(target)) + "*" + tempSuffix
	file, err := os.CreateTemp(filepath.Dir(target), pattern)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: no file can be made in folder %s: %w",
			path, filepath.Dir(target), reason(err))
	}
	return &File{path: path, target: target, temp: file.Name(), force: force, file: file}, nil
}

// Write writes a whole file: Create, Write and Commit.
func Write(path string, text []byte, force bool) error {
	f, err := Create(path, force)
	if err != nil {
		return err
	}
	return f.fill(text)
}

// WriteOwn writes a whole file: CreateOwn, Write and Commit.
func WriteOwn(path string, text []byte, force bool) error {
	f, err := CreateOwn(path, force)
	if err != nil {
		return err
	}
	return f.fill(text)
}

// WriteReadable writes a whole file that all users of the machine can read, in place of an old one.
func WriteReadable(path string, text []byte) error {
	f, err := Create(path, true)
	if err != nil {
		return err
	}
	if err := os.Chmod(f.temp, 0o644); err != nil { //nolint:gosec // that is its purpose
		return errors.Join(f.failed(err), f.Abort())
	}
	return f.fill(text)
}

func (f *File) fill(text []byte) error {
	return f.Fill(func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// Fill writes what fill writes and commits, or aborts after its error.
func (f *File) Fill(fill func(io.Writer) error) error {
	if err := fill(f); err != nil {
		return errors.Join(err, f.Abort())
	}
	return f.Commit()
}

// Write appends to the file. After an error every later Write and Commit returns it.
func (f *File) Write(p []byte) (int, error) {
	if f.file == nil {
		return 0, f.closed()
	}
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.file.Write(p)
	f.err = f.failed(err)
	return n, f.err
}

// Commit moves the file to its path and returns when it is on the disk. After an error the
// temporary file is gone and an old file at the path is as it was, except that an error which names
// the folder comes after the replacement.
func (f *File) Commit() error {
	if f.file == nil {
		return f.closed()
	}
	if f.err == nil {
		f.err = f.failed(f.file.Sync())
	}
	if f.err == nil {
		f.err = f.failed(f.file.Close())
	}
	if f.err != nil {
		return errors.Join(f.err, f.Abort())
	}
	f.file = nil
	if err := f.place(); err != nil {
		return errors.Join(err, f.remove())
	}
	if err := SyncFolder(filepath.Dir(f.target)); err != nil {
		return fmt.Errorf("the file is written, but %w", err)
	}
	return nil
}

// place moves the temporary file to its path.
func (f *File) place() error {
	if f.force {
		return f.failed(os.Rename(f.temp, f.target))
	}
	// A link never replaces a file, a rename does.
	err := os.Link(f.temp, f.target)
	if err == nil {
		_ = os.Remove(f.temp) // the file is good, even with a second name
		return nil
	}
	// Not every file system has links; without them a file created at this very moment is replaced.
	if _, statErr := os.Lstat(f.target); errors.Is(err, fs.ErrExist) || statErr == nil {
		return exists(f.path)
	}
	return f.failed(os.Rename(f.temp, f.target))
}

// Abort removes the temporary file. After Commit, or a second time, it does nothing.
func (f *File) Abort() error {
	if f.file == nil {
		return nil
	}
	_ = f.file.Close() // the file is removed anyway, and after a failed Close this fails too
	f.file = nil
	return f.remove()
}

func (f *File) remove() error {
	if err := os.Remove(f.temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the temporary file %s: %w", f.temp, reason(err))
	}
	return nil
}

func (f *File) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot write %s: %w", f.path, reason(err))
}

func (f *File) closed() error {
	return fmt.Errorf("cannot write %s: it was finished or given up already", f.path)
}

// reason drops the name of the temporary file from an error: it means nothing to the user.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
