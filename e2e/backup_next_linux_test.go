package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestAfterBackup: on a terminal a backup says what can be done with the snapshot, and each command works
// as it stands there.
func TestAfterBackup(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 40, Seed: 3})
	sh.write("token.txt", sandbox.DefaultToken)
	if said := sh.ok("backup", "create", "quiet", "--rate", "0"); strings.Contains(said, "leadferry") {
		t.Errorf("without a terminal: %s", said)
	}
	p, term := sh.startAtWidth(500, "backup", "create", "backups", "--rate", "0", "--token-file", "token.txt")
	shown := term.shows("\x00never\x00")
	if err := p.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	pasted := func(after string) (said string) {
		t.Helper()
		_, line, ok := strings.Cut(shown, after+": ")
		if !ok {
			t.Fatalf("%q is not shown:\n%s", after, shown)
		}
		line, _, _ = strings.Cut(line, "\r\n")
		like := sh.command()
		cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(line, "leadferry", "'"+like.Path+"'", 1))
		cmd.Dir, cmd.Env = like.Dir, like.Env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
		return string(out)
	}
	pasted("to look at its leads")
	if sh.ok("convert", "leads.xlsx", "leads.csv"); strings.Count(string(sh.read("leads.csv")), "\n") < 41 {
		t.Error("the leads are not in leads.xlsx")
	}
	emails := strings.Fields(sh.ok("convert", "leads.csv", "-", "--to", "csv", "--columns", "email", "-q"))
	shown = strings.Replace(shown, "ADDRESS", emails[1], 1)
	shown = strings.Replace(shown, "backup restore", "backup restore --dry-run", 1)
	said := pasted("to restore one lead")
	if !strings.Contains(said, "=  1 unchanged") || !strings.Contains(said, "- 39 left out") {
		t.Errorf("not one lead is chosen:\n%s", said)
	}
	if _, table, ok := strings.Cut(said, "every row, compared with the bot: "); !ok {
		t.Errorf("the folder is not named:\n%s", said)
	} else if table, _, _ = strings.Cut(table, ";"); strings.Count(string(sh.read(table)), "\n") != 41 {
		t.Errorf("not every row is in %s", table)
	}
	if line := pasted("have it made every night"); !strings.Contains(line, "backup create "+sh.path("backups")) {
		t.Errorf("the line for cron is %s", line)
	}
}
