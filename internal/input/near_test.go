package input

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestMissingFile: the fix names the file that was meant, and never the one that is missing.
func TestMissingFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"ok.csv", "tok", "leads.xlsx"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("gone.csv", filepath.Join(dir, "dangling.csv")); err != nil {
		t.Skip(err)
	}
	for name, want := range map[string][2]string{
		"ok":           {"does not exist", "did you mean " + filepath.Join(dir, "ok.csv") + "?"},
		"leads.xlxs":   {"does not exist", "did you mean " + filepath.Join(dir, "leads.xlsx") + "?"},
		"nothing-like": {"does not exist", "check the name"},
		"dangling.csv": {"is a link to gone.csv, which does not exist", "name the file itself"},
	} {
		err := checkFile(filepath.Join(dir, name))
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want[0]) || !strings.HasPrefix(problem.Remedy(err), want[1]) {
			t.Errorf("%s: %v; %s", name, err, problem.Remedy(err))
		}
	}
}
