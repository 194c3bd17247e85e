package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestEverySystemCall fails an export, or kills it, at each call in turn that puts its file in place, until
// there is none left. The file is the old one or the whole new one, and no failure is called a success.
func TestEverySystemCall(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes long, and nothing runs side by side in it")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip(err)
	}
	_, sh := newShell(t, sandbox.Options{Leads: 60})
	sh.ok("export", "whole.csv", "--rate", "0")
	whole := sh.read("whole.csv")
	for _, call := range []string{"fsync", "renameat", "openat"} {
		for _, fault := range []string{"error=EIO", "error=ENOSPC", "signal=KILL"} {
			if call == "openat" && fault != "error=ENOSPC" {
				continue
			}
			for n := 1; n <= soak(3, 100); n++ {
				sh := sh.elsewhere()
				sh.write("leads.csv", "old")
				log := sh.path("log")
				cmd := sh.command("export", "leads.csv", "--force", "--rate", "0", "--workers", "1", "-q")
				cmd.Args = append([]string{
					strace, "-f", "-qq", "-o", log, "-e", "trace=" + call,
					"-e", fmt.Sprintf("inject=%s:%s:when=%d", call, fault, n), cmd.Path,
				}, cmd.Args[1:]...)
				cmd.Path = strace
				said, err := cmd.CombinedOutput()
				traced, logErr := os.ReadFile(log)
				if logErr != nil || bytes.Contains(said, []byte("ptrace")) {
					t.Skipf("strace cannot work here: %s", said)
				}
				text := sh.read("leads.csv")
				switch hit := bytes.Contains(traced, []byte("INJECTED")) || bytes.Contains(traced, []byte("killed by SIGKILL")); {
				case !hit:
					n = 1 << 20 // there is no such call left
				case !bytes.Equal(text, whole) && string(text) != "old":
					t.Errorf("%s %s at %d: the file is torn: %d bytes", call, fault, n, len(text))
				case err == nil && !bytes.Equal(text, whole):
					t.Errorf("%s %s at %d: success is said, and the file is the old one\n%s", call, fault, n, said)
				case bytes.Contains(said, []byte("goroutine ")):
					t.Errorf("%s %s at %d: %s", call, fault, n, said)
				}
			}
		}
	}
}

// TestStandardOutputFails: a full or closed standard output is a failure, and no fault of the program.
func TestStandardOutputFails(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 3000})
	for _, args := range [][]string{{"export", "-", "--rate", "0"}, {"export", "leads.csv", "--rate", "0", "--json", "--force"}, {"version"}} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		cmd := sh.command(args...)
		cmd.Stdout = full
		said, err := runWithStderr(cmd)
		if full.Close(); err == nil || strings.Contains(said, "goroutine ") || cmd.ProcessState.ExitCode() < 1 {
			t.Errorf("%q: %v\n%s", args, err, said)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	defer write.Close()
	cmd := sh.command("export", "-", "--rate", "0")
	cmd.Stdout = write
	if said, err := runWithStderr(cmd); err == nil || strings.Contains(said, "goroutine ") {
		t.Errorf("a reader that has gone: %v\n%s", err, said)
	}
}

func runWithStderr(cmd *exec.Cmd) (said string, err error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err = cmd.Run()
	return stderr.String(), err
}

// TestNothingIsOpenToOthers: whatever the umask, no other user can read what is written.
func TestNothingIsOpenToOthers(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 20})
	sh = sh.with("XDG_STATE_HOME="+sh.path("state"), "XDG_CONFIG_HOME="+sh.path("config"), "SSLKEYLOGFILE="+sh.path("keys"))
	sh.write("in.csv", "uuid,name,email\n"+uuid(1)+",A,a@example.com\n"+uuid(2)+",B,b\n")
	script := `umask 000
leadferry export leads.csv --rate 0
leadferry export leads.xlsx --rate 0
leadferry convert leads.csv leads.jsonl
leadferry template t.xlsx
leadferry import in.csv --plan --rate 0 --report planned
leadferry import in.csv --yes --rate 0 --save-map map.toml
leadferry undo in.csv.report --yes --rate 0
leadferry backup create backups
leadferry backup report backups -o page.html`
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir, cmd.Env = sh.dir, sh.env
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	files := 0
	err = filepath.WalkDir(sh.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == sh.dir {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 && filepath.Base(path) != "state" { // which is the system's, not ours
			t.Errorf("%s has mode %04o", path, info.Mode().Perm())
		}
		files++
		return err
	})
	if err != nil || files < 20 {
		t.Errorf("%d files, %v\n%s", files, err, said)
	}
	if _, err := os.Stat(sh.path("keys")); err == nil {
		t.Error("the keys of connections are written down")
	}
}
