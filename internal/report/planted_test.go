//go:build unix

package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// TestPlantedFolder: a report folder that others may write to is refused; with their rights taken
// away, and links left in it by then, no link is followed.
func TestPlantedFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, victim := filepath.Join(dir, "in.csv.report"), filepath.Join(dir, "victim")
	if err := errors.Join(os.WriteFile(victim, []byte("precious"), 0o600), os.Mkdir(path, 0o700), os.Chmod(path, 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files(), importer.JournalFile) {
		if err := os.Symlink(victim, filepath.Join(path, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := Claim(path); problem.ExitCode(err) != problem.ExitUsage {
		t.Fatalf("an open folder: %v", err)
	}
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	f := &Folder{path: path}
	for _, name := range files() {
		if err := f.Write(name, func(w io.Writer) error { _, err := w.Write([]byte("people's data")); return err }); err != nil {
			t.Error(err)
		}
		if info, err := os.Lstat(f.File(name)); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is %v, %v", name, info, err)
		}
	}
	for _, open := range []func() (*os.File, error){f.CreateJournal, f.OpenJournal} {
		if file, err := open(); err == nil {
			file.Close()
			t.Error("a planted journal is opened")
		}
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
		t.Errorf("the victim's file holds %q, %v", text, err)
	}
}
