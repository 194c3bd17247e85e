package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestReadme runs the commands of the README in the trial that the first of them starts, and then those of
// docs/cluster.md. Nothing of the trial is left afterwards.
func TestReadme(t *testing.T) {
	engine := program(t)
	commands := shown(t, "../README.md", "sh")
	if len(commands) < 8 || commands[0] != "leadferry-cluster dev" {
		t.Fatalf("the README shows %q", commands)
	}
	trial := t.TempDir()
	dev := exec.Command(built(t, "leadferry-cluster"), "dev", "--engine-program", engine)
	dev.Env, dev.Stderr = append(os.Environ(), "TMPDIR="+trial), os.Stderr
	out, err := dev.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := dev.Start(); err != nil {
		t.Fatal(err)
	}
	environment := []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	lines := bufio.NewScanner(out)
	for found := false; !found && lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "export "); ok {
			found, environment = true, append(environment, strings.Fields(text)...)
		}
	}
	t.Logf("up after %.1fs", time.Since(began).Seconds())
	r := &reader{t: t, folder: t.TempDir(), environment: environment}
	for _, line := range commands[1:] {
		r.run(line)
	}
	if err := os.WriteFile(filepath.Join(r.folder, "customers.csv"), []byte("email,name\nann@example.org,Ann\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	docs := shown(t, "../../docs/cluster.md", "console")
	if len(docs) < 5 {
		t.Fatalf("docs/cluster.md shows %q", docs)
	}
	for _, line := range docs {
		r.run(line)
	}
	if err := dev.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := dev.Wait(); err != nil {
		t.Errorf("the trial ended with %v", err)
	}
	if left, err := os.ReadDir(trial); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// reader runs commands of the documents in the trial, one after the other, in one folder.
type reader struct {
	t           *testing.T
	folder      string
	environment []string
	report      string // of the last import
}

var reports = regexp.MustCompile(`_imports/\w+/[-\w.]+`)

// run runs a command, with the trial's names in place of those that the documents use.
func (r *reader) run(line string) {
	r.t.Helper()
	line = strings.NewReplacer("s3://backups/", "s3://leads/", "--age-identity cluster.key", "--plain", "acme", "bot1", "leadferry undo", "leadferry undo --yes").Replace(line)
	line = reports.ReplaceAllLiteralString(strings.ReplaceAll(line, `"15 3 * * *"`, "15·3·*·*·*"), r.report)
	words := strings.Fields(line)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "·", " ")
	}
	cmd := exec.Command(built(r.t, words[0]), words[1:]...)
	cmd.Env, cmd.Dir = r.environment, r.folder
	said, err := cmd.CombinedOutput()
	if err != nil && (words[1] != "undo" || cmd.ProcessState.ExitCode() != problem.ExitPartial) { // leads that the import made stay
		r.t.Errorf("%s: %v\n%s", line, err, said)
	}
	if found := reports.Find(said); found != nil {
		r.report = string(found)
	}
}

// shown are the lines of the blocks of that kind on a page.
func shown(t *testing.T, page, kind string) (commands []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			inside = line == "```"+kind
		} else if inside && line != "" {
			commands = append(commands, line)
		}
	}
	return commands
}
