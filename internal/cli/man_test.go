package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/screen"
)

// TestManualPages: each command has a page with all its flags, which man can show.
func TestManualPages(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "man1")
	if r := run(t, "man", dir); r.code != 0 || r.out != "" {
		t.Fatal(r)
	}
	var names, shorts []string
	everyCommand((&app{Screen: &screen.Screen{}}).root(), func(cmd *cobra.Command) {
		name := filepath.Join(dir, manName(cmd)+".1")
		text, err := os.ReadFile(name)
		if cmd.Hidden && !isTopic(cmd) {
			if err == nil {
				t.Errorf("%s is hidden, and has a page", cmd.CommandPath())
			}
			return
		}
		if err != nil {
			t.Error(err)
			return
		}
		page := strings.ReplaceAll(string(text), `\-`, "-")
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !strings.Contains(page, "--"+f.Name) {
				t.Errorf("%s lacks --%s", name, f.Name)
			}
		})
		names, shorts = append(names, name), append(shorts, cmd.Short)
	})
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	out, err := exec.Command(groff, append([]string{"-man", "-ww", "-Tascii", "-P-cbou", "-rLL=78n"}, names...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "warning") {
		t.Errorf("%v\n%.2000s", err, out)
	}
	text := string(out)
	for line := range strings.Lines(text) {
		if n := len(strings.TrimRight(line, "\n")); n > 80 {
			t.Errorf("%d characters wide: %s", n, line)
		}
	}
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "-\n", "")), " ")
	for _, short := range shorts {
		if !strings.Contains(text, short) {
			t.Errorf("groff does not show %q", short)
		}
	}
}

func TestTextIsNoRequest(t *testing.T) {
	t.Parallel()
	if got, want := roff(".TH\n'x \\ a-b"), "\\&.TH\n\\(aqx \\e a\\-b\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
