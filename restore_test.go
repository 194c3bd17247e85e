package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
)

// writable returns what can be written of every lead with a uuid, by it: as the platform's own records have it.
func writable(t *testing.T, server *sandbox.Server) map[string]string {
	t.Helper()
	all := map[string]string{}
	var f lead.Flattener
	for _, raw := range server.All("lead") {
		r, err := lead.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		row := f.Flatten([]lead.Record{r}, lead.TypeLead)[0]
		if row.Base[lead.UUID] == "" {
			continue
		}
		l := lead.Unflatten(&row)
		if !slices.Contains(lead.Statuses(), l.Status) { // the API takes no other, and makes OPEN of none
			l.Status = ""
		}
		slices.SortFunc(l.Attributes, func(a, b lead.Attribute) int { return strings.Compare(a.Key, b.Key) })
		l.Attributes = slices.DeleteFunc(l.Attributes, func(a lead.Attribute) bool { return a.Value == "" })
		all[row.Base[lead.UUID]] = fmt.Sprintf("%+v", l)
	}
	return all
}

// restored runs a command in a folder and returns its exit code and what it said.
func restored(t *testing.T, dir string, env []string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "leadferry", args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestRestore: a snapshot of the strangest leads goes back onto an emptied platform, and every field that can be written is as it was. Done
// again it sends nothing, and after changes it sends those back; undo takes that back.
func TestRestore(t *testing.T) {
	t.Parallel()
	for _, encrypted := range []bool{false, true} {
		server, env := account(t, sandbox.Options{Leads: 200, NonLeads: 20, Strange: 60, Seed: 11})
		dir := t.TempDir()
		create, read := []string{"backup", "create", "backups", "--rate", "0", "-q"}, []string(nil)
		if encrypted {
			id, err := age.GenerateX25519Identity()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "key.txt"), []byte(id.String()+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			create, read = append(create, "--age-recipient", id.Recipient().String()), []string{"--age-identity", "key.txt"}
		}
		if code, out := restored(t, dir, env, create...); code != 0 {
			t.Fatal(out)
		}
		found, err := filepath.Glob(filepath.Join(dir, "backups", "2*"))
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		snapshot, err := filepath.Rel(dir, found[0])
		if err != nil {
			t.Fatal(err)
		}
		want := writable(t, server)

		empty, env := account(t, sandbox.Options{})
		restore := append([]string{"backup", "restore", snapshot, "--rate", "0", "--wire", "arrays"}, read...)
		if code, out := restored(t, dir, env, append(restore, "--plan")...); len(empty.All("lead")) > 0 || code != 0 && code != 3 || !strings.Contains(out, "left out, since the API takes no such field: city") {
			t.Errorf("exit code %d: %s", code, out)
		}
		code, out := restored(t, dir, env, append(restore, "--yes")...)
		got := writable(t, empty)
		for uuid := range want {
			if got[uuid] != want[uuid] && strings.Replace(got[uuid], " Status:OPEN ", " Status: ", 1) != want[uuid] {
				t.Errorf("%s was\n%s, is\n%s", uuid, want[uuid], got[uuid])
			}
		}
		if code != 0 && code != 3 || len(want) < 190 {
			t.Fatalf("%d leads, exit code %d: %s", len(want), code, out)
		}
		before := len(bodiesOf(empty))
		if _, out := restored(t, dir, env, append(restore, "--yes")...); len(bodiesOf(empty)) > before {
			t.Errorf("done again it sends: %s", out)
		}
		for uuid := range want {
			if !strings.Contains(want[uuid], "Status:OPEN") {
				continue
			}
			if code, out := restored(t, dir, env, "import", one(t, dir, "uuid,status\n"+uuid+",CLOSED\n"), "--yes", "--rate", "0"); code != 0 {
				t.Fatal(out)
			}
			break
		}
		before = len(bodiesOf(empty))
		restored(t, dir, env, append(restore, "--yes")...)
		if sent := bodiesOf(empty)[before:]; len(sent) != 1 || !bytes.Contains(sent[0], []byte(`"status":"OPEN"}`)) || bytes.Contains(sent[0], []byte(`"name"`)) {
			t.Errorf("sent %s", sent)
		}
	}
}

// bodiesOf returns the bodies of all writes.
func bodiesOf(server *sandbox.Server) (bodies [][]byte) {
	for _, e := range server.Ledger() {
		if e.Method == "PUT" {
			bodies = append(bodies, e.Body)
		}
	}
	return bodies
}

func one(t *testing.T, dir, text string) string {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "one.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return "one.csv"
}
