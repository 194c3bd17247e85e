package e2e

import (
	"bufio"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestProofPage runs what docs/proof.md shows: each sandbox there gives an export that is not verified,
// but the last.
func TestProofPage(t *testing.T) {
	t.Parallel()
	served := shellLines(t, "../docs/proof.md")
	for i, line := range served {
		want := 6
		if i == len(served)-1 {
			want = 0
		}
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			_, sh := newShell(t, sandbox.Options{})
			command, _, _ := strings.Cut(line, "#")
			cmd := sh.command(append(shellWords(command)[1:], "--addr", "127.0.0.1:0")...)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
			var env []string
			for scan := bufio.NewScanner(out); len(env) < 4 && scan.Scan(); {
				env = append(env, strings.TrimPrefix(scan.Text(), "export "))
			}
			sh = sh.with(env...)
			if said, code := sh.run("export", "leads.csv", "--rate", "0"); code != want {
				t.Errorf("exit code %d, want %d\n%s", code, want, said)
			}
			if !strings.Contains(line, "--cap") {
				return
			}
			said, code := sh.run("export", "leads.csv", "--rate", "0", "--force", "--accept-end")
			if code != 0 || !strings.Contains(said, "1,000 records, which you accept") {
				t.Errorf("exit code %d\n%s", code, said)
			}
		})
	}
	if len(served) < 4 {
		t.Errorf("only %d commands were found", len(served))
	}
}

// TestAcceptedEnd: backups and imports doubt an end at a round number, too, and name the flag that
// accepts it.
func TestAcceptedEnd(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 1200, NonLeads: 10, Cap: 1000, End: "404"})
	sh.write("new.csv", "email\nnobody@elsewhere.example\n")
	accepted := "1,000 records, which you accepted with --accept-end"
	for _, tc := range []struct {
		args    []string
		doubted int // exit code
	}{
		{[]string{"backup", "create", "backups", "--rate", "0"}, 6},
		{[]string{"import", "new.csv", "--dry-run", "--rate", "0"}, 3},
	} {
		said, code := sh.run(tc.args...)
		if code != tc.doubted || !strings.Contains(said, "compare 1000 with the number") || !strings.Contains(said, "--accept-end") {
			t.Errorf("%s: exit code %d\n%s", tc.args, code, said)
		}
		said, code = sh.run(append(tc.args, "--accept-end")...)
		if code != 0 || !strings.Contains(said, accepted) {
			t.Errorf("%s, accepted: exit code %d\n%s", tc.args, code, said)
		}
	}
}
