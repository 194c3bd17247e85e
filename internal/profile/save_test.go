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

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestSave(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "config.toml")
	acme := Profile{Name: "acme", BaseURL: "https://x.example", BotID: `b"1\`, CustomerID: "c1"}
	saved, err := Save(path, acme, "tok", false)
	if err != nil || saved.TokenFile != "acme.token" {
		t.Fatalf("%+v, %v", saved, err)
	}
	acme.TokenFile = saved.TokenFile
	for _, name := range []string{path, saved.TokenPath()} {
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v, want mode 0600", info, err)
		}
	}
	beta := Profile{Name: "v1.beta", BotID: "b2", TokenFile: "/elsewhere/t"}
	if _, err := Save(path, beta, "", false); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Profile{acme, beta}, f.Profiles, cmpopts.IgnoreUnexported(Profile{})); diff != "" {
		t.Error(diff)
	}
	if token, err := f.Profiles[0].Token(t.Context()); err != nil || token != "tok" {
		t.Errorf("the token is %q, %v", token, err)
	}
	if _, err := Save(path, acme, "tok", false); err == nil {
		t.Error("a profile was added twice")
	}
}

// TestSaveDefault: the first profile becomes the default, and no later one changes which it is.
func TestSaveDefault(t *testing.T) {
	t.Parallel()
	const section = "[profile.main]\nbot_id = \"b\"\n"
	for before, want := range map[string]string{
		"":                                       "new",
		"# mine\n":                               "new",
		section:                                  "main",
		section + "[profile.other]\n":            "",
		"default = \"main\"\n" + section:         "main",
		"# a list\nx = 1":                        "refused",
		"[profile.new]\n":                        "new",
		"[profile.new]\n" + section:              "",
		"default = \"main\" # his\n\n" + section: "main",
	} {
		path := file(t, before, 0o600)
		_, err := Save(path, Profile{Name: "new", BotID: "b2"}, "", true)
		if want == "refused" {
			if err == nil {
				t.Errorf("%q was taken", before)
			}
			continue
		}
		f, loadErr := Load(path)
		if err != nil || loadErr != nil {
			t.Fatalf("%q: %v, %v", before, err, loadErr)
		}
		name := ""
		if p, _ := f.Default(); p != nil {
			name = p.Name
		}
		if text, _ := os.ReadFile(path); name != want || want != "" && f.first != want || strings.Count(string(text), "# mine") != strings.Count(before, "# mine") {
			t.Errorf("%q: the default is %q, want %q:\n%s", before, name, want, text)
		}
	}
}

// TestSaveKeeps: all of a file but the profile itself stays, byte for byte.
func TestSaveKeeps(t *testing.T) {
	t.Parallel()
	path := file(t, two, 0o600)
	if _, err := Save(path, Profile{Name: "acme", BotID: "b9"}, "", true); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, rest, _ := strings.Cut(two, "[profile.acme]")
	_, beta, _ := strings.Cut(rest, "[profile.beta]")
	want := begin + "[profile.beta]" + beta + "\n[profile.acme]\nbot_id = \"b9\"\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSaveRefuses: a file that cannot take the profile without another change stays as it is, and
// no token is left beside it.
func TestSaveRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"profile.acme.bot_id = \"b1\"\nprofile.beta.bot_id = \"b2\"\n",
		"profile = { acme = { bot_id = \"b1\" } }\n",
		"[profile]\nacme.bot_id = \"b1\"\n",
		"[profile.acme]\nbot_id = \"\"\"\n[profile.beta]\n\"\"\"\n",
	} {
		path := file(t, text, 0o600)
		_, err := Save(path, Profile{Name: "acme", BotID: "b9"}, "tok", true)
		if got, _ := os.ReadFile(path); err == nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
		wantFiles(t, path, "config.toml")
	}
}

// TestSaveReplaces: the new token has a name of its own, and the old one is removed, unless
// another profile needs it.
func TestSaveReplaces(t *testing.T) {
	t.Parallel()
	path := file(t, "", 0o600)
	save := func(name, bot, token string) {
		t.Helper()
		if _, err := Save(path, Profile{Name: name, BotID: bot}, token, true); err != nil {
			t.Fatal(err)
		}
	}
	save("acme", "b1", "t1")
	save("acme", "b2", "t2")
	wantPair(t, path, "b2 t2")
	wantFiles(t, path, "acme-2.token", "config.toml")
	save("acme-2", "b3", "t3") // acme-2.token belongs to acme
	wantFiles(t, path, "acme-2-2.token", "acme-2.token", "config.toml")
	save("acme", "b4", "t4")
	wantPair(t, path, "b4 t4")
	wantFiles(t, path, "acme-2-2.token", "acme.token", "config.toml")

	shared := "[profile.acme]\nbot_id = \"b\"\ntoken_file = \"acme.token\"\n" +
		"[profile.beta]\ntoken_file = \"./acme.token\"\n[profile.own]\ntoken_file = \"my.token\"\n"
	path = file(t, shared, 0o600)
	for _, name := range []string{"acme.token", "my.token"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte("t"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("acme", "b5", "t5")
	save("own", "b6", "t6")
	wantFiles(t, path, "acme-2.token", "acme.token", "config.toml", "my.token", "own.token")
}

// TestSaveFails fails or kills Save at every one of its steps, before or after the step has had its
// effect. The config file names the old pair of bot and token or the new one, and a second try
// replaces it.
func TestSaveFails(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"none", "b1 t1"} {
		for _, how := range []fault{{dies: true}, {dies: true, late: true}, {}, {late: true}} {
			for step := 1; ; step++ {
				path := file(t, "", 0o600)
				if bot, token, ok := strings.Cut(before, " "); ok {
					if _, err := Save(path, Profile{Name: "acme", BotID: bot}, token, false); err != nil {
						t.Fatal(err)
					}
				}
				how := how
				how.step = step
				_, err := saveInto(&how, path, Profile{Name: "acme", BotID: "b2"}, "t2")
				if how.steps < step {
					break
				}
				if err == nil {
					t.Fatalf("%+v: no error", how)
				}
				if got := pair(t, path); got != before && got != "b2 t2" {
					t.Fatalf("%+v, %v: the pair is %q", how, err, got)
				}
				if _, err := Save(path, Profile{Name: "acme", BotID: "b3"}, "t3", true); err != nil {
					t.Fatalf("%+v, then: %v", how, err)
				}
				wantPair(t, path, "b3 t3")
			}
		}
	}
}

var (
	errFull   = errors.New("no space left")
	errKilled = errors.New("killed")
)

// fault is the disk, with a failure or a kill at one step.
type fault struct {
	step, steps int
	dies        bool // Save gets no further
	late        bool // the step has its effect
}

func (f *fault) at(effect func() error) error {
	f.steps++
	if f.steps != f.step {
		return effect()
	}
	if f.late {
		if err := effect(); err != nil {
			f.step++ // it had none
			return err
		}
	}
	if f.dies {
		panic(errKilled)
	}
	return errFull
}

func (f *fault) write(path, text string, replace bool) error {
	return f.at(func() error { return disk{}.write(path, text, replace) })
}

func (f *fault) remove(path string) error {
	return f.at(func() error { return disk{}.remove(path) })
}

func saveInto(f *fault, path string, p Profile, token string) (saved Profile, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return save(f, path, p, token, true)
}

// pair returns the bot and the token of profile acme, "none" if there is no such profile.
func pair(t *testing.T, path string) string {
	t.Helper()
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Named("acme")
	if err != nil {
		return "none"
	}
	token, err := p.Token(t.Context())
	if err != nil {
		return p.BotID + " without a token: " + err.Error()
	}
	return p.BotID + " " + token
}

func wantPair(t *testing.T, path, want string) {
	t.Helper()
	if got := pair(t, path); got != want {
		t.Fatalf("the pair is %q, want %q", got, want)
	}
}

// wantFiles wants exactly these files in the folder of the config file.
func wantFiles(t *testing.T, path string, want ...string) {
	t.Helper()
	entries, err := fs.ReadDir(os.DirFS(filepath.Dir(path)), ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
