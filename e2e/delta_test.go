package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// recordsByUUID returns the records of a raw file by their uuid.
func recordsByUUID(t *testing.T, text string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for line := range strings.Lines(text) {
		var r struct{ UUID string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all[r.UUID] = strings.TrimSpace(line)
	}
	return all
}

type deltaSummary struct {
	Written int
	Delta   struct {
		First                   bool
		New, Changed, Unchanged int
		Deleted                 *int
		DeletedLeads            []struct{ UUID string }
	}
}

// TestDeletedLeads: leads that are deleted are counted once, and listed since a snapshot; a listing that
// has lost too many is refused, and the mark stays.
func TestDeletedLeads(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 60})
	sh.ok("export", "1.csv", "--mark", "crm", "--rate", "0")
	sh.ok("backup", "create", "backups", "--rate", "0")
	var gone []string
	for id := range names(t, server) {
		if len(gone) < 11 {
			gone = append(gone, id)
		}
	}
	for _, id := range gone {
		server.Delete(id)
	}
	server.Insert()
	var sum deltaSummary
	if code := sh.json(&sum, "export", "2.csv", "--mark", "crm", "--rate", "0"); code != 0 || sum.Delta.New != 1 || sum.Delta.Unchanged != 49 || *sum.Delta.Deleted != 11 {
		t.Errorf("exit code %d, %+v", code, sum)
	}
	if code := sh.json(&sum, "export", "3.csv", "--mark", "crm", "--rate", "0"); code != 0 || sum.Written != 0 || *sum.Delta.Deleted != 0 {
		t.Errorf("exit code %d, %+v", code, sum)
	}
	sum = deltaSummary{}
	if code := sh.json(&sum, "export", "4.csv", "--since-snapshot", "backups", "--rate", "0"); code != 0 || sum.Written != 1 || *sum.Delta.Deleted != 11 {
		t.Errorf("exit code %d, %+v", code, sum)
	}
	var listed []string
	for _, lead := range sum.Delta.DeletedLeads {
		listed = append(listed, lead.UUID)
	}
	slices.Sort(listed)
	if slices.Sort(gone); !slices.Equal(listed, gone) {
		t.Errorf("listed as deleted are %q, want %q", listed, gone)
	}
	if said := sh.ok("export", "5.csv", "--since-snapshot", "backups", "--rate", "0"); strings.Count(said, "  deleted: ") != 10 || !strings.Contains(said, "... and 1 more lead was deleted; --json lists all") {
		t.Error(said)
	}

	for id := range names(t, server) {
		if server.Count("lead") > 39 {
			server.Delete(id)
		}
	}
	said, code := sh.run("export", "6.csv", "--mark", "crm", "--rate", "0")
	if code != 5 || !strings.Contains(said, "the bot has only 39 leads now, but 50 at the last export of this name") || len(sh.find("6.csv")) > 0 {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if code := sh.json(&sum, "export", "6.csv", "--mark", "crm", "--rate", "0", "--allow-shrink"); code != 0 || *sum.Delta.Deleted != 11 {
		t.Errorf("exit code %d, %+v", code, sum)
	}
}

// TestFailedDelta: an export that fails moves no mark.
func TestFailedDelta(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 60})
	sh.ok("export", "1.csv", "--mark", "crm", "--rate", "0")
	changed := server.Insert()
	for _, broken := range []string{"CONVERTALK_TOKEN=wrong", "CONVERTALK_BOT_ID=wrong"} {
		if said, code := sh.with(broken).run("export", "2.csv", "--mark", "crm", "--rate", "0"); code == 0 {
			t.Error(said)
		}
	}
	var sum deltaSummary
	code := sh.json(&sum, "export", "2.csv", "--mark", "crm", "--rate", "0")
	if text := string(sh.read("2.csv")); code != 0 || sum.Written != 1 || !strings.Contains(text, changed) {
		t.Errorf("exit code %d, %+v, the delta holds %q", code, sum, text)
	}
}

// TestDeltaFromCron runs the cron line of the documents on two days.
func TestDeltaFromCron(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 60})
	sh = sh.with("HOME=" + sh.dir)
	if err := os.Mkdir(sh.path("leads"), 0o700); err != nil {
		t.Fatal(err)
	}
	var line string
	for _, text := range blockLines(t, "../docs/export.md", "text") {
		if command, ok := strings.CutPrefix(text, "10 3 * * * "); ok && strings.Contains(command, "--mark") {
			line = strings.ReplaceAll(command, `\%`, "%")
		}
	}
	if line == "" {
		t.Fatal("there is no cron line")
	}
	for day, want := range []int{61, 2} { // lines
		run := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(line, "date", fmt.Sprintf("date -d +%dday", day), 1)+" --columns uuid --rate 0")
		run.Dir, run.Env = sh.dir, sh.env
		if said, err := run.CombinedOutput(); err != nil || len(said) > 0 {
			t.Fatalf("%v: %s", err, said)
		}
		files := sh.find("leads/new-*.csv")
		if len(files) != day+1 {
			t.Fatal(files)
		}
		text, err := os.ReadFile(files[day])
		if n := strings.Count(string(text), "\n"); err != nil || n != want {
			t.Errorf("day %d: %d lines, %v", day, n, err)
		}
		server.Insert()
	}
}
