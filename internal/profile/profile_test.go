package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/internal/problem"
)

func file(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// notOnWindows skips a test of modes, or one that runs a shell.
func notOnWindows(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes and no sh")
	}
}

const two = `# of the agency
default = "beta"

[profile.acme] # the first client
base_url = "https://api.example.com"
bot_id = "b1"
customer_id = "c1"
token_file = "acme.token"
rate = 5

[profile.beta]
bot_id = "b2"
token_command = ["pass", "show", "beta token"]
ping_url = "https://ping.example/uuid"
then = ["rclone", "copy", "{snapshot}", "drive:leads"]
on_failure = ["./tell"]
hook_timeout = "90s"
`

func TestLoad(t *testing.T) {
	t.Parallel()
	path := file(t, two, 0o600)
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	five := 5.0
	want := []Profile{
		{Name: "acme", BaseURL: "https://api.example.com", BotID: "b1", CustomerID: "c1", TokenFile: "acme.token", Rate: &five},
		{Name: "beta", BotID: "b2", TokenCommand: []string{"pass", "show", "beta token"}, PingURL: "https://ping.example/uuid",
			Then: []string{"rclone", "copy", "{snapshot}", "drive:leads"}, OnFailure: []string{"./tell"}, HookTimeout: limit(90 * time.Second)},
	}
	if diff := cmp.Diff(want, f.Profiles, cmpopts.IgnoreUnexported(Profile{})); diff != "" {
		t.Error(diff)
	}
	if got, want := f.Profiles[0].TokenPath(), filepath.Join(filepath.Dir(path), "acme.token"); got != want {
		t.Errorf("the token file is %s, want %s", got, want)
	}
	if p, _ := f.Default(); p == nil || p.Name != "beta" {
		t.Errorf("the default is %+v, want beta", p)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, problem, fix string }{
		{"no TOML", "[profile.a]\nbot_id = b1\n", "config.toml, line 2 (profile.a.bot_id): ", "quotes"},
		{"a setting twice", "[profile.a]\nbot_id = \"b\"\n\nbot_id = \"b\"\n", "line 4 (profile.a.bot_id): it stands there a second time", "delete one of the two"},
		{"unknown table", "\n[acme]\nbot_id = \"b\"\n", "line 2 (acme): there is no such setting", "[profile.acme]"},
		{"misspelt table", "[profil.acme]\nbot_id = \"b\"\n", "line 1 (profil.acme): there is no such setting", "did you mean [profile.NAME]?"},
		{"a text for all profiles", "profile = \"acme\"\n", "line 1 (profile): this is not a group of settings", "[profile.acme]"},
		{"a setting above all profiles", "on_failure = [\"x\"]\n[profile.a]\n", "line 1 (on_failure): this setting belongs to a profile", "put it under [profile.NAME]"},
		{"names that differ in capitals", "[profile.a]\n[profile.A]\n", "capital", "rename one"},
		{"a default that is not there", "default = \"x\"\n[profile.a]\n", "names the profile x as default", "it has: a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(file(t, c.text, 0o600))
			refused(t, err, c.problem, c.fix)
		})
	}
}

func refused(t *testing.T, err error, text, fix string) {
	t.Helper()
	e, ok := errors.AsType[*problem.Error](err)
	if !ok || !strings.Contains(e.Text, text) || !strings.Contains(e.Fix, fix) {
		t.Fatalf("%#v, want problem %q and fix %q", err, text, fix)
	}
	if strings.Contains(e.Text+e.Fix, "geheim") {
		t.Error("the message holds the token")
	}
}

// TestOneBadProfile: what is wrong with one profile is told with its line, and keeps no other from use.
func TestOneBadProfile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, problem, fix string }{
		{"unknown key", "botid = \"b\"\n", "config.toml, line 6 (profile.a.botid): there is no such setting", "bot_id"},
		{"a token", "token = \"geheim\"\n", "line 6 (profile.a.token)", "token_file"},
		{"a text for a number", "rate = \"5\"\n", "line 6 (profile.a.rate): rate is not a number", "rate = 5"},
		{"a number for a text", "bot_id = 5\n", "line 6 (profile.a.bot_id): bot_id is not a text", "in quotes"},
		{"a command as text", "token_command = \"pass show x\"\n", "line 6 (profile.a.token_command): a command must be a list of words", "fix that line"},
		{"a number in a command", "token_command = [\"pass\", 3]\n", "list of words", ""},
		{"an empty command", "token_command = []\n", "list of words", ""},
		{"a hook as text", "then = \"rclone copy x\"\n", "line 6 (profile.a.then)", ""},
		{"a timeout without a unit", "hook_timeout = 600\n", "line 6 (profile.a.hook_timeout): \"600\" has no unit", ""},
		{"a misspelt word of a hook", "then = [\"rclone\", \"copy\", \"{snapshott}\"]\n", "line 6 (profile.a.then): it names {snapshott}", "did you mean {snapshot}?"},
		{"a misspelt program", "for = \"exel\"\n", "line 6 (profile.a.for): for cannot be \"exel\"", "did you mean excel?"},
		{"two tokens", "token_command = [\"x\"]\ntoken_file = \"y\"\n", "line 6 (profile.a.token_command): there is a token_file, too", "delete one"},
		{"a rate below zero", "rate = -1\n", "line 6 (profile.a.rate): rate cannot be -1", "0 for no ceiling"},
		{"a rate that is none", "rate = nan\n", "NaN", ""},
		{"a name that climbs", "[profile.\"../a\"]\nbot_id = \"b\"\n", "../a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Load(file(t, "default = \"b\"\n[profile.b]\nbot_id = \"b\"\n\n[profile.a]\n"+c.text, 0o600))
			if err != nil {
				t.Fatal(err)
			}
			if p, _ := f.Default(); p.BotID != "b" || p.Problem() != nil {
				t.Errorf("the good profile: %+v, %v", p, p.Problem())
			}
			refused(t, f.Profiles[len(f.Profiles)-1].Problem(), c.problem, c.fix)
		})
	}
	f, err := Load(file(t, "[profile]\na = 3\n", 0o600))
	if err != nil {
		t.Fatal(err)
	}
	refused(t, f.Profiles[0].Problem(), "line 2 (profile.a): this is not a group of settings", "[profile.acme]")
}

// TestSaveBesideABadProfile: the bad one can be replaced, and is told where another is added.
func TestSaveBesideABadProfile(t *testing.T) {
	t.Parallel()
	path := file(t, "default = \"a\"\n\n[profile.a]\nnonsense = 1\n", 0o600)
	_, err := Save(path, Profile{Name: "b", BotID: "b2"}, "", false)
	refused(t, err, "line 4 (profile.a.nonsense)", "known are")
	if _, err := Save(path, Profile{Name: "a", BotID: "b1"}, "", true); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil || f.Profiles[0].Problem() != nil || f.Profiles[0].BotID != "b1" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	notOnWindows(t)
	for _, c := range []struct {
		text string
		mode os.FileMode
		ok   bool
	}{
		{"[profile.a]", 0o644, true}, {"[profile.a]", 0o664, false}, {"[profile.a]", 0o602, false}, {"[profile.a]", 0o400, true},
		{"[profile.a]\nping_url = 'https://x'", 0o644, false}, {"[profile.a]\nping_url = 'https://x'", 0o600, true},
	} {
		if _, err := Load(file(t, c.text, c.mode)); (err == nil) != c.ok {
			t.Errorf("mode %04o of %q: %v", c.mode, c.text, err)
		}
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o620: false, 0o610: false} {
		if _, err := ReadToken(file(t, " \n", mode)); ok && (problem.ExitCode(err) != problem.ExitAuth || !strings.Contains(err.Error(), "is empty")) {
			t.Errorf("empty token file of mode %04o: %v", mode, err)
		}
		text, err := ReadToken(file(t, " geheim\n", mode))
		if (err == nil) != ok || ok && text != "geheim" || err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("token file of mode %04o: %q, %v", mode, text, err)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want fs.ErrNotExist", err)
	}
}

func TestTokenCommand(t *testing.T) {
	t.Parallel()
	notOnWindows(t)
	folder := t.TempDir()
	script := filepath.Join(folder, "give")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s|' \"$@\"; echo\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := Profile{Name: "a", folder: folder, TokenCommand: []string{"./give", "a b", "$(id)", "*"}}
	got, err := p.Token(t.Context())
	if err != nil || got != "a b|$(id)|*|" {
		t.Errorf("%q, %v: the words must arrive as they are", got, err)
	}
	for _, c := range []struct {
		words   []string
		problem string
	}{
		{[]string{"/nowhere/pass"}, "does not exist"},
		{[]string{"sh", "-c", "echo geheim >&2; echo geheim; exit 3"}, "exit status 3 (its messages are not shown"},
		{[]string{"true"}, "printed nothing"},
	} {
		p.TokenCommand = c.words
		_, err := p.Token(t.Context())
		if err == nil || !strings.Contains(err.Error(), c.problem) || strings.Contains(fmt.Sprintf("%+v", err), "geheim") {
			t.Errorf("%v: %v, want %q", c.words, err, c.problem)
		}
	}
}

// TestTokenCommandLeavesMore: a process that keeps the output open does no harm, and only the
// beginning of a long output is kept.
func TestTokenCommandLeavesMore(t *testing.T) {
	t.Parallel()
	notOnWindows(t)
	p := Profile{Name: "a", TokenCommand: []string{"sh", "-c", "echo tok; sleep 60 &"}}
	if got, err := p.Token(t.Context()); err != nil || got != "tok" {
		t.Errorf("%q, %v", got, err)
	}
	p.TokenCommand = []string{"sh", "-c", "yes | head -c 1000000"}
	if got, err := p.Token(t.Context()); err != nil || len(got) > mostToken || len(got) < mostToken/2 {
		t.Errorf("%d bytes are kept, %v", len(got), err)
	}
}

func TestTokenCommandThatHangs(t *testing.T) {
	t.Parallel()
	notOnWindows(t)
	start := time.Now()
	p := Profile{Name: "a", TokenCommand: []string{"sh", "-c", "sleep 60 & sleep 60"}}
	_, err := p.run(t.Context(), 100*time.Millisecond)
	if took := time.Since(start); err == nil || !strings.Contains(err.Error(), "no answer for 100ms") || took > 20*time.Second {
		t.Errorf("%v after %v, want an error that names the limit soon after it", err, took)
	}
}

func TestParsePage(t *testing.T) {
	t.Parallel()
	const snippet = `<script id="Convertalk-messenger-widget" src="https://cdn.convertalk.com/Convertalk.js" defer>b1,c1</script>`
	for text, want := range map[string]Page{
		"https://page.convertalk.com/b1/c1":        {"b1", "c1", "page.convertalk.com"},
		" https://page.convertalk.com/b1/c1/?x=1#": {"b1", "c1", "page.convertalk.com"},
		"page.convertalk.com/b1/c1":                {"b1", "c1", "page.convertalk.com"},
		"https://chat.example.com/b1/c1":           {"b1", "c1", "chat.example.com"},
		snippet:                                    {"b1", "c1", "cdn.convertalk.com"},
		"<body>\n<script src=x.js></script>\n" + strings.ReplaceAll(snippet, "b1,c1", "\n b1, c1\n") + "</body>": {"b1", "c1", "cdn.convertalk.com"},
		"b1,c1": {"b1", "c1", ""},
	} {
		if got, err := ParsePage(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "b1", "https://page.convertalk.com/b1", "https://page.convertalk.com/b1/c1/d1", "<script>var a, b;</script>", "https://page.convertalk.com/<BotId>/<CustomerId>", "b1/c1"} {
		if got, err := ParsePage(text); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}
