package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// scheduled writes a profile with odd characters in its paths and returns the folder and what leadferry schedule prints for it.
func scheduled(t *testing.T, kind, at string, env []string) (dir, lines string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), `it's 100% "a $HOME"`)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		set[name] = value
	}
	config := fmt.Sprintf("[profile.acme]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = \"token\"\nrate = 0\n",
		set["CONVERTALK_BASE_URL"], set["CONVERTALK_BOT_ID"], set["CONVERTALK_CUSTOMER_ID"])
	for name, text := range map[string]string{"config.toml": config, "token": set["CONVERTALK_TOKEN"]} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "leadferry", "schedule", kind, "backups", "--at", at, "--", "--profile", "acme", "--config", "config.toml")
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir, string(out)
}

// TestSystemdUnits has systemd itself check the units, and runs the words of ExecStart as it understands them.
func TestSystemdUnits(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip(err)
	}
	_, env := account(t, sandbox.Options{Leads: 5})
	_, lines := scheduled(t, "systemd", "03:17", env)
	service, timer, ok := strings.Cut(lines, "# ~/.config/systemd/user/leadferry-backup.timer")
	if !ok {
		t.Fatalf("no two units in\n%s", lines)
	}
	units := t.TempDir()
	for name, text := range map[string]string{"leadferry-backup.service": service, "leadferry-backup.timer": timer} {
		if err := os.WriteFile(filepath.Join(units, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", filepath.Join(units, "leadferry-backup.service"), filepath.Join(units, "leadferry-backup.timer"))
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "leadferry") {
			t.Errorf("systemd-analyze: %s", line)
		}
	}
	if err != nil && strings.Contains(string(out), "leadferry") {
		t.Error(err)
	}
}

// TestCron has a real cron daemon run the printed line in the next minute, in an environment that is as good as empty.
func TestCron(t *testing.T) {
	t.Parallel()
	if os.Getenv("LEADFERRY_SOAK") == "" {
		t.Skip("waits for the next minute; set LEADFERRY_SOAK")
	}
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip(err)
	}
	me, err := user.Current()
	if err != nil || me.Uid != "0" {
		t.Skip("a cron daemon needs to be started by root")
	}
	_, env := account(t, sandbox.Options{Leads: 5})
	when := time.Now().Add(5 * time.Second).Truncate(time.Minute).Add(time.Minute)
	dir, line := scheduled(t, "cron", when.Format("15:04"), env)
	tables := t.TempDir()
	if err := os.WriteFile(filepath.Join(tables, me.Username), []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	daemon := exec.CommandContext(t.Context(), busybox, "crond", "-f", "-L", "/dev/stderr", "-c", tables)
	daemon.Env, daemon.Stderr, daemon.Stdout = []string{"PATH=" + os.Getenv("PATH")}, &log, &log
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(90 * time.Second)
	for tick := time.NewTicker(200 * time.Millisecond); ; {
		made, err := filepath.Glob(filepath.Join(dir, "backups", "2*Z", "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(made) == 1 {
			break
		}
		select {
		case <-tick.C:
			continue
		case <-deadline:
			t.Errorf("no snapshot came from\n%s", line)
		}
		break
	}
	daemon.Process.Kill()
	daemon.Wait()
	if t.Failed() {
		t.Log(log.String())
	}
}
