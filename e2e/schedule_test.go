package e2e

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// schedule writes a profile into a folder with odd characters in its name, and returns what leadferry
// schedule prints for it.
func schedule(t *testing.T, kind, at string) (sh shell, printed string) {
	t.Helper()
	_, url := serve(t, sandbox.Options{Leads: 5})
	sh = shell{t, filepath.Join(t.TempDir(), `it's 100% "a $HOME"`), environ()}
	if err := os.Mkdir(sh.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	sh.write("config.toml", profile("acme", url, "token_file = \"token\"\nrate = 0\n"))
	sh.write("token", sandbox.DefaultToken)
	return sh, sh.ok("schedule", kind, "backups", "--at", at, "--", "--profile", "acme", "--config", "config.toml")
}

// TestSystemdUnits has systemd itself check the units.
func TestSystemdUnits(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip(err)
	}
	sh, printed := schedule(t, "systemd", "03:17")
	sh.ok("schedule", "systemd", "-o", "units", "backups", "--at", "03:17", "--", "--profile", "acme", "--config", "config.toml")
	args := []string{"verify", "--man=no"}
	for _, name := range []string{"leadferry-backup-acme.service", "leadferry-backup-acme.timer", "leadferry-failed@.service"} {
		if !strings.Contains(printed, "# ~/.config/systemd/user/"+name+"\n"+string(sh.read("units/"+name))) {
			t.Errorf("%s is not in\n%s", name, printed)
		}
		args = append(args, sh.path("units/"+name))
	}
	out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "leadferry") { // it complains of the machine's own units, too
			t.Errorf("systemd-analyze: %v: %s", err, line)
		}
	}
}

// TestCron has a real cron daemon run the printed line, in an almost empty environment.
func TestCron(t *testing.T) {
	t.Parallel()
	if os.Getenv("LEADFERRY_SOAK") == "" {
		t.Skip("waits for the next minute; set LEADFERRY_SOAK")
	}
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip(err)
	}
	if applets, _ := exec.CommandContext(t.Context(), busybox, "--list").Output(); !strings.Contains(string(applets), "\ncrond\n") {
		t.Skip("this busybox has no crond; that of the package busybox-static has")
	}
	me, err := user.Current()
	if err != nil || me.Uid != "0" {
		t.Skip("only root can start a cron daemon")
	}
	when := time.Now().Add(5 * time.Second).Truncate(time.Minute).Add(time.Minute)
	sh, printed := schedule(t, "cron", when.Format("15:04"))
	tables := shell{t: t, dir: t.TempDir()}
	tables.write(me.Username, printed)
	var log strings.Builder
	daemon := exec.CommandContext(t.Context(), busybox, "crond", "-f", "-L", "/dev/stderr", "-c", tables.dir)
	daemon.Env, daemon.Stderr, daemon.Stdout = []string{"PATH=" + os.Getenv("PATH")}, &log, &log
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	made := within(90*time.Second, func() bool { return len(sh.find("backups/2*Z/manifest.json")) == 1 })
	daemon.Process.Kill()
	daemon.Wait()
	if !made {
		t.Errorf("no snapshot came from\n%s\n%s", printed, &log)
	}
}
