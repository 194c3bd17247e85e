//go:build unix

package target

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestPlantedBeside: a link that stands ready where a file of ours is to lie is refused before
// anything is read, in a folder that anybody may write to; the target itself may be a link.
func TestPlantedBeside(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{lockSuffix, noteSuffix, spoolSuffix} {
		dir := t.TempDir()
		victim, name := filepath.Join(dir, "victim"), filepath.Join(dir, "leads.csv")
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		for _, planted := range []string{victim, filepath.Join(dir, "new")} {
			if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
				t.Fatal(err)
			}
			link := filepath.Join(dir, ".leads.csv"+suffix)
			if err := os.Symlink(planted, link); err != nil {
				t.Fatal(err)
			}
			if _, err := Hold(name); problem.ExitCode(err) != problem.ExitUsage {
				t.Errorf("%s: %v", suffix, err)
			}
			if err := os.Remove(link); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
			t.Errorf("%s: the victim's file holds %q, %v", suffix, text, err)
		}
		if _, err := os.Lstat(filepath.Join(dir, "new")); err == nil {
			t.Errorf("%s: a file is made where a link leads", suffix)
		}
		if err := os.Symlink(victim, name); err != nil {
			t.Fatal(err)
		}
		held, err := Hold(name)
		if err != nil {
			t.Fatal(err)
		}
		held.Release()
	}
}
