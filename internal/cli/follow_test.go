package cli

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestMetrics: each command of a file leaves its own, what failed keeps what was good before, and what
// goes wrong with the file changes nothing about the run.
func TestMetrics(t *testing.T) {
	platform(t, sandbox.Options{Leads: 30})
	if r := run(t, "export", "leads.csv", "-q", "--metrics", "m.prom"); r.code != 0 || r.err != "" {
		t.Fatalf("%+v", r)
	}
	info, err := os.Stat("leads.csv")
	if err != nil {
		t.Fatal(err)
	}
	if r := run(t, "export", "leads.csv", "-q", "--metrics", "m.prom"); r.code != problem.ExitUsage {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "backup", "create", "b", "-q", "--metrics", "m.prom"); r.code != 0 || r.err != "" {
		t.Fatalf("%+v", r)
	}
	write(t, "people.csv", "Name,Email\nAnn,ann@example.org\nBob,bob@example.org\n")
	if r := run(t, "import", "people.csv", "-q", "--yes", "--metrics", "m.prom"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "import", "people.csv", "-q", "--dry-run", "--metrics", "m.prom", "--json"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	text := read(t, "m.prom")
	for _, want := range []string{
		`last_run_exit_code{profile="",command="export"} 2`, `last_success_leads{profile="",command="export"} 30`,
		`last_success_bytes{profile="",command="export"} ` + strconv.FormatInt(info.Size(), 10), `last_run_exit_code{profile="",command="backup create"} 0`,
		`last_success_leads{profile="",command="backup create"} 30`, `last_success_leads{profile="",command="import"} 2`,
	} {
		if !strings.Contains(text, "\nleadferry_"+want+"\n") {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	write(t, "other.prom", "up 1\n")
	r := run(t, "export", "more.csv", "-q", "--metrics", "other.prom")
	if r.code != 0 || !strings.Contains(r.err, "warning: other.prom is not written") || !strings.Contains(r.err, "fix: ") || read(t, "other.prom") != "up 1\n" {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "third.csv", "--metrics", "m.txt"); r.code != problem.ExitUsage || !strings.Contains(r.err, ".prom") {
		t.Errorf("%+v", r)
	}
}
