package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/internal/atomicfile"
)

// Write makes one file of the report, whole or not at all.
func (f *Folder) Write(name string, fill func(*atomicfile.File) error) (err error) {
	out, err := atomicfile.Create(f.File(name), true)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Abort())
		}
	}()
	if err := fill(out); err != nil {
		return err
	}
	return out.Commit()
}

// CreateJournal makes the journal of a run that begins. The caller closes it.
func (f *Folder) CreateJournal() (*os.File, error) {
	return os.OpenFile(f.File(Journal), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// OpenJournal opens the journal of a run that was stopped, to continue it. The caller closes it.
func (f *Folder) OpenJournal() (*os.File, error) {
	return os.OpenFile(f.File(Journal), os.O_RDWR, 0)
}

// ReadJournal opens the journal of the report in a folder, which need not be locked nor writable.
// The caller closes it.
func ReadJournal(folder string) (*os.File, error) {
	return os.Open(filepath.Join(folder, Journal))
}

// Temp is a file of this run alone. It has no name where the system allows that, and is gone once
// closed.
type Temp struct {
	*os.File
	unlinked bool
}

const tempPattern = ".leadferry-*"

// NewTemp makes a temporary file in a folder, "" for the system's. The caller closes it.
func NewTemp(folder string) (*Temp, error) {
	f, err := os.CreateTemp(folder, tempPattern)
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	return &Temp{f, os.Remove(f.Name()) == nil}, nil // where an open file cannot be removed, Close does it
}

// Temp makes a temporary file in the folder. A nil Folder makes it where the system keeps them.
func (f *Folder) Temp() (*Temp, error) {
	if f == nil {
		return NewTemp("")
	}
	return NewTemp(f.path)
}

// Close removes the file.
func (t *Temp) Close() error {
	err := t.File.Close()
	if !t.unlinked {
		err = errors.Join(err, os.Remove(t.Name()))
	}
	return err
}
