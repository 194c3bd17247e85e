// Package store keeps the files of snapshots: in a folder of this machine, or in a bucket.
//
// An object is named SNAPSHOT/FILE. The manifest of a snapshot is put last and deleted first, so that
// who finds it finds the other files, too.
package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Store keeps whole objects under names. Errors of the network are retried inside.
type Store interface {
	// Get opens an object to read it. If there is none, the error is an fs.ErrNotExist.
	Get(ctx context.Context, name string) (io.ReadCloser, error)
	// Put keeps an object, whole or not at all, in place of what bears its name.
	Put(ctx context.Context, name string, content *io.SectionReader) error
	// PutIfAbsent is Put under a name that is free. If it is not, the error is an fs.ErrExist.
	PutIfAbsent(ctx context.Context, name string, content *io.SectionReader) error
	// List returns the objects whose names begin with a prefix, which is "" or ends in "/", by name.
	List(ctx context.Context, prefix string) ([]Object, error)
	// Delete removes an object. That there is none is no error.
	Delete(ctx context.Context, name string) error
}

// Object is what a Store tells of an object without opening it. In a folder, one whose name ends in "/"
// is a snapshot's own folder, which may be empty.
type Object struct {
	Name string
	Size int64         // -1 if it is no ordinary file
	Age  time.Duration // since it was put, by the store's own clock
}

// Manifest is the name of the file that makes a snapshot of the files beside it.
const Manifest = "manifest.json"

// ErrUnsure says that an object was put, but may not survive a power cut just now.
var ErrUnsure = errors.New("it may not survive a power cut")

// Path returns how people call an object, or a whole snapshot, of a store.
func Path(s Store, name string) string {
	if p, ok := s.(interface{ Path(name string) string }); ok {
		return p.Path(name)
	}
	return name
}
