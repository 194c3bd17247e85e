package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestReadmeCommands runs every leadferry command that a shell block of the README shows, in their order and in one folder. The go
// commands there are run by .ci/run.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 60, NonLeads: 10})
	dir := t.TempDir()
	changes := "uuid,name\n"
	for id := range namesOf(t, server) {
		changes += id + ",Renamed\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "changes.csv"), []byte(changes), 0o600); err != nil {
		t.Fatal(err)
	}
	const people = "Full Name,Company,City,E-Mail,Mobile\nAnn Example,Example GmbH,Pune,ann@example.org,98765 43210\n"
	if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, line := range shellLines(t, "README.md") {
		words := shellWords(line)
		if words[0] != "leadferry" {
			if words[0] != "go" {
				t.Errorf("nothing runs the README's command %q", line)
			}
			continue
		}
		cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
		cmd.Dir, cmd.Env = dir, append(env, "HOME="+dir, "XDG_CONFIG_HOME=") // where init writes to
		ran++
		if words[1] == "sandbox" {
			serves(t, cmd)
			continue
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	if ran < 6 {
		t.Errorf("only %d commands were found", ran)
	}
}

// serves starts a server, on a free port in place of the one shown, and waits for the lines to paste.
func serves(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Args[len(cmd.Args)-1] = "127.0.0.1:0"
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "export CONVERTALK_BASE_URL=http://127.0.0.1:") {
		t.Errorf("%v: %q %v", cmd.Args, line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	cmd.Wait()
}

func shellLines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			inside = true
		case line == "```":
			inside = false
		case inside && line != "":
			lines = append(lines, line)
		}
	}
	return lines
}

// shellWords splits a command at its spaces; double quotes hold words together.
func shellWords(line string) (words []string) {
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}
