package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// stopped runs a command until it has given so many leads the name Renamed, or taken it away.
func stopped(t *testing.T, server *sandbox.Server, rows int, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	before := called(t, server, "Renamed")
	go func() {
		for n := before; n-before < rows && before-n < rows && ctx.Err() == nil; n = called(t, server, "Renamed") {
			time.Sleep(time.Millisecond)
		}
		cancel(&problem.Interrupted{})
	}()
	r := runWith(ctx, t, "", append(args, "--rate", "0", "--workers", "2")...)
	if r.code != problem.ExitInterrupted {
		t.Fatalf("%s was not stopped: %+v", args, r)
	}
	return r
}

// slowly is a platform with a file that renames all its leads.
func slowly(t *testing.T) *sandbox.Server {
	t.Helper()
	server := platform(t, sandbox.Options{Leads: 40, Latency: 10 * time.Millisecond})
	text := "uuid,name\n"
	for _, id := range uuids(t, server) {
		text += id + ",Renamed\n"
	}
	write(t, "a.csv", text)
	return server
}

// onPage checks that the page of a report shows a command.
func onPage(t *testing.T, report, command string) {
	t.Helper()
	text, err := os.ReadFile(report + "/report.html")
	if err != nil || !strings.Contains(string(text), "<code>"+command) {
		t.Errorf("%v: %q is not on the page of %s", err, command, report)
	}
}

// TestStoppedUndoIsGoneOnWith: the history calls an import partly undone until its undo came to its end,
// and undo offers it first.
func TestStoppedUndoIsGoneOnWith(t *testing.T) {
	server := slowly(t)
	if r := run(t, "import", "a.csv", "--yes", "--rate", "0"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	onPage(t, "a.csv.report", "leadferry undo a.csv.report")
	r := stopped(t, server, 10, "undo", "a.csv.report", "--yes")
	onPage(t, "a.csv.report.undo", "leadferry undo a.csv.report --yes --rate 0 --workers 2 --resume")
	left := called(t, server, "Renamed")
	if want := fmt.Sprintf("%d fields restored, %d not yet", 40-left, left); left == 0 || !strings.Contains(r.err, want) {
		t.Errorf("%d are left: %s", left, r.err)
	}
	if r := run(t, "undo", "a.csv.report", "--yes"); r.code != problem.ExitGuard || !strings.Contains(r.err, "an earlier undo of this import was interrupted") {
		t.Errorf("%+v", r)
	}
	r = run(t, "undo", "a.csv.report", "-n", "--rate", "0")
	for _, want := range []string{fmt.Sprintf("%d to update", left), "resume it with: leadferry undo a.csv.report --rate 0 --resume"} {
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%q is not shown: %+v", want, r)
		}
	}
	if called(t, server, "Renamed") != left || exists("a.csv.report.undo-2") {
		t.Errorf("looking changed something: %+v", r)
	}
	write(t, "b.csv", "uuid,name\n"+uuids(t, server)[0]+",Other\n")
	if r := run(t, "import", "b.csv", "--yes", "--rate", "0"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "history"); !strings.Contains(r.out, "partly undone: a.csv.report\n") || strings.Contains(r.out, "  undone ") {
		t.Errorf("%s", r.out)
	}
	if r := run(t, "undo", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "leadferry undo a.csv.report --resume --yes") {
		t.Errorf("%+v", r)
	}
	r = talk(t, "y\n", "undo", "--rate", "0")
	if !strings.Contains(r.err, "Continuing the undo that was stopped: import of a.csv") || called(t, server, "Renamed") > 0 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "history"); strings.Contains(r.out, "partly") || !strings.Contains(r.out, "  undone ") {
		t.Errorf("%s", r.out)
	}
}

// TestReportMovedAside: what a stopped import sent can be undone after the import was begun anew.
func TestReportMovedAside(t *testing.T) {
	server := slowly(t)
	stopped(t, server, 10, "import", "a.csv", "--yes")
	onPage(t, "a.csv.report", "leadferry import a.csv --yes --rate 0 --workers 2 --resume")
	sent := called(t, server, "Renamed")
	r := run(t, "import", "a.csv", "--restart", "--yes", "--rate", "0")
	if r.code != 0 || !strings.Contains(r.err, "undo what that run sent with: leadferry undo a.csv.report.old --rate 0\n") {
		t.Errorf("%+v", r)
	}
	if all := past(t); len(all) != 2 || all[1].WhyNot != "" || !strings.HasSuffix(all[1].Report, "a.csv.report.old") {
		t.Errorf("%+v", all)
	}
	r = run(t, "undo", "a.csv.report.old", "--yes", "--rate", "0")
	if n := called(t, server, "Renamed"); n != 40-sent || !strings.Contains(r.err, fmt.Sprintf("%d rows of the import were not sent: nothing to undo", 40-sent)) {
		t.Errorf("%d of %d are left: %+v", n, 40-sent, r)
	}
	if all := past(t); all[2].WhyNot != "undone" || all[1].WhyNot != "" {
		t.Errorf("%+v", all)
	}
}

// TestUndoOfFolders: a folder that has nothing to undo says what it is.
func TestUndoOfFolders(t *testing.T) {
	platform(t, sandbox.Options{Leads: 1})
	for name, want := range map[string]struct{ file, text, says string }{
		"foreign": {"thesis.doc", "x", "foreign is not the report of an import"},
		"empty":   {".hidden", "", "empty is not the report of an import"},
		"early":   {"map.toml", "", "early: this run sent nothing"},
		"killed":  {"journal", "", "killed: this run sent nothing"},
	} {
		if err := os.Mkdir(name, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, name+"/"+want.file, want.text)
		if r := run(t, "undo", name, "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, want.says) || strings.Contains(r.err, "--blind") {
			t.Errorf("%+v", r)
		}
	}
}

// TestNamesAfterAResume: the page of a resumed import names the leads of all its rows.
func TestNamesAfterAResume(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 40, Latency: 10 * time.Millisecond})
	text := "uuid,attributes.Old name\n"
	for _, id := range uuids(t, server) {
		text += id + ",Renamed\n"
	}
	write(t, "a.csv", text)
	stopped(t, server, 10, "import", "a.csv", "--yes")
	before := read(t, "a.csv.report/report.html")
	if r := run(t, "import", "a.csv", "--resume", "--yes", "--rate", "0"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	after := read(t, "a.csv.report/report.html")
	named := 0
	for _, record := range server.All("lead") {
		_, name, _ := strings.Cut(string(record), `"name":"`)
		if name, _, _ = strings.Cut(name, `"`); name != "" && strings.Contains(before, name) {
			named++
			if !strings.Contains(after, name) {
				t.Errorf("the page does not name %s", name)
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d leads have a name", named)
	}
}
