package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// readImport reads a line of flags of import, on a terminal or not.
func readImport(t *testing.T, line string) (*importFlags, error) {
	t.Helper()
	o := new(importFlags)
	name, err := parse(t, line, func(f *pflag.FlagSet) {
		o.flags(f)
		o.readFlags(f)
		o.Connection.Add(f)
	})
	if err != nil {
		return o, err
	}
	o.job.Input.Name = name
	return o, o.check(&app{Screen: &screen.Screen{}, command: "import"})
}

func TestImportOptions(t *testing.T) {
	t.Parallel()
	rules := check.Rules{
		IDFrom: []live.Field{live.Email, live.Phone}, Wire: convertalk.WireStrings, Duplicates: check.ApplyAll, Several: check.RefuseSeveral, Broken: check.RefuseBroken,
		Blank: check.KeepBlank, Tags: check.ReplaceTags,
	}
	for line, change := range map[string]func(o *importer.Options){
		"x.csv":                         func(*importer.Options) {},
		"x.csv --yes":                   func(o *importer.Options) { o.Yes = true },
		"x.csv -y --plan":               func(o *importer.Options) { o.Yes = true },
		"x.csv --plan":                  func(o *importer.Options) { o.PlanOnly = true },
		"x.csv -n":                      func(o *importer.Options) { o.PlanOnly = true },
		"x.csv --no-match":              func(o *importer.Options) { o.Blind = true },
		"x.csv --blind --replace-lists": func(o *importer.Options) { o.Blind, o.ReplaceLists = true, true },
		"x.csv -y --resume":             func(o *importer.Options) { o.Yes, o.Resume = true, true },
		"x.csv -y --canary 5 --verify": func(o *importer.Options) {
			o.Yes, o.Canary, o.Verify = true, 5, true
		},
		"x.csv -y --workers 3 --allow-unverified": func(o *importer.Options) {
			o.Yes, o.Workers, o.AllowUnverified = true, 3, true
		},
		"x.csv -y --max-errors 0": func(o *importer.Options) { o.Yes, o.MaxErrors = true, send.Limit{} },
		"x.csv -y --max-errors 5%": func(o *importer.Options) {
			o.Yes, o.MaxErrors = true, send.Limit{Percent: 5}
		},
		"x.csv -y --format csv --encoding windows-1252 --delimiter semicolon --raw-cells": func(o *importer.Options) {
			o.Yes, o.Format, o.Input.RawCells = true, "csv", true
			o.Input.Dialect.Encoding, o.Input.Dialect.Delimiter = "windows-1252", ';'
		},
		"x.xlsx -y --sheet Leads": func(o *importer.Options) { o.Yes, o.Input.Name, o.Input.Sheet = true, "x.xlsx", "Leads" },
		"x.csv -y --map A=name --map B=- --dial-code IN --wire arrays": func(o *importer.Options) {
			o.Yes, o.Rules.Assignments = true, []string{"A=name", "B=-"}
			o.Rules.DialCode, o.Rules.Wire = "+91", convertalk.WireArrays
		},
		"x.csv -y --id-from phone --on-duplicate last": func(o *importer.Options) {
			o.Yes, o.Rules.IDFrom = true, []live.Field{live.Phone}
			o.Rules.Duplicates, o.Rules.DuplicatesChosen = check.ApplyLast, true
		},
		"x.csv -y --on-duplicate all": func(o *importer.Options) { o.Yes, o.Rules.DuplicatesChosen = true, true },
		"x.csv --plan --blank clear --tags add": func(o *importer.Options) {
			o.PlanOnly, o.Rules.Blank, o.Rules.Tags = true, check.ClearBlank, check.AddTags
		},
	} {
		want := importer.Options{Command: "import", Rules: rules, Workers: 8, MaxErrors: send.Limit{Count: 100}}
		want.Input.Name = "x.csv"
		change(&want)
		o, err := readImport(t, line)
		if diff := cmp.Diff(want, o.job, cmpopts.IgnoreUnexported(importer.Options{}, check.Rules{}, source.Input{})); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", line, err, diff)
		}
	}
}

func TestImportOptionsRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"x.csv --resume --restart":        "--resume and --restart cannot be used together",
		"x.csv --resume --dry-run":        "--resume needs a file, and it sends",
		"- --resume":                      "--resume needs a file, and it sends",
		"x.csv --plan --blind":            "--dry-run and --plan read the bot's leads",
		"x.csv -n --no-match":             "--dry-run and --plan read the bot's leads",
		"x.csv --blank clear --blind":     "--blank clear must know what is emptied",
		"x.csv --replace-lists":           "--replace-lists is for --blind",
		"x.csv --canary -1":               "--canary cannot be -1",
		"x.csv --canary 5 --dry-run":      "look at rows that were sent",
		"x.csv --verify --plan":           "look at rows that were sent",
		"x.csv --tags add --no-match":     "--tags add must know the tags",
		"x.csv --tags swap":               "choose replace, add or remove",
		"x.csv --blank maybe":             "choose keep or clear",
		"x.csv --on-duplicate none":       "choose all, last, first or reject",
		"x.csv --wire json":               "choose strings or arrays",
		"x.csv --id-from name":            `--id-from cannot be "name"`,
		"x.csv --id-from email,email":     "--id-from names email twice",
		"x.csv --id-from=":                "--id-from names nothing",
		"x.csv --max-errors many":         `--max-errors cannot be "many"`,
		"x.csv --max-errors -1":           `--max-errors cannot be "-1"`,
		"x.csv --max-errors 1.5":          `--max-errors cannot be "1.5"`,
		"x.csv --max-errors 101%":         `--max-errors cannot be "101%"`,
		"x.csv --max-errors 0%":           `--max-errors cannot be "0%"`,
		"x.csv --dial-code Atlantis":      `--dial-code "Atlantis"`,
		"x.csv --encoding klingon":        "leave out the flag to have it detected",
		"x.csv --delimiter dot":           "leave out the flag to have it detected",
		"x.csv --plan --yes --canary -2":  "--canary cannot be -2",
		"x.csv --restart --resume --plan": "--resume and --restart cannot be used together",
	} {
		_, err := readImport(t, line)
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error()+problem.Remedy(err), want) || problem.Remedy(err) == "" {
			t.Errorf("%s: %v, want %q and a fix", line, err, want)
		}
	}
}

func TestPlanFileOptions(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"x.csv":      "x.csv was given too",
		"--resume":   "--resume continues an import",
		"--plan":     "p is a plan to apply",
		"--dry-run":  "p is a plan to apply",
		"--no-match": "p is a plan to apply",
		"--yes":      "",
	} {
		var o importFlags
		name, err := parse(t, line+" --plan-file p", o.flags)
		if err != nil {
			t.Fatal(err)
		}
		err = o.noFile(strings.Fields(name))
		if want == "" && err != nil || want != "" && (problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

func TestUndoOptionsRefused(t *testing.T) {
	t.Parallel()
	person, nobody := &app{Screen: &screen.Screen{CanAsk: true}}, &app{Screen: &screen.Screen{}}
	for _, tt := range []struct {
		line string
		a    *app
		want string
	}{
		{"r --plan --resume", person, "only shows"},
		{"r -n --yes --resume", person, "only shows"},
		{"r --plan --yes", nobody, ""},
		{"r -n --yes", nobody, ""},
		{"r --yes --resume --restart", person, "cannot be used together"},
		{"r", nobody, "this is not a terminal"},
		{"r", person, ""},
		{"r --plan", nobody, ""},
		{"r --yes", nobody, ""},
		{"r --yes --resume", nobody, ""},
	} {
		var o importFlags
		_, err := parse(t, tt.line, o.undoFlags)
		if err != nil {
			t.Fatal(err)
		}
		err = o.checkUndo(tt.a)
		if tt.want == "" && err != nil || tt.want != "" && (problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.line, err, tt.want)
		}
	}
}
