package report

import (
	"fmt"
	"io"
	"os"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
)

// Write makes one file of the report, whole or not at all.
func (f *Folder) Write(name string, fill func(io.Writer) error) error {
	out, err := atomicfile.CreateOwn(f.File(name), true)
	if err != nil {
		return err
	}
	return out.Fill(fill)
}

// CreateJournal makes the journal of a run that begins. The caller closes it.
func (f *Folder) CreateJournal() (importer.Journal, error) {
	return os.OpenFile(f.File(importer.JournalFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// OpenJournal opens the journal of a run that was stopped, to continue it. The caller closes it.
func (f *Folder) OpenJournal() (importer.Journal, error) {
	return owned.Open(f.File(importer.JournalFile), os.O_RDWR)
}

// Read opens a file of the report, and only reads it. The caller closes it.
func (f *Folder) Read(name string) (*os.File, error) { return owned.Read(f.File(name)) }

const tempPrefix = ".leadferry-"

// Temps makes the temporary files of a run: in its report once there is one, and else where the
// system keeps them. They have no names where the system allows that. The caller removes them.
type Temps struct {
	Folder *Folder

	all   []*os.File
	named []string // where an open file cannot be removed
}

// Make makes a file.
func (t *Temps) Make() (row.TempFile, error) {
	folder := ""
	if t.Folder != nil {
		folder = t.Folder.path
	}
	f, err := os.CreateTemp(folder, tempPrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	if os.Remove(f.Name()) != nil {
		t.named = append(t.named, f.Name())
	}
	t.all = append(t.all, f)
	return f, nil
}

// Remove removes the files.
func (t *Temps) Remove() {
	for _, f := range t.all {
		f.Close() //nolint:errcheck // nothing in it is needed any more
	}
	for _, name := range t.named {
		os.Remove(name) //nolint:errcheck // it does no harm
	}
}
