package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// renamed is a platform of which an import with a plan has renamed two leads.
func renamed(t *testing.T) (server *sandbox.Server, ids []string) {
	t.Helper()
	server = platform(t, sandbox.Options{Leads: 20})
	ids = uuids(t, server)[:2]
	write(t, "a.csv", "uuid,name\n"+ids[0]+",Renamed\n"+ids[1]+",Renamed\n")
	if r := run(t, "import", "a.csv", "--plan", "--yes", "--rate", "0", "-q"); r.code != 0 || called(t, server, "Renamed") != 2 {
		t.Fatalf("%+v", r)
	}
	return server, ids
}

// called counts the leads of a name.
func called(t *testing.T, server *sandbox.Server, name string) (n int) {
	t.Helper()
	for _, record := range server.All("lead") {
		n += strings.Count(string(record), `"`+name+`"`)
	}
	return n
}

func TestUndo(t *testing.T) {
	server, _ := renamed(t)
	r := run(t, "undo", "a.csv.report", "--plan", "--rate", "0")
	if r.code != 0 || called(t, server, "Renamed") != 2 || !strings.Contains(r.out, "undo it with: leadferry undo a.csv.report") {
		t.Errorf("%+v: showing must write nothing", r)
	}
	r = talk(t, "n\n", "undo", "a.csv.report", "--rate", "0")
	if r.code != 0 || called(t, server, "Renamed") != 2 || !strings.Contains(r.err, "Undo the changes to 2 leads in bot "+sandbox.DefaultBotID) {
		t.Errorf("%+v: the answer was no", r)
	}
	r = talk(t, "y\n", "undo", "a.csv.report"+string(filepath.Separator), "--rate", "0")
	if r.code != 0 || called(t, server, "Renamed") != 0 || !strings.Contains(r.err, "2 fields restored") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(filepath.Join("a.csv.report.undo", "summary.json")); err != nil {
		t.Error(err)
	}
	r = run(t, "undo", "a.csv.report", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["restored"] != 0.0 || o["unchanged"] != 2.0 || o["of"] != "a.csv.report" || o["finished"] != true {
		t.Errorf("%+v: the second time there is nothing to take back", r)
	}
}

// TestUndoKeeps: what somebody changed since is kept, which the exit code tells.
func TestUndoKeeps(t *testing.T) {
	server, ids := renamed(t)
	write(t, "b.csv", "uuid,name\n"+ids[0]+",Changed\n")
	if r := run(t, "import", "b.csv", "--yes", "--no-match", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	r := run(t, "undo", "a.csv.report", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != problem.ExitPartial || o["restored"] != 1.0 || o["kept"] != 1.0 || o["command"] != "undo" {
		t.Errorf("%+v", r)
	}
	if called(t, server, "Changed") != 1 || called(t, server, "Renamed") != 0 {
		t.Error("a later change was overwritten")
	}
	if r := run(t, "undo", "b.csv.report", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "kept no earlier values") {
		t.Errorf("%+v", r)
	}
}

// TestUndoOfNothing: a plan that was not carried out cannot be undone.
func TestUndoOfNothing(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	write(t, "a.csv", twoPeople)
	if r := run(t, "import", "a.csv", "--plan", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "undo", "a.csv.report", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "this run sent nothing") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "undo", "a.csv.report/plan.jsonl", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "is not a report folder") {
		t.Errorf("%+v", r)
	}
}

// TestUndoOtherBot: a report is undone in its own bot only.
func TestUndoOtherBot(t *testing.T) {
	renamed(t)
	other := "64f1c0ffee0000000000b072"
	if r := run(t, "undo", "a.csv.report", "--yes", "--bot-id", other); r.code != problem.ExitGuard || !strings.Contains(r.err, other) {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("a.csv.report.undo"); err == nil {
		t.Error("a report of nothing is left")
	}
}
