package settings

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/problem"
)

const twoProfiles = `
[profile.acme]
base_url = "https://api.example.com"
bot_id = "b1"
customer_id = "c1"
token_file = "acme.token"
rate = 5

[profile.beta]
bot_id = "b2"
customer_id = "c2"
`

// place is a user's surroundings: a config file and an environment.
func place(t *testing.T, config string, env map[string]string) Surroundings {
	t.Helper()
	folder := t.TempDir()
	if config != "" {
		write(t, filepath.Join(folder, "leadferry", "config.toml"), config)
		write(t, filepath.Join(folder, "leadferry", "acme.token"), "acme-token\n")
	}
	return Surroundings{
		Getenv: func(name string) string { return env[name] }, ConfigFolder: folder, UserAgent: "test",
		ReadStdin: func(context.Context) (string, error) { return " stdin-token\n", nil },
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// typed returns flags as typed: those of values, by name, and the defaults.
func typed(values map[string]string) Flags {
	f := Flags{
		BaseURL: values["base-url"], BotID: values["bot-id"], CustomerID: values["customer-id"], TokenFile: values["token-file"],
		Profile: values["profile"], Config: values["config"], Rate: 20, Workers: 8, MaxWait: time.Minute,
		Given: func(flag string) bool { _, ok := values[flag]; return ok },
	}
	_, f.Sandbox = values["sandbox"]
	if f.Given("rate") {
		f.Rate = 7
	}
	return f
}

type m = map[string]string

func TestPrecedence(t *testing.T) {
	t.Parallel()
	whole := m{"CONVERTALK_BOT_ID": "eb", "CONVERTALK_CUSTOMER_ID": "ec", "CONVERTALK_TOKEN": "et"}
	for name, tt := range map[string]struct {
		flags, env m
		config     string
		want       []string // base URL, bot, customer, token, rate, and where each came from
		problem    string   // in the error instead
	}{
		"environment": {nil, whole, "", []string{"", "eb", "ec", "et", "20", "default", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN", "default"}, ""},
		"flags win": {m{"bot-id": "fb", "rate": ""}, whole, "",
			[]string{"", "fb", "ec", "et", "7", "default", "--bot-id", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN", "--rate"}, ""},
		"profile by name": {m{"profile": "acme"}, nil, twoProfiles,
			[]string{"https://api.example.com", "b1", "c1", "acme-token", "5", "profile acme", "profile acme", "profile acme", "token_file of profile acme", "profile acme"}, ""},
		"profile by default": {nil, nil, "default = \"acme\"\n" + twoProfiles,
			[]string{"https://api.example.com", "b1", "c1", "acme-token", "5", "profile acme", "profile acme", "profile acme", "token_file of profile acme", "profile acme"}, ""},
		"no profile beside the environment": {nil, whole, "default = \"acme\"\n" + twoProfiles,
			[]string{"", "eb", "ec", "et", "20", "default", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN", "default"}, ""},
		"the same address in other words": {m{"profile": "acme"}, m{"CONVERTALK_BASE_URL": "https://API.example.com:443/"}, twoProfiles,
			[]string{"https://api.example.com", "b1", "c1", "acme-token", "5", "profile acme", "profile acme", "profile acme", "token_file of profile acme", "profile acme"}, ""},
		"a contradiction":                 {m{"profile": "acme"}, m{"CONVERTALK_BOT_ID": "eb"}, twoProfiles, nil, `CONVERTALK_BOT_ID says "eb", and profile acme says "b1"`},
		"a flag decides it":               {m{"profile": "acme", "bot-id": "fb"}, m{"CONVERTALK_BOT_ID": "eb"}, twoProfiles, []string{"https://api.example.com", "fb", "c1", "acme-token", "5", "profile acme", "--bot-id", "profile acme", "token_file of profile acme", "profile acme"}, ""},
		"two tokens":                      {m{"profile": "acme"}, m{"CONVERTALK_TOKEN": "et"}, twoProfiles, nil, "there are two tokens"},
		"a profile's token stays home":    {m{"profile": "acme", "base-url": "https://evil.example"}, nil, twoProfiles, nil, "the profile's token is not used"},
		"so does the environment's":       {m{"profile": "acme", "config": "x"}, m{"CONVERTALK_TOKEN": "et"}, strings.Replace(twoProfiles, "token_file", "#", 1), nil, "so the token is not used"},
		"a token file for that address":   {m{"profile": "acme", "base-url": "https://x.example", "token-file": "-"}, nil, twoProfiles, []string{"https://x.example", "b1", "c1", "stdin-token", "5", "--base-url", "profile acme", "profile acme", "--token-file", "profile acme"}, ""},
		"no bot":                          {nil, m{"CONVERTALK_TOKEN": "et"}, "", nil, "there is no bot ID"},
		"no customer":                     {m{"bot-id": "fb"}, m{"CONVERTALK_TOKEN": "et"}, "", nil, "there is no customer ID"},
		"no token":                        {m{"bot-id": "fb", "customer-id": "fc"}, nil, "", nil, "there is no token"},
		"all that is missing":             {nil, nil, "", nil, "there is no bot ID, no customer ID and no token"},
		"no such profile":                 {m{"profile": "none"}, nil, twoProfiles, nil, `has no profile "none"`},
		"no config file":                  {m{"profile": "acme"}, nil, "", nil, "there is no config file yet"},
		"a choice is left to the user":    {nil, nil, twoProfiles, nil, "there is no bot ID"},
		"a config file that is not there": {m{"config": "/no/where"}, nil, "", nil, "/no/where"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			around := place(t, tt.config, tt.env)
			flags := typed(tt.flags)
			if flags.Config == "x" {
				flags.Config = filepath.Join(around.ConfigFolder, "leadferry", "config.toml")
			}
			c, err := Resolve(flags, around)
			token := ""
			if err == nil {
				err = c.missing()
			}
			if err == nil {
				token, err = c.token(t.Context())
			}
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) || problem.Remedy(err) == "" && name != "a config file that is not there" {
					t.Fatalf("%v, want %q and a fix", err, tt.problem)
				}
				return
			}
			rate := map[float64]string{5: "5", 7: "7", 20: "20"}[c.Rate]
			got := []string{
				c.BaseURL, c.BotID, c.CustomerID, token, rate,
				c.From.BaseURL, c.From.BotID, c.From.CustomerID, c.From.Token, c.From.Rate,
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		flags, env m
		all, want  string
	}{
		"a choice":        {nil, nil, "", "choose a profile with --profile: acme, beta"},
		"or all":          {nil, nil, "--all-profiles", "or take all of them with --all-profiles"},
		"an unused file":  {nil, m{"CONVERTALK_TOKEN": "x"}, "", "the config file is not used, since CONVERTALK_TOKEN is set"},
		"nothing special": {m{"profile": "beta"}, nil, "", "set CONVERTALK_TOKEN or use --token-file"},
	} {
		flags := typed(tt.flags)
		flags.All = tt.all
		c, err := Resolve(flags, place(t, twoProfiles, tt.env))
		if err == nil {
			err = c.Usable()
		}
		if got := problem.Remedy(err); !strings.Contains(got, tt.want) {
			t.Errorf("%s: fix %q, want %q", name, got, tt.want)
		}
	}
}

func TestAlone(t *testing.T) {
	t.Parallel()
	env := m{"CONVERTALK_BOT_ID": "eb", "CONVERTALK_TOKEN": "et", "CONVERTALK_BASE_URL": "https://e.example"}
	c, err := Resolve(typed(m{"profile": "beta"}), place(t, twoProfiles, env).Alone())
	if err != nil || c.BotID != "b2" || c.BaseURL != "" || c.From.Token != "" {
		t.Errorf("%+v, %v: the environment must not count", c, err)
	}
	if err := c.Usable(); problem.ExitCode(err) != problem.ExitAuth {
		t.Errorf("%v, want no token", err)
	}
}

func TestConfigPath(t *testing.T) {
	t.Parallel()
	around := place(t, "", nil)
	nowhere := around
	nowhere.ConfigFolder = ""
	variable := place(t, "", m{"LEADFERRY_CONFIG": "/v.toml"})
	for _, tt := range []struct {
		flags  m
		around Surroundings
		want   string
	}{
		{m{"config": "/f.toml"}, variable, "/f.toml"}, {nil, variable, "/v.toml"}, {nil, nowhere, ""},
		{nil, around, filepath.Join(around.ConfigFolder, "leadferry", "config.toml")},
	} {
		if got := ConfigPath(typed(tt.flags), tt.around); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	if _, err := Resolve(typed(m{"profile": "x"}), nowhere); !strings.Contains(err.Error(), "no home folder") {
		t.Error(err)
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	around := place(t, twoProfiles, m{"CONVERTALK_TOKEN": "et"})
	path, all, err := Profiles(typed(nil), around)
	if err != nil || len(all) != 2 || all[0].Name != "acme" || path != ConfigPath(typed(nil), around) {
		t.Errorf("%s, %+v, %v", path, all, err)
	}
	for name, tt := range map[string]struct {
		flags  m
		config string
	}{"one bot's flag": {m{"bot-id": "x"}, twoProfiles}, "no file": {nil, ""}, "no profile": {nil, "# nothing\n"}} {
		if _, _, err := Profiles(typed(tt.flags), place(t, tt.config, nil)); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
