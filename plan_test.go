package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// plannedSummary is what the tests need of the JSON object of a plan.
type plannedSummary struct {
	Rejected int
	Plan     struct{ Created, Updated, Unchanged, Skipped, Rejected int }
}

// planOf plans an import and returns what the program says of it.
func planOf(t *testing.T, dir string, env []string, args ...string) (s plannedSummary) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "leadferry", append([]string{"import", "--plan", "--rate", "0", "--json", "-q"}, args...)...)
	cmd.Dir, cmd.Env = dir, env
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	cmd.Run()
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatalf("%v: %s%s", err, out.Bytes(), talk.Bytes())
	}
	return s
}

// TestIdentityLaw: an export, planned as an import, changes nothing, whatever the platform does with what it is sent. The leads are the
// sandbox's strangest, and some that were written by an import.
func TestIdentityLaw(t *testing.T) {
	t.Parallel()
	formats := []string{"leads.csv", "leads.tsv", "leads.jsonl", "leads.xlsx"}
	n := 0
	for _, put := range []string{"replace", "merge"} {
		for _, body := range []string{"both", "strings", "arrays"} {
			for _, empty := range []string{"clear", "ignore", "reject"} {
				for _, touch := range []string{"yes", "no"} {
					n++
					name, seed := formats[n%len(formats)], uint64(n)
					t.Run(fmt.Sprint(put, body, empty, touch), func(t *testing.T) {
						t.Parallel()
						server, env := account(t, sandbox.Options{
							Leads: 60, NonLeads: 10, Strange: 50, Seed: seed, Put: put, Body: body, Empty: empty, Touch: touch,
						})
						wire := map[string]string{"both": "strings", "strings": "strings", "arrays": "arrays"}[body]
						dir := runIn(t, env, "leads.csv", "uuid,name,tags,notes,attributes.plan\n"+uuid(1)+",=1+1,\"a, b\",\"T: d\ne\",5\n"+uuid(2)+",'x,,,\n",
							"import", "leads.csv", "--yes", "--rate", "0", "--wire", wire, "--report", "first")
						export(t, dir, env, name)
						before := len(server.Ledger())
						s := planOf(t, dir, env, name, "--wire", wire)
						if s.Plan.Created+s.Plan.Updated+s.Plan.Skipped > 0 || s.Plan.Unchanged < 50 || s.Rejected > 5 {
							t.Errorf("%s: %+v", name, s)
						}
						for _, e := range server.Ledger()[before:] {
							if e.Method == "PUT" {
								t.Fatal("planning sends")
							}
						}
					})
				}
			}
		}
	}
}

// TestStrangeLeadsLaw is the same law over many leads, all of them strange, in every format: 10,000 with LEADFERRY_SOAK.
func TestStrangeLeadsLaw(t *testing.T) {
	t.Parallel()
	leads, puts, bodies := 300, []string{"replace"}, []string{"arrays"}
	if os.Getenv("LEADFERRY_SOAK") != "" {
		leads, puts, bodies = 10_000, []string{"replace", "merge"}, []string{"strings", "arrays"}
	}
	for _, put := range puts {
		for _, body := range bodies {
			_, env := account(t, sandbox.Options{Leads: leads, Strange: leads, Seed: 99, Put: put, Body: body})
			for _, name := range []string{"leads.csv", "leads.tsv", "leads.jsonl", "leads.xlsx"} {
				dir := t.TempDir()
				export(t, dir, env, name)
				s := planOf(t, dir, env, name, "--wire", body, "--max-errors", "100000")
				if s.Plan.Created+s.Plan.Updated+s.Plan.Skipped > 0 || s.Plan.Unchanged < leads*9/10 || s.Rejected > leads/10 {
					t.Errorf("%s, %s, %s: %+v", put, body, name, s)
				}
			}
		}
	}
}

// runIn runs the program in a new folder with one file.
func runIn(t *testing.T, env []string, name, text string, args ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "leadferry", args...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func export(t *testing.T, dir string, env []string, name string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "leadferry", "export", name, "--rate", "0", "--force", "-q")
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "" {
		t.Fatalf("%v: %s", err, out)
	}
}

// TestUndoIsResumable: an undo that is killed and gone on with restores everything, as the platform's own records show.
func TestUndoIsResumable(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 400, Latency: 2 * time.Millisecond})
	before := namesOf(t, server)
	var file strings.Builder
	file.WriteString("uuid,name,attributes.batch\n")
	for id := range before {
		fmt.Fprintf(&file, "%s,Renamed,7\n", id)
	}
	dir := runIn(t, env, "leads.csv", file.String(), "import", "leads.csv", "--plan", "--yes", "--rate", "0", "-q")
	puts := func() (n int) {
		for _, e := range server.Ledger() {
			if e.Method == "PUT" {
				n++
			}
		}
		return n
	}
	start := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "leadferry", append([]string{"undo", "leads.csv.report", "--yes", "--rate", "0"}, args...)...)
		cmd.Dir, cmd.Env, cmd.Stderr = dir, env, new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	cmd := start()
	for end := time.Now().Add(time.Minute); puts() < 550 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	cmd = start()
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("%v: %s", err, cmd.Stderr)
	}
	cmd = start("--resume")
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, cmd.Stderr)
	}
	if again := puts() - 800; again > 108 {
		t.Errorf("%d leads were restored twice", again)
	}
	after := namesOf(t, server)
	for id, name := range before {
		if after[id] != name {
			t.Errorf("%s was %q and is %q", id, name, after[id])
		}
	}
}

// TestUndoneImportIsNotResumed: what an undo has taken back of an import that was killed is not reported as done.
func TestUndoneImportIsNotResumed(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 300, Latency: 2 * time.Millisecond})
	before := namesOf(t, server)
	text := "uuid,name\n"
	for id := range before {
		text += id + ",Renamed\n"
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "leadferry", append(args, "--yes", "--rate", "0")...)
		cmd.Dir, cmd.Env, cmd.Stderr = dir, env, new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	cmd := start("import", "leads.csv", "--plan")
	for end := time.Now().Add(time.Minute); len(server.Ledger()) < 100 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	cmd = start("undo", "leads.csv.report")
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, cmd.Stderr)
	}
	if after := namesOf(t, server); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("not everything was taken back")
	}
	cmd = start("import", "leads.csv", "--resume")
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 5 || !strings.Contains(fmt.Sprint(cmd.Stderr), "taken back by an undo") {
		t.Errorf("exit code %d: %s", code, cmd.Stderr)
	}
}
