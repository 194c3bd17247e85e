package e2e

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestDeltaKilledAnywhere fails a delta, or kills it, at each call in turn that puts its file, the note or
// the mark in its place. Whoever took the files that stand, and the next delta, has every lead as it is.
func TestDeltaKilledAnywhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes long, and nothing runs side by side in it")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip(err)
	}
	repeated := 0
	for _, call := range []string{"renameat", "fsync"} {
		for _, fault := range []string{"signal=KILL", "error=EIO"} {
			for n := 1; n <= soak(7, 100); n++ {
				server, sh := newShell(t, sandbox.Options{Leads: 60})
				delta := func(name string) []string {
					return []string{"export", name, "--force", "--mark", "crm", "--format", "raw", "--rate", "0", "-q"}
				}
				sh.ok(delta("1.jsonl")...)
				changed := server.Insert()
				cmd := sh.command(delta("2.jsonl")...)
				log := sh.path("log")
				cmd.Args = append([]string{
					strace, "-f", "-qq", "-o", log, "-e", "trace=" + call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call, fault, n), cmd.Path,
				}, cmd.Args[1:]...)
				cmd.Path = strace
				said, err := cmd.CombinedOutput()
				traced, logErr := os.ReadFile(log)
				if logErr != nil || bytes.Contains(said, []byte("ptrace")) {
					t.Skipf("strace cannot work here: %s", said)
				}
				if !bytes.Contains(traced, []byte("INJECTED")) && !bytes.Contains(traced, []byte("killed by SIGKILL")) {
					break // there is no such call left
				}
				taken := map[string]string{}
				take := func(name string) string {
					text := string(sh.read(name))
					maps.Copy(taken, recordsByUUID(t, text))
					return text
				}
				take("1.jsonl")
				stands := false
				if _, statErr := os.Stat(sh.path("2.jsonl")); statErr == nil {
					stands = strings.Contains(take("2.jsonl"), changed)
				}
				if err == nil && !stands {
					t.Errorf("%s %s at %d: success is said, and there is no file", call, fault, n)
				}
				server.Insert()
				sh.ok(delta("3.jsonl")...)
				if again := strings.Contains(take("3.jsonl"), changed); again && stands {
					repeated++
				} else if !again && !stands {
					t.Errorf("%s %s at %d: the next delta has lost a lead", call, fault, n)
				}
				if want := recordsByUUID(t, string(recordLines(server, "lead"))); !maps.Equal(taken, want) {
					t.Errorf("%s %s at %d: %d leads were taken, %d are there\n%s", call, fault, n, len(taken), len(want), said)
				}
				if left := sh.find("*mark*.tmp"); len(left) > 0 {
					t.Errorf("%s %s at %d: %q is left", call, fault, n, left)
				}
			}
		}
	}
	if repeated == 0 {
		t.Error("no run was stopped between the file and the mark")
	}
}
