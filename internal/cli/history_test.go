package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sandbox"
)

// past are the runs that history --json shows, the newest first.
func past(t *testing.T) (all []pastRun) {
	t.Helper()
	r := run(t, "history", "--json", "--last", "0")
	var out struct {
		Command string    `json:"command"`
		Runs    []pastRun `json:"runs"`
	}
	if err := json.Unmarshal([]byte(r.out), &out); err != nil || r.code != 0 || out.Command != "history" {
		t.Fatalf("%+v, %v", r, err)
	}
	return out.Runs
}

// pastRun is what scripts read of a run.
type pastRun struct {
	Command, Input, Report, Of, BotID, Profile, State, Undone string
	WhyNot                                                    string `json:"cannotBeUndone"`
	Rows, Created, Updated, Unchanged, Rejected, Restored     int
}

// TestHistory: what was planned, sent and undone is listed, and what can be undone.
func TestHistory(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 20})
	if r := run(t, "history"); r.code != 0 || r.out != "" || !strings.Contains(r.err, "Nothing imported yet") || !strings.Contains(r.err, "--sandbox are not listed") {
		t.Errorf("%+v", r)
	}
	here, _ := os.Getwd()
	ids := uuids(t, server)
	write(t, "a.csv", "uuid,name\n"+ids[0]+",Renamed\n"+ids[1]+",Renamed\n,x\n")
	for _, args := range [][]string{
		{"import", "a.csv", "-n"}, {"import", "a.csv", "-y"}, {"import", "a.csv", "-y", "--blind"}, {"import", "a.csv", "-y", "--sandbox"},
	} {
		if r := run(t, append(args, "--rate", "0", "-q")...); r.code != problem.ExitPartial {
			t.Fatalf("%s: %+v", args, r)
		}
	}
	all := past(t)
	want := []pastRun{
		{State: "done", WhyNot: "it kept no earlier values", Rows: 3, Rejected: 1},
		{State: "done", Rows: 3, Updated: 2, Rejected: 1},
		{State: "planned", WhyNot: "nothing was sent", Rows: 3, Updated: 2, Rejected: 1},
	}
	if len(all) != len(want) {
		t.Fatalf("%+v", all)
	}
	for i, w := range want {
		w.Command, w.Input, w.BotID, w.Report = "import", filepath.Join(here, "a.csv"), sandbox.DefaultBotID, all[i].Report
		if all[i] != w || !filepath.IsAbs(w.Report) {
			t.Errorf("%+v, want %+v", all[i], w)
		}
	}
	r := run(t, "history", "--last", "2")
	if lines := strings.Split(r.out, "\n"); r.code != 0 || len(lines) != 4 || !strings.Contains(lines[2], "import  a.csv") || !strings.HasSuffix(lines[2], "  a.csv.report-2") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "history"); !strings.Contains(r.out, "  would be: 2 updated, 1 rejected  ") {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.err, "the newest 2 of 3") {
		t.Errorf("%s", r.err)
	}
	if text := read(t, filepath.Join(os.Getenv("XDG_STATE_HOME"), "leadferry", "history.jsonl")); strings.Contains(text, sandbox.DefaultToken) {
		t.Error("the token stands in the history")
	}

	std := streams(t, "")
	narrow := &app{Screen: &screen.Screen{Err: std.Err}, page: &screen.Screen{Watched: true, Width: 50}, std: std, args: []string{"history"}}
	if r := finished(t, std, narrow.run(t.Context())); strings.Contains(r.out, "a.csv.report-2") ||
		!regexp.MustCompile(`(?m)^  undo import of a\.csv, \S+ \S+, with: leadferry undo a\.csv\.report-2$`).MatchString(r.err) || strings.Count(r.err, "leadferry undo ") != 1 {
		t.Errorf("%+v", r)
	}

	if r := run(t, "undo", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "leadferry undo a.csv.report-2 --yes") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "undo", "-n", "--rate", "0"); r.code != 0 || !strings.Contains(r.err, "import of a.csv to "+sandbox.DefaultBotID) || !strings.Contains(r.out, "leadferry undo a.csv.report-2 --rate 0\n") {
		t.Errorf("%+v", r)
	}
	if r := talk(t, "y\n", "undo", "--rate", "0"); r.code != 0 || called(t, server, "Renamed") != 0 {
		t.Errorf("%+v", r)
	}
	all = past(t)
	if u := all[0]; len(all) != 4 || u.Command != "undo" || u.Of != all[2].Report || u.Restored != 2 || all[2].Undone == "" || all[2].WhyNot != "undone" {
		t.Errorf("%+v", all)
	}
	if r := talk(t, "y\n", "undo", "--rate", "0"); r.code != problem.ExitUsage || !strings.Contains(r.err, "has no import that can be undone") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "history", "--last", "-1"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
}

// TestHistoryOfGoneReports: a report that was deleted, or replaced by a later one, is not undone by its
// entry.
func TestHistoryOfGoneReports(t *testing.T) {
	renamed(t)
	if all := past(t); len(all) != 1 || all[0].WhyNot != "" {
		t.Fatalf("%+v", all)
	}
	plan := filepath.Join("a.csv.report", "plan.jsonl")
	write(t, plan, strings.Replace(read(t, plan), `"made":"20`, `"made":"19`, 1))
	if all := past(t); all[0].WhyNot != "its report is gone" {
		t.Errorf("%+v", all)
	}
	if err := os.Rename("a.csv.report", "moved"); err != nil {
		t.Fatal(err)
	}
	if r := run(t, "history"); r.code != 0 || !strings.Contains(r.out, "2 updated  -") {
		t.Errorf("%+v", r)
	}
}

// TestHistoryFailsNoRun: where no history can be kept, an import is as good as ever.
func TestHistoryFailsNoRun(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 3})
	write(t, "state", "")
	t.Setenv("XDG_STATE_HOME", filepath.Join(filepath.Dir(mustAbs(t, "state")), "state"))
	write(t, "a.csv", "uuid,name\n"+uuids(t, server)[0]+",Renamed\n")
	r := run(t, "import", "a.csv", "--yes", "--rate", "0")
	if r.code != 0 || called(t, server, "Renamed") != 1 || strings.Count(r.err, "is not in the history") != 1 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "import", "a.csv", "--yes", "--rate", "0", "-q"); r.code != 0 || r.err != "" {
		t.Errorf("%+v", r)
	}
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("HOME", "")
	if r := run(t, "history"); r.code != 0 {
		t.Errorf("%+v", r)
	}
}

func mustAbs(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNoFolderForNothing: a run that has nothing to say leaves no folder, unless one was named.
func TestNoFolderForNothing(t *testing.T) {
	renamed(t)
	write(t, "empty.csv", "uuid,name\n")
	for line, folder := range map[string]string{
		"import empty.csv --yes":                  "empty.csv.report",
		"import empty.csv -n":                     "empty.csv.report",
		"undo a.csv.report -n":                    "a.csv.report.undo",
		"import empty.csv --yes --report kept1":   "",
		"undo a.csv.report --plan --report kept2": "",
	} {
		r := run(t, append(strings.Fields(line), "--rate", "0", "--json")...)
		if r.code != 0 {
			t.Errorf("%s: %+v", line, r)
		}
		if report := r.object(t)["report"]; folder != "" && (report != "" || exists(folder) || strings.Contains(r.err, folder+"/")) {
			t.Errorf("%s leaves %v: %s", line, report, r.err)
		}
	}
	for _, name := range []string{"kept1/summary.json", "kept2/plan.jsonl", "kept2/report.html"} {
		if !exists(name) {
			t.Errorf("%s is not there", name)
		}
	}
	if r := run(t, "undo", "a.csv.report", "--yes", "--rate", "0"); r.code != 0 || !exists("a.csv.report.undo/journal") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "undo", "a.csv.report", "--yes", "--rate", "0"); r.code != 0 || exists("a.csv.report.undo-2") {
		t.Errorf("%+v: nothing was left to undo", r)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
