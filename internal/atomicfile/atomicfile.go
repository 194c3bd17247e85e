// Package atomicfile writes files that appear whole or not at all.
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

// File is a file in the making. It is written beside its target and takes the target's place by Commit. A File is used by one goroutine.
type File struct {
	path   string // as the caller named it
	target string // path without symlinks
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

// ExistsError says that there is a file of that name already, and that it was not to be replaced.
type ExistsError struct{ Path string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s exists already: choose another name, or force its replacement", e.Path)
}

// Remedy says how to write the file all the same.
func (*ExistsError) Remedy() string {
	return "give another name, or add --force to replace it when the new one is complete"
}

// ExitCode is that of wrong use.
func (*ExistsError) ExitCode() int { return problem.ExitUsage }

// Is makes an ExistsError an fs.ErrExist.
func (e *ExistsError) Is(target error) bool { return target == fs.ErrExist }

// Create begins the file of that path, which only its owner may read. Nothing is at the path before Commit; whoever calls Create defers
// Abort. A path that is a symlink stands for the file it leads to. Without force an existing file is an *ExistsError.
func Create(path string, force bool) (*File, error) {
	target, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if err := checkTarget(path, target, force); err != nil {
		return nil, err
	}
	temp, file, err := createTemp(target)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: no file can be made in folder %s: %w", path, filepath.Dir(target), reason(err))
	}
	return &File{path: path, target: target, temp: temp, force: force, file: file}, nil
}

// Write appends to the file. After an error every further Write and Commit returns it.
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

// Commit puts the file in its place, and returns when it is safe on the disk. Every error is returned; the temporary file is gone then
// and an old file at the path stays as it was (only an error that names the folder comes after the replacement).
func (f *File) Commit() error {
	if f.file == nil {
		return f.closed()
	}
	if err := f.finish(); err != nil {
		return errors.Join(err, f.Abort())
	}
	f.file = nil
	if err := f.place(); err != nil {
		return errors.Join(err, f.remove())
	}
	return syncFolder(filepath.Dir(f.target))
}

// finish makes the temporary file complete and closes it.
func (f *File) finish() error {
	if f.err != nil {
		return f.err
	}
	if err := f.file.Sync(); err != nil {
		return f.failed(err)
	}
	if err := f.file.Close(); err != nil {
		return f.failed(err)
	}
	return nil
}

// place gives the temporary file its name.
func (f *File) place() error {
	if f.force {
		return f.failed(os.Rename(f.temp, f.target))
	}
	// A link never replaces a file, where a rename would.
	err := os.Link(f.temp, f.target)
	if err == nil {
		_ = os.Remove(f.temp) // a second name of a good file is no reason to call it failed
		return nil
	}
	// Not every file system has links; there a file that comes at just this moment is replaced.
	if _, statErr := os.Lstat(f.target); errors.Is(err, fs.ErrExist) || statErr == nil {
		return &ExistsError{Path: f.path}
	}
	return f.failed(os.Rename(f.temp, f.target))
}

// Abort removes the temporary file. After Commit, or a second time, it does nothing.
func (f *File) Abort() error {
	if f.file == nil {
		return nil
	}
	_ = f.file.Close() // the file goes anyway, and after a failed Close this one fails too
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

// reason drops the temporary file's name from an error: nobody knows it.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
