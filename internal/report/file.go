package report

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/atomicfile"
)

// Write makes one file of the report, whole or not at all.
func (f *Folder) Write(name string, fill func(io.Writer) error) (err error) {
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
	return os.OpenFile(f.File(importer.JournalFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// OpenJournal opens the journal of a run that was stopped, to continue it. The caller closes it.
func (f *Folder) OpenJournal() (*os.File, error) {
	return os.OpenFile(f.File(importer.JournalFile), os.O_RDWR, 0)
}

// Read opens a file of the report, and only reads it. The caller closes it.
func (f *Folder) Read(name string) (*os.File, error) { return os.Open(f.File(name)) }

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
