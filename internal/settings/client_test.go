package settings

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Flags){
		"no workers":       func(f *Flags) { f.Workers = 0 },
		"too many workers": func(f *Flags) { f.Workers = 257 },
		"a negative rate":  func(f *Flags) { f.Rate = -1 },
		"no wait":          func(f *Flags) { f.MaxWait = 0 },
	} {
		f := typed(nil)
		change(&f)
		if _, err := f.Options("t", "agent"); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := typed(m{"bot-id": "b", "customer-id": "c"})
	o, err := f.Options("t", "agent")
	if err != nil || o.Token != "t" || o.BotID != "b" || o.UserAgent != "agent" || o.Pacer == nil || o.Transport == nil || o.MaxWait != time.Minute {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestSandboxNeedsNothing(t *testing.T) {
	t.Parallel()
	c, err := Resolve(typed(m{"sandbox": ""}), place(t, "", nil))
	if err != nil {
		t.Fatal(err)
	}
	client, err := c.Writer(t.Context(), convertalk.WireStrings)
	if err != nil || client.Pacer == nil || client.BotID() != sandbox.DefaultBotID {
		t.Fatal(err)
	}
	page, err := client.Chats(t.Context(), lead.TypeLead, 1)
	if err != nil || len(page.Records) == 0 {
		t.Fatalf("%v", err)
	}
	page.Release()
	if err := c.Usable(); err != nil || len(c.List()) != 1 {
		t.Errorf("%v, %v", err, c.List())
	}
}

func TestClientChecksTheAddressFirst(t *testing.T) {
	t.Parallel()
	c, err := Resolve(typed(m{"base-url": "http://example.com", "bot-id": "b", "customer-id": "c"}), place(t, "", nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Reader(t.Context()); err == nil || strings.Contains(err.Error(), "there is no token") {
		t.Errorf("%v, want the address to be refused", err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	around := place(t, twoProfiles, nil)
	c, err := Resolve(typed(m{"profile": "acme"}), around)
	if err != nil {
		t.Fatal(err)
	}
	config := ConfigPath(c.Flags, around)
	want := []Setting{
		{"config file", config, "default location"},
		{"profile", "acme", "--profile"},
		{"base URL", "https://api.example.com", "profile acme"},
		{"bot ID", "b1", "profile acme"},
		{"customer ID", "c1", "profile acme"},
		{"token", "not shown: " + filepath.Join(filepath.Dir(config), "acme.token"), "token_file of profile acme"},
		{"rate", "5 requests a second at most", "profile acme"},
	}
	if diff := cmp.Diff(want, c.List()); diff != "" {
		t.Error(diff)
	}
	c, _ = Resolve(typed(m{"base-url": "https://u:geheim@x.example"}), place(t, "", nil))
	c.Rate = 0
	text := ""
	for _, s := range c.List() {
		text += s.Name + "=" + s.Value + " (" + s.Source + ")\n"
	}
	for _, part := range []string{"base URL=not shown: it holds a password (--base-url)", "bot ID= (missing)", "token= (missing)", "rate=no ceiling", "profile= (none)"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
	if strings.Contains(text, "geheim") {
		t.Error("the password is shown")
	}
}

func TestShownToken(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Connection{
		"not shown: t":                {Flags: Flags{TokenFile: "t"}},
		"":                            {},
		"not shown":                   {From: Sources{Token: "CONVERTALK_TOKEN"}},
		"not shown: what pass prints": {From: Sources{Token: "x"}, Chosen: &profile.Profile{TokenCommand: []string{"pass", "show"}}},
	} {
		if got := c.shownToken(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestExplicit(t *testing.T) {
	t.Parallel()
	around := place(t, "default = \"acme\"\n"+twoProfiles, nil)
	for name, tt := range map[string]struct {
		flags  m
		around Surroundings
		want   []string
	}{
		"environment": {m{"customer-id": "fc"}, place(t, "", m{"CONVERTALK_BOT_ID": "eb", "CONVERTALK_CUSTOMER_ID": "ec"}), []string{"--bot-id=eb"}},
		"default":     {nil, around, []string{"--profile=acme", "--config=" + ConfigPath(typed(nil), around)}},
		"named":       {m{"profile": "beta"}, around, []string{"--config=" + ConfigPath(typed(nil), around)}},
	} {
		c, err := Resolve(typed(tt.flags), tt.around)
		if diff := cmp.Diff(tt.want, c.Explicit()); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}
