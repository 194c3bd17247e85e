package settings

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/sandbox"
)

func TestDraftNames(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config, name string
		replace      bool
		first        string // the default then
		problem      string
	}{
		"the first":         {"", "main", false, "main", ""},
		"another":           {twoProfiles, "gamma", false, "", ""},
		"no name, a second": {twoProfiles, "", false, "", "has profiles already"},
		"taken":             {twoProfiles, "acme", false, "", "has a profile acme already"},
		"replaced":          {twoProfiles, "acme", true, "", ""},
		"an odd name":       {"", "../x", false, "", "cannot be the name"},
	} {
		d, err := NewDraft(typed(nil), place(t, tt.config, nil), tt.replace)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err = d.SetName(tt.name)
		switch {
		case tt.problem == "" && (err != nil || d.Name != tt.name || d.Default() != tt.first || d.IsFirst() != (tt.config == "")):
			t.Errorf("%s: %v, %q", name, err, d.Default())
		case tt.problem != "" && (problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.problem)):
			t.Errorf("%s: %v, want %q", name, err, tt.problem)
		}
	}
	if _, err := NewDraft(typed(m{"sandbox": ""}), place(t, "", nil), false); problem.ExitCode(err) != problem.ExitUsage {
		t.Error(err)
	}
}

func TestDraftPage(t *testing.T) {
	t.Parallel()
	d, err := NewDraft(typed(nil), place(t, "", nil), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SetPage("https://chat.example.com/b1/c1"); err != nil || d.WhiteLabel != "chat.example.com" {
		t.Errorf("%v, %+v", err, d)
	}
	if err := d.SetBaseURL(""); problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(problem.Remedy(err), "--base-url") {
		t.Errorf("%v: a white-label needs a base URL", err)
	}
	if err := d.SetBaseURL("http://api.example.com"); problem.ExitCode(err) != problem.ExitUsage || d.BaseURL != "" {
		t.Errorf("%v: the token would go unprotected", err)
	}
	if err := d.SetBaseURL("https://api.example.com"); err != nil || d.BaseURL != "https://api.example.com" {
		t.Errorf("%v, %+v", err, d)
	}
	if err := d.SetPage("https://page.convertalk.com/b1/c1"); err != nil || d.BotID != "b1" || d.CustomerID != "c1" || d.WhiteLabel != "" {
		t.Errorf("%+v, %v", d, err)
	}
	for _, ids := range [][3]string{{"b", "", ""}, {"", "c", ""}, {"b", "c", "page"}} {
		if err := d.SetIDs(ids[0], ids[1], ids[2]); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%q: %v", ids, err)
		}
	}
	if err := d.SetIDs("b2", "c2", ""); err != nil || d.BotID != "b2" || d.CustomerID != "c2" {
		t.Errorf("%+v, %v", d, err)
	}
	if err := d.SetToken(" \n"); problem.ExitCode(err) != problem.ExitAuth {
		t.Errorf("%v, want no token", err)
	}
}

// TestDraftIsTriedAndSaved makes a profile that the next command finds.
func TestDraftIsTriedAndSaved(t *testing.T) {
	t.Parallel()
	platform, err := sandbox.New(sandbox.Options{Leads: 3})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(platform)
	defer server.Close()
	around := place(t, "", m{"CONVERTALK_BASE_URL": server.URL})
	d, err := NewDraft(typed(m{"rate": ""}), around, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SetName("main"); err != nil {
		t.Fatal(err)
	}
	if err := d.SetPage(sandbox.DefaultBotID + "," + sandbox.DefaultCustomerID); err != nil {
		t.Fatal(err)
	}
	if err := d.SetToken("wrong"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Try(t.Context()); problem.ExitCode(err) != problem.ExitAuth {
		t.Errorf("%v, want a refused token", err)
	}
	if err := d.SetToken(sandbox.DefaultToken); err != nil {
		t.Fatal(err)
	}
	if n, err := d.Try(t.Context()); n != 3 || err != nil {
		t.Errorf("%d leads, %v", n, err)
	}
	if err := d.Save(); err != nil {
		t.Fatal(err)
	}
	around.Getenv = func(string) string { return "" }
	c, err := Resolve(typed(nil), around)
	if err != nil || c.BaseURL != server.URL || c.BotID != sandbox.DefaultBotID || c.Rate != 7 || c.Usable() != nil {
		t.Errorf("%+v, %v", c, err)
	}
	if token, err := c.token(t.Context()); token != sandbox.DefaultToken || err != nil {
		t.Errorf("%v", err)
	}
}

func TestDraftKeepsATokenFile(t *testing.T) {
	t.Parallel()
	around := place(t, "", nil)
	d, err := NewDraft(typed(m{"bot-id": "b", "customer-id": "c"}), around, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SetName("main"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mine.token")
	if err := d.SetTokenFile(file); err == nil {
		t.Error("a token file that is not there was taken")
	}
	write(t, file, "mine\n")
	if err := d.SetTokenFile(file); err != nil || d.Token != "" || d.TokenFile != file {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := d.Client(); err != nil {
		t.Error(err)
	}
	if err := d.Save(); err != nil {
		t.Fatal(err)
	}
	f, err := profile.Load(d.Path)
	if err != nil || len(f.Profiles) != 1 || f.Profiles[0].TokenFile != file {
		t.Errorf("%+v, %v", f, err)
	}
}
