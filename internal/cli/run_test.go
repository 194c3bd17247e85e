package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

// commandOf is the command of a command line.
func commandOf(line string) string {
	words := strings.Fields(line)
	if words[0] == "backup" && len(words) > 1 {
		return words[0] + " " + words[1]
	}
	return words[0]
}

func TestWrongUse(t *testing.T) {
	alone(t)
	if err := os.WriteFile("there.csv", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"exprot":                                  "did you mean leadferry export",
		"backup lisst":                            "did you mean leadferry backup list",
		"help exprot":                             "did you mean leadferry export",
		"help backup lisst":                       "did you mean leadferry backup list",
		"frobnicate":                              "see the commands with: leadferry --help",
		"export x.csv --colums uuid":              "did you mean --columns",
		"export x.csv --workers many":             `--workers "many" is not a whole number`,
		"export":                                  "export needs the name of the file to write",
		"export a.csv b.csv":                      `"a.csv" and "b.csv" were given`,
		"export a.csv -o b.csv":                   `"a.csv" and --output "b.csv" were given`,
		"export there.csv --sandbox":              "exists",
		"export x.csv --progress fast":            "choose auto, bar, lines or none",
		"export x.csv --type person":              "choose lead, non-lead or all",
		"export x.csv --for word":                 "choose plain, excel, sheets or libreoffice",
		"export x.csv --delimiter dot":            "--delimiter: ",
		"export x.csv --format doc":               "use csv, tsv, jsonl, xlsx or raw",
		"export x.csv --workers 0 --sandbox":      "--workers cannot be 0",
		"backup list":                             "needs the backup folder",
		"backup list none":                        "there is no backup folder none",
		"backup prune none":                       "no flag says what to keep",
		"backup prune none --keep-within soon":    `--keep-within "soon" is not a duration`,
		"backup create x --age-recipient AGE-KEY": "--age-recipient number 1 is not an age public key",
		"backup create x --lock-wait -1s":         `--lock-wait "-1s" is not a duration`,
		"backup create x --keep-last -1":          "--keep-last cannot be -1",
		"backup status none --max-age 0s":         "--max-age cannot be 0s",
		"backup diff":                             "needs two snapshots",
		"schedule cron":                           "schedule needs cron, systemd, launchd or windows",
		"schedule cron b --at noon -- --sandbox":  `--at "noon" is not a time of day`,
		"schedule cron b -- more":                 `"more" is not a flag of backup create`,
		"schedule cron b -- --token-file -":       "empty at night",
		"schedule cron b -- --keep-daly 3":        "did you mean --keep-daily",
		"schedule cron b -- --keep x":             "leadferry backup create has no flag --keep\n  fix: did you mean --keep-daily?",
		"export x.csv \u2014fast":                 "write two plain hyphens: --fast\n",
		"export x.csv \u2013\u2013rate=3":         "write two plain hyphens: --rate=3\n",
		"exprt x.csv --token-file t":              "did you mean leadferry export?",
		"backup creat b --keep-daily 3":           "did you mean leadferry backup create?",
		"imprt x.csv":                             "did you mean leadferry import?",
		"help colums":                             "did you mean leadferry columns?",
		"export x.csv --rate 5 --rate=2":          `--rate is given twice, as "5" and as "2"`,
		"export x.csv --json --json=false":        "--json is given twice",
		"backup prune b -n --dry-run=0":           "--dry-run is given twice",
		"check x.csv --no-header":                 `such as "email,name"`,
		"template":                                "template needs the name of the file to write",
		"template x.jsonl":                        "templates are .xlsx, .csv or .tsv",
		"template x.xlsx --for excel":             "have no effect in",
		"completion tcsh":                         "choose bash, zsh, fish or powershell",
		"sandbox --limit often":                   "see: leadferry sandbox --help",
		"sandbox --fault never":                   "see: leadferry sandbox --help",
		"sandbox --order random":                  "see: leadferry sandbox --help",
		"sandbox --addr 0.0.0.0:1":                "is not an address on this computer only",
		"init --sandbox b,c":                      "--sandbox has no settings to keep",
		"init a b":                                "put it in quotes",
		"version now":                             `takes no "now"`,
	} {
		r := run(t, strings.Fields(line)...)
		if r.code != problem.ExitUsage || !strings.Contains(r.err, want) || !strings.HasSuffix(r.err, nothingDone[commandOf(line)]+"\n") || strings.Contains(r.err, "nothing was sent") || r.out != "" {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want %q", line, r.code, r.out, r.err, want)
		}
		if strings.Contains(r.err, "AGE-KEY") {
			t.Errorf("%s: what may be a secret key is shown", line)
		}
	}
}

func TestFailureIsAnObject(t *testing.T) {
	alone(t)
	for line, want := range map[string]string{
		"export --json":              "export needs the name of the file to write",
		"export x.csv --jsno --json": "has no flag --jsno",
		"backup list none --json":    "there is no backup folder none",
		"export - --json":            "both use standard output",
	} {
		o := run(t, strings.Fields(line)...).object(t)
		if o["schema"] != 1.0 || o["exitCode"] != 2.0 || !strings.Contains(o["error"].(string), want) || o["fix"] == "" || len(o) != 5 {
			t.Errorf("%s: %v, want the error %q", line, o, want)
		}
	}
}

func TestAnswers(t *testing.T) {
	alone(t)
	for line, want := range map[string]string{
		"":                "Move leads between",
		"help export":     "Reads every page of the chat listing",
		"backup":          "Keeps dated snapshots",
		"version":         "leadferry ",
		"completion bash": "complete",
		"schedule cron b --at 02:30 -- --sandbox": "30 2 * * * ",
		"schedule systemd b -- --sandbox":         "OnCalendar=*-*-* 03:",
		"status --sandbox":                        "a simulated platform inside leadferry",
	} {
		if r := run(t, strings.Fields(line)...); r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", line, r.code, r.out, r.err)
		}
	}
}

func TestTemplate(t *testing.T) {
	alone(t)
	r := run(t, "template", "my leads.csv", "--for", "excel")
	text, err := os.ReadFile("my leads.csv")
	if r.code != 0 || err != nil || !strings.HasPrefix(string(text), "\ufeffuuid,") || !strings.HasSuffix(string(text), "\r\n") {
		t.Errorf("%+v, %q, %v", r, text, err)
	}
	if !strings.Contains(r.err, `then: leadferry check "my leads.csv"`) {
		t.Errorf("%q", r.err)
	}
	if r := run(t, "template", "my leads.csv"); r.code != problem.ExitUsage {
		t.Errorf("%+v: a file was replaced", r)
	}
}

func TestInit(t *testing.T) {
	folder := alone(t)
	t.Setenv("CONVERTALK_TOKEN", "geheim")
	r := runWith(t.Context(), t, "https://page.convertalk.com/b1/c1\n", "init", "--no-test", "--json")
	o := r.object(t)
	if r.code != 0 || o["profile"] != "main" || o["botId"] != "b1" || o["tested"] != false || o["command"] != "init" || strings.Contains(r.out+r.err, "geheim") {
		t.Errorf("%+v", r)
	}
	if token, err := os.ReadFile(filepath.Join(folder, "main.token")); err != nil || strings.TrimSpace(string(token)) != "geheim" {
		t.Errorf("%q, %v", token, err)
	}
	t.Setenv("CONVERTALK_TOKEN", "")
	r = run(t, "status")
	if r.code != 0 || !strings.Contains(r.out, "bot ID       b1") || strings.Contains(r.out, "geheim") {
		t.Errorf("%+v", r)
	}
	if o := run(t, "status", "--json").object(t); o["usable"] != true || len(o["settings"].([]any)) != 7 {
		t.Errorf("%v", o)
	}
	if r := run(t, "schedule", "cron", "b"); r.code != 0 || !strings.Contains(r.out, "--profile=main --config="+folder) {
		t.Errorf("%+v", r)
	}
	if r := run(t, "init", "b,c", "--no-test"); r.code != problem.ExitUsage || !strings.Contains(r.err, "has profiles already") {
		t.Errorf("%+v", r)
	}
	r = run(t, "init", "b,c", "--profile", "other", "--token-file", "-", "--no-test")
	if r.code != problem.ExitAuth || !strings.Contains(r.err, "standard input is empty") {
		t.Errorf("%+v", r)
	}
}

// TestPages: each command has a page of help, and each page a command.
func TestPages(t *testing.T) {
	t.Parallel()
	files, err := pages.ReadDir("help")
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, file := range files {
		left[strings.TrimSuffix(file.Name(), ".txt")] = true
	}
	a, _, _ := pretend(t)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		page := strings.ReplaceAll(strings.TrimPrefix(cmd.CommandPath(), "leadferry "), " ", "_")
		if !left[page] || cmd.Use == "" || cmd.Short == "" || strings.Contains(cmd.Long, pageExamples) {
			t.Errorf("%s: %q, %q: no good page", page, cmd.Use, cmd.Short)
		}
		delete(left, page)
		for _, below := range cmd.Commands() {
			walk(below)
		}
	}
	walk(a.root())
	if len(left) > 0 {
		t.Errorf("no command has the pages %v", left)
	}
}
