package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// renameAll writes a leads.csv that renames every lead, and returns their names.
func renameAll(t *testing.T, server *sandbox.Server, sh shell) (before map[string]string) {
	t.Helper()
	before = names(t, server)
	var file strings.Builder
	file.WriteString("uuid,name,attributes.batch\n")
	for id := range before {
		fmt.Fprintf(&file, "%s,Renamed,7\n", id)
	}
	sh.write("leads.csv", file.String())
	return before
}

// TestUndoIsResumable: an undo that is killed and resumed restores everything.
func TestUndoIsResumable(t *testing.T) {
	t.Parallel()
	const leads = 400
	server, sh := newShell(t, sandbox.Options{Leads: leads, Latency: 2 * time.Millisecond})
	before := renameAll(t, server, sh)
	sh.ok("import", "leads.csv", "--plan", "--yes", "--rate", "0", "-q")
	undo := []string{"undo", "leads.csv.report", "--yes", "--rate", "0"}
	p := sh.start(undo...)
	waitFor(t, func() bool { return len(puts(server)) >= leads+150 })
	p.kill()
	if said, code := sh.run(undo...); code != 5 {
		t.Errorf("exit code %d: %s", code, said)
	}
	sh.ok(append(undo, "--resume")...)
	if twice := len(puts(server)) - 2*leads; twice > 108 {
		t.Errorf("%d leads were restored twice", twice)
	}
	after := names(t, server)
	for id, name := range before {
		if after[id] != name {
			t.Errorf("%s was %q and is %q", id, name, after[id])
		}
	}
}

// TestUndoneImportIsNotResumed: what an undo took back of a killed import is not reported as done. The
// history knows of both.
func TestUndoneImportIsNotResumed(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 300, Latency: 2 * time.Millisecond})
	sh = sh.with("XDG_STATE_HOME=" + filepath.Join(sh.dir, "state"))
	before := renameAll(t, server, sh)
	args := []string{"import", "leads.csv", "--yes", "--rate", "0"}
	p := sh.start(append(args, "--plan")...)
	waitFor(t, func() bool { return len(server.Ledger()) >= 100 })
	p.kill()
	if said := sh.ok("history"); !strings.Contains(said, "not finished: 300 rows") || !strings.Contains(said, "  leads.csv.report\n") {
		t.Error(said)
	}
	sh.ok("undo", "leads.csv.report", "--yes", "--rate", "0")
	if said := sh.ok("history"); !strings.Contains(said, " restored") || !strings.Contains(said, "  undone ") {
		t.Error(said)
	}
	if after := names(t, server); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("not everything was taken back")
	}
	if said, code := sh.run(append(args, "--resume")...); code != 5 || !strings.Contains(said, "was undone") {
		t.Errorf("exit code %d: %s", code, said)
	}
}
