package shell

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	if onWindows {
		t.Skip("Windows quotes for PowerShell")
	}
	for word, want := range map[string]string{
		"":          `""`,
		"leads.csv": "leads.csv",
		"--rate=5":  "--rate=5",
		"5%":        "5%",
		"a b":       `"a b"`,
		"50% of it": `50%" of it"`,
		"it's":      `"it's"`,
		"$HOME":     `'$HOME'`,
		`a'b"c`:     `'a'\''b"c'`,
		"%":         "%",
		"M\xfc 5%":  `"$(printf 'M\374\0405\045')"`,
		"-\n":       `"$(printf '\055\012')"`,
	} {
		if got := Quote(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
	if got := Quoted("a"); got != `"a"` {
		t.Error(got)
	}
	if got := Command("leadferry", "export", "my leads.csv"); got != `leadferry export "my leads.csv"` {
		t.Error(got)
	}
}

// TestQuoteReachesTheProgram lets a shell read quoted words back.
func TestQuoteReachesTheProgram(t *testing.T) {
	t.Parallel()
	if onWindows {
		t.Skip("Windows quotes for PowerShell")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.StringMatching(`[ -~äß]{0,12}`), rapid.StringMatching(`[\x01-~äß]{0,9}%`), rapid.Map(
			rapid.SliceOfN(rapid.ByteRange(1, 255), 0, 9), func(b []byte) string { return strings.TrimRight(string(b), "\n") }))
		words := rapid.SliceOfN(word, 1, 8).Draw(t, "words")
		out, err := exec.Command(sh, "-c", `printf '%s\n' `+Command(words...)).Output()
		if got, want := string(out), strings.Join(words, "\n")+"\n"; err != nil || got != want {
			t.Fatalf("%v: %q, want %q", err, got, want)
		}
	})
}
