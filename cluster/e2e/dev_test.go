package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReadme runs the commands of the README in the trial that the first of them starts, and nothing of it
// is left afterwards.
func TestReadme(t *testing.T) {
	engine := program(t)
	commands := shown(t)
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
	for _, line := range commands[1:] {
		words := strings.Fields(strings.ReplaceAll(line, `"15 3 * * *"`, "15·3·*·*·*"))
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "·", " ")
		}
		cmd := exec.Command(built(t, words[0]), words[1:]...)
		cmd.Env = environment
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, said)
		}
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

// shown are the lines of the README's shell blocks.
func shown(t *testing.T) (commands []string) {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			inside = line == "```sh"
		} else if inside && line != "" {
			commands = append(commands, line)
		}
	}
	return commands
}
