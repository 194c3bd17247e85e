//go:build unix

package profile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestPlanted: no config file and no token of another user is read, no pipe of one makes the program
// wait, and no secret is kept in a folder that others may write to.
func TestPlanted(t *testing.T) {
	t.Parallel()
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := Save(filepath.Join(open, "config.toml"), Profile{Name: "acme", BotID: "b"}, "tok", false); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("a folder that is open to others: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(open, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if os.Geteuid() != 0 {
		return
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Chown(pipe, 12345, 12345)); err != nil {
		t.Fatal(err)
	}
	planted := file(t, "[profile.acme]\ntoken_command = [\"touch\", \"x\"]\n", 0o600)
	if err := os.Chown(planted, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(planted, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{planted, link, pipe} {
		if _, err := Load(path); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("config file %s: %v", path, err)
		}
		if _, err := ReadToken(path); problem.ExitCode(err) != problem.ExitAuth {
			t.Errorf("token file %s: %v", path, err)
		}
	}
}
