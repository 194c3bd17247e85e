package screen

import (
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/shell"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		width      int
		text, want string
	}{
		{40, "Nothing was sent.\n", "Nothing was sent.\n"},
		{20, "  fix: keep only the address\n", "  fix: keep only\n    the address\n"},
		{20, "one\n\n  two\n", "one\n\n  two\n"},
		{10, "aveeeeeeeeery long word\n", "aveeeeeeeeery\n  long\n  word\n"},
		{30, "Send 2 rows to acme (bot 1)? [y/N] ", "Send 2 rows to acme (bot 1)?\n  [y/N] "},
		{30, "  name   Ann · Bob · Cydonia · Dee\n", "  name   Ann · Bob · Cydonia\n    · Dee\n"},
		{34, "  next: fix the row, then run: leadferry import a.csv\n", "  next: fix the row, then run:\n    leadferry import a.csv\n"},
		{0, "a b", "a\nb"},
	} {
		if got := wrap(tt.text, tt.width); got != tt.want {
			t.Errorf("%d: %q is wrapped as %q, want %q", tt.width, tt.text, got, tt.want)
		}
	}
}

// TestWrapKeepsWords: no line is longer than the terminal unless a word is, and all words are there.
func TestWrapKeepsWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`( {0,6}([a-zé"']{1,12} {1,2}){0,12}[a-z]{1,5}\n){1,3}`).Draw(t, "text")
		width := rapid.SampledFrom([]int{40, 60, 80, 120}).Draw(t, "width")
		got := wrap(text, width)
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(text), " ") {
			t.Fatalf("other words: %q", got)
		}
		for line := range strings.Lines(got) {
			if n := len([]rune(line)) - 1; n >= width {
				t.Fatalf("a line of %d characters: %q", n, line)
			}
		}
	})
}

// TestWrappedCommand: a shell reads the same words from a command that was wrapped.
func TestWrappedCommand(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("no shell")
	}
	words := []string{"leadferry", "import", "my  leads of the  year.csv", "--map", `It's "so"=name`, "--report", "a folder", "--yes"}
	read := func(text string) string {
		_, command, _ := strings.Cut(text, "run: leadferry ")
		out, err := exec.Command(sh, "-c", `printf '%s\n' leadferry `+command).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, width := range []int{40, 60, 80, 120} {
		text := wrap("  next: fix the rows in the file, then run: "+shell.Command(words...)+"\n", width)
		for line := range strings.Lines(text) {
			if n := len([]rune(line)) - 1; n >= width && strings.Count(line, " ") > 5 {
				t.Errorf("a line of %d characters: %q", n, line)
			}
		}
		if got := read(text); got != strings.Join(words, "\n")+"\n" {
			t.Errorf("width %d: a shell reads %q from %q", width, got, text)
		}
	}
}
