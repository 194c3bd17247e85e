//go:build unix

package target

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// TestPlantedBeside: whatever stands ready where a file of ours is to lie is refused before anything is
// read, in a folder that anybody may write to. The target itself may be a link of this user's.
func TestPlantedBeside(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{lockSuffix, noteSuffix, spoolSuffix, markSuffix} {
		for kind, plant := range map[string]func(victim, path string) error{
			"symbolic link": os.Symlink,
			"dangling link": func(victim, path string) error { return os.Symlink(victim+"-new", path) },
			"hard link":     os.Link,
			"pipe":          func(_, path string) error { return syscall.Mkfifo(path, 0o600) },
			"folder":        func(_, path string) error { return os.Mkdir(path, 0o700) },
			"open file": func(_, path string) error {
				return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o666))
			},
		} {
			dir := t.TempDir()
			victim, name := filepath.Join(dir, "victim"), filepath.Join(dir, "leads.csv")
			err := errors.Join(os.Chmod(dir, 0o777), os.WriteFile(victim, []byte("precious"), 0o600), plant(victim, filepath.Join(dir, ".leads.csv"+suffix)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Hold(name); problem.ExitCode(err) != problem.ExitUsage {
				t.Errorf("%s as a %s: %v", suffix, kind, err)
			}
			if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
				t.Errorf("%s as a %s: the victim's file holds %q, %v", suffix, kind, text, err)
			}
			if _, err := os.Lstat(victim + "-new"); err == nil {
				t.Errorf("%s: a file is made where a link leads", suffix)
			}
		}
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "leads.csv")
	if err := errors.Join(os.Chmod(dir, 0o777), os.Symlink(filepath.Join(dir, "elsewhere"), name)); err != nil {
		t.Fatal(err)
	}
	held, err := Hold(name)
	if err != nil {
		t.Fatal(err)
	}
	held.Release()
	if os.Geteuid() != 0 {
		return
	}
	if err := os.Lchown(name, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if _, err := Hold(name); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("a target that is a link of another user: %v", err)
	}
	if _, err := Create(name, true, sheet.None, nil); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("a target that is a link of another user: %v", err)
	}
}
