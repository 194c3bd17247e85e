package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
)

// Folder is a Store whose snapshots are folders in one folder. A snapshot appears complete: until its
// manifest is put, and as soon as that is deleted, its files stand in a folder that is no snapshot. One
// goroutine, which holds the lock, may put and delete.
type Folder struct {
	path   string
	staged map[string]string // by its name, where the files of such a snapshot are
}

// NewFolder returns the Store in a folder. It does not look at it.
func NewFolder(path string) *Folder { return &Folder{path, map[string]string{}} }

// Path returns the path of an object.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }

// String returns the path of the folder.
func (f *Folder) String() string { return f.path }

// Get opens a file, unless that is no ordinary one.
func (f *Folder) Get(_ context.Context, name string) (io.ReadCloser, error) {
	return owned.Read(f.Path(name))
}

// Put writes a file, and returns when it is on the disk.
func (f *Folder) Put(ctx context.Context, name string, content *io.SectionReader) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	snapshot, file := split(name)
	staged, err := f.stage(snapshot)
	if err == nil {
		err = mkdir(staged)
	}
	if err != nil {
		return fmt.Errorf("while making the snapshot: %w", err)
	}
	out, err := atomicfile.CreateOwn(filepath.Join(staged, file), true)
	if err != nil {
		return err
	}
	return out.Fill(func(w io.Writer) error {
		_, err := io.Copy(w, content)
		return err
	})
}

// PutIfAbsent puts a manifest, with which the snapshot appears.
func (f *Folder) PutIfAbsent(ctx context.Context, name string, content *io.SectionReader) error {
	snapshot, _ := split(name)
	path := f.Path(snapshot)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has the name of a snapshot but is not one: %w", path, cmp.Or(err, fs.ErrExist))
	}
	if err := f.Put(ctx, name, content); err != nil {
		return err
	}
	if err := os.Rename(f.staged[snapshot], path); err != nil {
		return fmt.Errorf("while naming the finished snapshot: %w", err)
	}
	if err := errors.Join(f.unstage(snapshot), atomicfile.SyncFolder(f.path)); err != nil {
		return unsure{err}
	}
	return nil
}

// unsure is an ErrUnsure, and why.
type unsure struct{ error }

func (u unsure) Unwrap() error      { return u.error }
func (unsure) Is(target error) bool { return target == ErrUnsure }

// Delete removes a file. A snapshot whose manifest is deleted is none any more, and with its last file
// its folder is gone.
func (f *Folder) Delete(_ context.Context, name string) error {
	snapshot, file := split(name)
	if f.staged[snapshot] == "" {
		if file != Manifest {
			return nil
		}
		if err := f.displace(snapshot); err != nil {
			return err
		}
	}
	staged := f.staged[snapshot]
	if err := os.Remove(filepath.Join(staged, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if left, err := os.ReadDir(staged); err != nil || len(left) > 0 {
		return err
	}
	return errors.Join(os.Remove(staged), f.unstage(snapshot))
}

// displace renames the folder of a snapshot, so that it is none.
func (f *Folder) displace(snapshot string) error {
	staged, err := f.stage(snapshot)
	if err != nil {
		return err
	}
	if err := os.Rename(f.Path(snapshot), staged); err != nil {
		return errors.Join(err, f.unstage(snapshot))
	}
	return atomicfile.SyncFolder(f.path)
}

// stage returns where the files of a snapshot stand while that is none.
func (f *Folder) stage(snapshot string) (string, error) {
	if f.staged[snapshot] == "" {
		partial, err := f.partial()
		if err != nil {
			return "", err
		}
		f.staged[snapshot] = filepath.Join(partial, snapshot)
	}
	return f.staged[snapshot], nil
}

// unstage forgets a snapshot that has moved on.
func (f *Folder) unstage(snapshot string) error {
	partial := filepath.Dir(f.staged[snapshot])
	delete(f.staged, snapshot)
	return os.Remove(partial)
}

func split(name string) (snapshot, file string) {
	snapshot, file = filepath.Split(filepath.FromSlash(name))
	return filepath.Clean(snapshot), file
}

// mkdir makes a folder, unless it is there.
func mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// List returns the files of all snapshots, or of one.
func (f *Folder) List(_ context.Context, prefix string) ([]Object, error) {
	if prefix != "" {
		return f.files(strings.TrimSuffix(prefix, "/"))
	}
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return nil, err
	}
	var all []Object
	for _, e := range entries {
		if !isSnapshot(e) {
			continue
		}
		files, err := f.files(e.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

// Folders returns the names of the folders in it that hold snapshots of their own, in order.
func (f *Folder) Folders(context.Context) (names []string, err error) {
	entries, err := os.ReadDir(f.path)
	for _, e := range entries {
		if isPartial(e) {
			continue
		}
		inner, err := os.ReadDir(f.Path(e.Name())) // a folder that is closed to us is not ours
		if err == nil && slices.ContainsFunc(inner, isSnapshot) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// isSnapshot reports whether an entry of a folder has the name of a snapshot.
func isSnapshot(e fs.DirEntry) bool {
	_, ok := ParseName(e.Name())
	return ok && e.IsDir()
}

// files returns the folder of a snapshot and what is in it; nothing if it is not there.
func (f *Folder) files(snapshot string) ([]Object, error) {
	entries, err := os.ReadDir(f.Path(snapshot))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	all := []Object{{Name: snapshot + "/", Size: -1}}
	for _, e := range entries {
		o := Object{Name: snapshot + "/" + e.Name(), Size: -1}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			o.Age = time.Since(info.ModTime())
			if info.Mode().IsRegular() {
				o.Size = info.Size()
			}
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}
