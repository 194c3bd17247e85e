//go:build unix

package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
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
	for _, name := range append(Files(), importer.JournalFile) {
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
	for _, name := range Files() {
		if err := f.Write(name, func(w io.Writer) error { _, err := w.Write([]byte("people's data")); return err }); err != nil {
			t.Error(err)
		}
		if info, err := os.Lstat(f.File(name)); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is %v, %v", name, info, err)
		}
	}
	for _, open := range []func() (importer.Journal, error){f.CreateJournal, f.OpenJournal} {
		if file, err := open(); err == nil {
			file.Close()
			t.Error("a planted journal is opened")
		}
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
		t.Errorf("the victim's file holds %q, %v", text, err)
	}
}

// TestPlantedInside: whatever stands ready in a folder where a file of a report is to be, the report is
// refused before anything is sent, and nothing is opened that waits for ever.
func TestPlantedInside(t *testing.T) {
	t.Parallel()
	for _, name := range append(Files(), importer.JournalFile, lockName) {
		for kind, plant := range map[string]func(victim, path string) error{
			"symbolic link": os.Symlink,
			"hard link":     os.Link,
			"pipe":          func(_, path string) error { return syscall.Mkfifo(path, 0o600) },
			"folder":        func(_, path string) error { return os.Mkdir(path, 0o700) },
			"open file": func(_, path string) error {
				return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o666))
			},
		} {
			dir := t.TempDir()
			path, victim := filepath.Join(dir, "in.csv.report"), filepath.Join(dir, "victim")
			if err := errors.Join(os.WriteFile(victim, []byte("precious"), 0o600), os.Mkdir(path, 0o700), plant(victim, filepath.Join(path, name))); err != nil {
				t.Fatal(err)
			}
			if _, _, err := Open(Options{Base: path, Resume: name == importer.JournalFile}); problem.ExitCode(err) != problem.ExitUsage {
				t.Errorf("%s as a %s: %v", name, kind, err)
			}
			if _, _, err := View(path); kind != "hard link" && kind != "open file" && name == importer.SummaryFile && problem.ExitCode(err) != problem.ExitUsage {
				t.Errorf("%s as a %s is looked at: %v", name, kind, err)
			}
			if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
				t.Errorf("%s as a %s: the victim's file holds %q, %v", name, kind, text, err)
			}
		}
	}
}

// TestSweepReadsNoPattern: the name of a report is no pattern that fits other folders.
func TestSweepReadsNoPattern(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := fill(t, filepath.Join(dir, "ab"), map[string]string{".leadferry-1": ""})
	mine := fill(t, filepath.Join(dir, "a*"), map[string]string{".leadferry-1": ""})
	f, _, err := Claim(mine)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !exists(filepath.Join(other, ".leadferry-1")) || exists(filepath.Join(mine, ".leadferry-1")) {
		t.Error("the temporary files of another folder are removed, or ours are not")
	}
}
