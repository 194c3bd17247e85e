package cli

import (
	"strings"
	"testing"
)

func TestRerun(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"import a.csv --yes":                         "leadferry import a.csv --yes --more",
		"import a.csv --resume --yes":                "leadferry import a.csv --yes --more",
		"import a.csv --restart=true --report r":     "leadferry import a.csv --report r --more",
		"import --format csv a.csv --sheet=x":        "leadferry import --format csv a.csv --sheet=x --more",
		"import a.csv --map Company=attributes.name": "leadferry import a.csv --map Company=attributes.name --more",
	} {
		a := &app{args: strings.Fields(line)}
		if got := a.rerun("a.csv", "--more"); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
	a := &app{args: []string{"export", "my leads.csv", "--resume", "--rate", "5"}}
	if got := a.rerun(""); got != `leadferry export "my leads.csv" --rate 5` {
		t.Error(got)
	}
}

// TestRerunForRejects: a rejects file is plain CSV with a report of its own, and takes the place of
// a plan.
func TestRerunForRejects(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"import a.xlsx --sheet Leads --yes":                      "leadferry import r/rejects.csv --yes",
		"import a.xlsx --sheet=Leads --report=r --yes":           "leadferry import r/rejects.csv --yes",
		"import --encoding utf-8 --delimiter tab a.xlsx":         "leadferry import r/rejects.csv",
		"import a.xlsx --raw-cells --resume --format xlsx":       "leadferry import r/rejects.csv",
		"import --plan-file r/plan.jsonl --yes --rate 5":         "leadferry import r/rejects.csv --plan --yes --rate 5",
		"import --plan-file=r/plan.jsonl":                        "leadferry import r/rejects.csv --plan",
		"import a.xlsx --profile acme --map Format=attributes.f": "leadferry import r/rejects.csv --profile acme --map Format=attributes.f",
	} {
		a := &app{args: strings.Fields(line)}
		if got := a.rerunFor("a.xlsx", "r/rejects.csv"); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// TestConnected: another command has the connection of this one, and nothing else of it.
func TestConnected(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"import a.csv --yes --canary 5":             "leadferry undo r",
		"import a.csv --profile acme -y":            "leadferry undo r --profile acme",
		"import a.csv --config=c.toml --rate 3":     "leadferry undo r --config=c.toml --rate 3",
		"import --bot-id b --customer-id=c a.csv":   "leadferry undo r --bot-id b --customer-id=c",
		"import a.csv --token-file t --base-url u":  "leadferry undo r --token-file t --base-url u",
		"import a.csv --workers 2 --max-wait=1m":    "leadferry undo r --workers 2 --max-wait=1m",
		"import a.csv --read-header a --report r":   "leadferry undo r --read-header a",
		"import a.csv --write-header b --profile":   "leadferry undo r --write-header b --profile",
		"import a.csv --sandbox --plan-file p.json": "leadferry undo r --sandbox",
	} {
		a := &app{args: strings.Fields(line)}
		if got := a.connected("undo", "r"); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}
