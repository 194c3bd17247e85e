package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestDocumentedCommands runs every leadferry command that a shell block of the README and of each page
// of docs/ shows, page by page, in order and in one folder. .ci/run runs the go commands.
func TestDocumentedCommands(t *testing.T) {
	unraced(t)
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil || len(pages) < 5 {
		t.Fatal(pages, err)
	}
	for _, page := range append(pages, "../README.md") {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			runPage(t, page)
		})
	}
}

// TestFilterExamples runs the ten examples of help filters, as they stand there.
func TestFilterExamples(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 200, NonLeads: 10})
	changes := "uuid,name\n"
	for id := range names(t, server) {
		changes += id + ",Renamed\n"
	}
	sh.write("changes.csv", changes)
	page, code := sh.run("help", "filters")
	_, examples, found := strings.Cut(page, "Examples:\n")
	examples, _, _ = strings.Cut(examples, "\n\n")
	lines := strings.Split(examples, "\n")
	if code != 0 || !found || len(lines) != 10 {
		t.Fatalf("%d examples\n%s", len(lines), page)
	}
	for _, line := range lines {
		said, code := sh.run(shellWords(strings.TrimSpace(line))[1:]...)
		if code != 0 || !strings.Contains(said, " of 200 leads") && !strings.Contains(said, "Converted") && !strings.Contains(said, "left out by the filter") {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
}

func runPage(t *testing.T, page string) {
	t.Helper()
	server, sh := newShell(t, sandbox.Options{Leads: 60, NonLeads: 10})
	_, sh = serveBucket(t, sh, "acme-leads")
	sh = sh.with("HOME="+sh.dir, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=") // where init and history write
	changes := "uuid,name\n"
	for id := range names(t, server) {
		changes += id + ",Renamed\n"
	}
	sh.write("changes.csv", changes)
	if err := os.CopyFS(sh.path("samples"), os.DirFS("../samples")); err != nil {
		t.Fatal(err)
	}
	sh.write("token.txt", sandbox.DefaultToken)
	sh.write("people.csv", "Full Name,Company,City,E-Mail,Mobile\nAnn Example,Example GmbH,Pune,ann@example.org,98765 43210\n")
	for _, line := range shellLines(t, page) {
		line, _, _ = strings.Cut(line, " #")
		words := shellWords(line)
		switch {
		case words[0] == "go":
		case strings.TrimPrefix(words[0], "./") != "leadferry":
			t.Errorf("no test runs the command %q", line)
		case words[1] == "sandbox" && !slices.Contains(words, "--help") && !slices.Contains(words, "--reset"):
			checkServes(t, sh.command(words[1:]...))
		case words[1] == "ui":
			visitUI(t, sh, words[2:]...).leave()
		default:
			if asks(words[1:]) {
				words = append(words, "--yes") // which is what the page says to answer
			}
			want := 0
			if strings.Contains(line, "samples/event.csv") { // it has a bad row, and a new lead, which stays
				want = 3
			}
			if said, code := sh.run(words[1:]...); code != want {
				t.Errorf("%s: exit code %d\n%s", line, code, said)
			}
			if words[1] == "export" && words[2] == "leads.xlsx" {
				editBook(t, sh, words[2])
			}
		}
	}
}

// asks reports whether a command asks before it sends.
func asks(words []string) bool {
	looks := slices.ContainsFunc(words, func(w string) bool { return slices.Contains([]string{"--yes", "-n", "--dry-run", "--plan"}, w) })
	return !looks && (slices.Contains([]string{"import", "undo"}, words[0]) || strings.HasPrefix(strings.Join(words, " "), "backup restore "))
}

// editBook changes one cell, as the recipe tells the reader to.
func editBook(t *testing.T, sh shell, book string) {
	t.Helper()
	sh.ok("convert", book, "edited.csv", "--force")
	text := string(sh.read("edited.csv"))
	edited := strings.Replace(text, "OPEN", "CLOSED", 1)
	if edited == text {
		t.Fatal("there is no open lead to close")
	}
	sh.write("edited.csv", edited)
	sh.ok("convert", "edited.csv", book, "--force")
}

// TestTranscript runs the commands of the README's transcript, on the sandbox as it is by default. A line
// of points stands for any lines.
func TestTranscript(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 2500, NonLeads: 400, Seed: 1})
	sample, err := os.ReadFile("../samples/event.csv")
	if err != nil {
		t.Fatal(err)
	}
	sh.write("event.csv", string(sample))
	var said []string
	gap, shown := true, 0
	for _, line := range blockLines(t, "../README.md", "console") {
		if command, ok := strings.CutPrefix(line, "$ leadferry "); ok {
			if len(said) > 0 && !gap {
				t.Errorf("before %q it also says %q", line, said)
			}
			out, _ := sh.run(shellWords(command)...)
			said, gap = strings.Split(strings.TrimSpace(out), "\n"), false
			continue
		}
		if line == "..." {
			gap = true
			continue
		}
		at := slices.Index(said, line)
		if at < 0 || at > 0 && !gap {
			t.Errorf("%q is not what comes next in %q", line, said)
			continue
		}
		said, gap = said[at+1:], false
		shown++
	}
	if shown < 8 {
		t.Errorf("only %d lines are shown", shown)
	}
}

// checkServes starts a sandbox, on a free port instead of the one shown, and waits for the lines to
// paste.
func checkServes(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if i := slices.Index(cmd.Args, "--addr"); i >= 0 {
		cmd.Args = slices.Delete(cmd.Args, i, i+2)
	}
	cmd.Args = append(cmd.Args, "--addr", "127.0.0.1:0")
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

// shellLines returns the commands of the shell blocks of a Markdown file.
func shellLines(t *testing.T, name string) (lines []string) {
	t.Helper()
	for _, line := range blockLines(t, name, "sh") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// blockLines returns the lines of all blocks of a kind.
func blockLines(t *testing.T, name, kind string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.TrimSpace(line) == "```"+kind:
			inside = true
		case strings.TrimSpace(line) == "```":
			inside = false
		case inside:
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
