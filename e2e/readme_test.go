package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestReadmeCommands runs every leadferry command that a shell block of the README shows, in order and
// in one folder. .ci/run runs the go commands.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 60, NonLeads: 10})
	sh = sh.with("HOME="+sh.dir, "XDG_CONFIG_HOME=") // where init writes
	changes := "uuid,name\n"
	for id := range names(t, server) {
		changes += id + ",Renamed\n"
	}
	sh.write("changes.csv", changes)
	sh.write("people.csv", "Full Name,Company,City,E-Mail,Mobile\nAnn Example,Example GmbH,Pune,ann@example.org,98765 43210\n")
	ran := 0
	for _, line := range shellLines(t, "../README.md") {
		switch words := shellWords(line); {
		case words[0] == "go":
		case words[0] != "leadferry":
			t.Errorf("no test runs the README's command %q", line)
		case words[1] == "sandbox":
			ran++
			checkServes(t, sh.command(words[1:]...))
		default:
			ran++
			if said, code := sh.run(words[1:]...); code != 0 {
				t.Errorf("%s: exit code %d\n%s", line, code, said)
			}
		}
	}
	if ran < 6 {
		t.Errorf("only %d commands were found", ran)
	}
}

// checkServes starts a sandbox, on a free port instead of the one shown, and waits for the lines to
// paste.
func checkServes(t *testing.T, cmd *exec.Cmd) {
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

// shellLines returns the lines of the shell blocks of a Markdown file.
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
