//go:build linux

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sandbox"
)

// oddNames are names of files that no text holds, and names that try to forge a line or to steer a
// terminal. Other systems than Linux have few of them.
var oddNames = []string{"M\xfcller", "a\nerror: forged\x1b[2J\r\x9b1m", "it's \xff%d $HOME `x` \\ ["}

// TestOddNames: every command works on files and folders of such names, says nothing but whole lines
// of its own, and prints commands that can be pasted into a shell.
func TestOddNames(t *testing.T) {
	t.Parallel()
	for _, name := range oddNames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkName(t, name)
		})
	}
}

func checkName(t *testing.T, name string) {
	t.Helper()
	server, sh := newShell(t, sandbox.Options{Leads: 20, Seed: 3})
	run := func(want int, args ...string) (said string) {
		t.Helper()
		if slices.Contains([]string{"export", "import", "undo"}, args[0]) {
			args = append(args, "--rate", "0")
		}
		said, code := sh.run(args...)
		if code != want {
			t.Errorf("%q: exit code %d, want %d\n%s", args, code, want, said)
		}
		for line := range strings.Lines(said) {
			if strings.ContainsAny(line, "\r\x1b\u009b") || !utf8.ValidString(line) || strings.HasPrefix(line, "error: forged") {
				t.Errorf("%q says %q", args, line)
			}
		}
		return said
	}
	object := func(want int, args ...string) {
		t.Helper()
		cmd := sh.command(append(args, "--json")...)
		out, _ := cmd.Output()
		var v map[string]any
		if err := json.Unmarshal(out, &v); err != nil || !utf8.Valid(out) || bytes.Count(out, []byte("\n")) != 1 || cmd.ProcessState.ExitCode() != want {
			t.Errorf("%q prints %q, %v, exit code %d, want %d", args, out, err, cmd.ProcessState.ExitCode(), want)
		}
	}
	file, report := name+".csv", name+".report"
	run(0, "export", file)
	object(0, "export", file, "--force")
	run(2, "export", file) // it exists
	run(2, "export", name+"/none.csv")
	run(0, "convert", file, name+".xlsx")
	object(0, "convert", file, name+".jsonl")
	run(0, "template", name+"-template.xlsx")
	run(2, "template", name+"-template.xlsx")
	run(0, "check", file, "--save-map", name+".toml")
	run(0, "check", file, "--map-file", name+".toml")
	object(0, "check", file)
	run(2, "check", name+"-none.csv")

	known := server.Insert()
	sh.write(file, "uuid,name,email\n"+known+",Anna,anna@example.com\n"+uuid(2)+",Bob,bob\n")
	run(3, "import", file, "--plan", "--report", report)
	object(3, "import", file, "--plan", "--report", report+"2")
	run(3, "import", "--plan-file", report+"/plan.jsonl", "--yes", "--report", report+"3")
	run(5, "import", file, "--yes", "--max-errors", "0")
	run(3, "import", file, "--yes", "--restart")
	object(3, "import", file, "--yes")
	if n := len(puts(server)); n != 1 || len(sh.find("*.rejected.xlsx")) == 0 {
		t.Errorf("%d writes, and these files: %q", n, sh.find("*"))
	}
	run(0, "history")
	object(0, "history")
	run(0, "undo", report+"3", "--yes")
	object(2, "undo", file+".report", "--yes")
	if len(puts(server)) != 2 {
		t.Error("nothing was taken back")
	}

	folder := name + ".backups"
	run(0, "backup", "create", folder)
	object(0, "backup", "create", folder)
	for _, verb := range []string{"list", "check", "status"} {
		run(0, "backup", verb, folder)
		object(0, "backup", verb, folder)
	}
	run(0, "backup", "report", folder, "-o", name+".html")
	run(0, "backup", "prune", folder, "--keep-last", "1")
	snapshots, err := os.ReadDir(sh.path(folder))
	if err != nil || len(snapshots) == 0 {
		t.Fatal(snapshots, err)
	}
	run(0, "backup", "restore", folder+"/"+snapshots[0].Name(), "--dry-run")
	run(2, "backup", "list", name+"-none")

	sh.env = environ()
	sh.write(name+"-config.toml", "[profile.acme]\nbot_id = \"b\"\ncustomer_id = \"c\"\ntoken_file = \"acme.token\"\n")
	sh.write("acme.token", sandbox.DefaultToken)
	run(0, "status", "--config", name+"-config.toml")
	object(0, "status", "--config", name+"-config.toml")
	want := 0
	if strings.Contains(name, "\n") { // no crontab holds that
		want = 2
	}
	for _, kind := range []string{"cron", "systemd"} {
		run(want, "schedule", kind, folder, "--", "--sandbox")
	}
	if want == 0 {
		line := run(0, "schedule", "cron", folder, "--", "--token-file", "acme.token", "--bot-id", "b", "--customer-id", "c", "--base-url", "https://127.0.0.1:1")
		_, command, _ := strings.Cut(strings.TrimSpace(line[strings.LastIndex(strings.TrimSpace(line), "\n")+1:]), "* * * ")
		words, err := exec.Command("sh", "-c", "printf '%s\\n' "+strings.ReplaceAll(command, `\%`, "%")).Output()
		if err != nil || !bytes.Contains(words, []byte(sh.path(folder)+"\n")) {
			t.Errorf("the crontab's command is read as %q, %v", words, err)
		}
	}
}
