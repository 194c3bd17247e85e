//go:build unix

package backup_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestPlantedSnapshot: no link in a snapshot is followed, and no pipe makes a check wait. A snapshot that
// is itself a link is none of the folder's.
func TestPlantedSnapshot(t *testing.T) {
	for _, name := range []string{"leads.jsonl.zst", "manifest.json"} {
		for kind, plant := range map[string]func(was, path string) error{
			"link": os.Symlink,
			"pipe": func(_, path string) error { return syscall.Mkfifo(path, 0o600) },
		} {
			s := newStage(t, sandbox.Options{Leads: 12, NonLeads: 4})
			made := s.create(t)
			path, away := filepath.Join(made.Path, name), filepath.Join(t.TempDir(), name)
			if err := errors.Join(os.Rename(path, away), plant(away, path)); err != nil {
				t.Fatal(err)
			}
			opened := backup.Open(t.Context(), s.place(), made.Name)
			if opened.Damage == nil || !strings.Contains(opened.Damage.Error(), "ordinary file") {
				t.Errorf("%s as a %s: %v", name, kind, opened.Damage)
			}
			made.Damage = nil // as if it were planted after the look
			finding, err := backup.Check(t.Context(), &made, nil)
			if err != nil || (len(finding.Damage) == 0) != (name == "manifest.json") {
				t.Errorf("%s as a %s: %v, %v", name, kind, finding.Damage, err)
			}
		}
	}
	s := newStage(t, sandbox.Options{Leads: 12, NonLeads: 4})
	made := s.create(t)
	away := filepath.Join(t.TempDir(), made.Name)
	if err := errors.Join(os.Rename(made.Path, away), os.Symlink(away, made.Path)); err != nil {
		t.Fatal(err)
	}
	if all, err := backup.List(t.Context(), s.place()); err != nil || len(all) != 0 {
		t.Errorf("listed %+v, %v", all, err)
	}
}

// TestPlantedFolder: a folder that others may write to, or whose lock was planted, takes no backup.
func TestPlantedFolder(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, plant := range map[string]func(folder, lock string) error{
		"open to others":    func(folder, _ string) error { return os.Chmod(folder, 0o777) },
		"lock is a link":    func(_, lock string) error { return os.Symlink(victim, lock) },
		"lock is hard link": func(_, lock string) error { return os.Link(victim, lock) },
		"lock is a pipe":    func(_, lock string) error { return syscall.Mkfifo(lock, 0o600) },
		"lock is a folder":  func(_, lock string) error { return os.Mkdir(lock, 0o700) },
	} {
		folder := filepath.Join(dir, name)
		if err := errors.Join(os.Mkdir(folder, 0o700), plant(folder, filepath.Join(folder, ".leadferry-lock"))); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Hold(t.Context(), store.NewFolder(folder), 0); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
