package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
)

// writable returns what the API can write of every lead with a uuid, by uuid.
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

// TestRestore: a snapshot of the strangest leads goes back onto an empty platform, and every field
// that the API can write is as it was. A second restore writes nothing, one after a change only that
// change.
func TestRestore(t *testing.T) {
	t.Parallel()
	t.Run("plain", func(t *testing.T) { t.Parallel(); restoreSnapshot(t, false) })
	t.Run("encrypted", func(t *testing.T) { t.Parallel(); restoreSnapshot(t, true) })
}

func restoreSnapshot(t *testing.T, encrypted bool) {
	t.Helper()
	server, sh := newShell(t, sandbox.Options{Leads: 200, NonLeads: 20, Strange: 60, Seed: 11})
	create := []string{"backup", "create", "backups", "--rate", "0", "-q"}
	restore := []string{"backup", "restore", "--rate", "0", "--wire", "arrays"}
	if encrypted {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		sh.write("key.txt", id.String()+"\n")
		create = append(create, "--age-recipient", id.Recipient().String())
		restore = append(restore, "--age-identity", "key.txt")
	}
	sh.ok(create...)
	found := sh.find("backups/2*")
	if len(found) != 1 {
		t.Fatalf("%d snapshots", len(found))
	}
	restore = append(restore, filepath.Join("backups", filepath.Base(found[0])))
	want := writable(t, server)
	if len(want) < 190 {
		t.Fatalf("only %d leads have a uuid", len(want))
	}

	empty, target := newShell(t, sandbox.Options{})
	target.dir = sh.dir
	fine := func(code int) bool { return code == 0 || code == 3 } // 3: some cannot be restored in full
	const leftOut = "Not restored (Convertalk cannot change these): city"
	said, code := target.run(append(restore, "--plan")...)
	if len(empty.All("lead")) > 0 || !fine(code) || !strings.Contains(said, leftOut) {
		t.Errorf("exit code %d: %s", code, said)
	}
	restore = append(restore, "--yes")
	if said, code := target.run(restore...); !fine(code) {
		t.Fatalf("exit code %d: %s", code, said)
	}
	got := writable(t, empty)
	for uuid := range want {
		if got[uuid] != want[uuid] && strings.Replace(got[uuid], " Status:OPEN ", " Status: ", 1) != want[uuid] {
			t.Errorf("%s was\n%s, is\n%s", uuid, want[uuid], got[uuid])
		}
	}
	if sent, said := restoreAgain(empty, target, restore); len(sent) > 0 {
		t.Errorf("a second restore writes: %s", said)
	}
	for uuid := range want {
		if strings.Contains(want[uuid], "Status:OPEN") {
			target.write("one.csv", "uuid,status\n"+uuid+",CLOSED\n")
			target.ok("import", "one.csv", "--yes", "--rate", "0")
			break
		}
	}
	sent, said := restoreAgain(empty, target, restore)
	if len(sent) != 1 || !strings.HasSuffix(sent[0], `"status":"OPEN"}`) || strings.Contains(sent[0], `"name"`) {
		t.Errorf("sent %q: %s", sent, said)
	}
}

// TestRestoreCommaTags: a tag with a comma, which the usual wire cannot carry, keeps no lead from being
// restored that has it still.
func TestRestoreCommaTags(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{})
	sh.write("people.csv", "uuid,name,tags\n"+uuid(1)+",Ann,\"\"\"Berlin, Mitte\"\"\"\n"+uuid(2)+",Bob,\"\"\"Berlin, Mitte\"\"\"\n")
	sh.ok("import", "people.csv", "--yes", "--rate", "0", "--wire", "arrays")
	sh.ok("backup", "create", "backups", "--rate", "0")
	sh.write("later.csv", "uuid,name\n"+uuid(2)+",Robert\n")
	sh.ok("import", "later.csv", "--yes", "--rate", "0")
	said := sh.ok("backup", "restore", sh.find("backups/2*")[0], "--yes", "--rate", "0")
	if !strings.Contains(said, "2 rows = 1 updated + 1 unchanged") {
		t.Error(said)
	}
	for n, name := range map[int]string{1: "Ann", 2: "Bob"} {
		if record, _ := server.Lookup(uuid(n)); !strings.Contains(string(record), `"Berlin, Mitte"`) || !strings.Contains(string(record), `"`+name+`"`) {
			t.Errorf("%s", record)
		}
	}
}

// restoreAgain restores and returns the bodies of what was sent.
func restoreAgain(server *sandbox.Server, sh shell, args []string) (sent []string, said string) {
	before := len(puts(server))
	said, _ = sh.run(args...)
	for _, e := range puts(server)[before:] {
		sent = append(sent, string(e.Body))
	}
	return sent, said
}
