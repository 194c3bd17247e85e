package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// importFile writes a file into a folder of its own, imports it and returns the folder, what was said and the exit code.
func importFile(t *testing.T, env []string, text string, args ...string) (dir, said string, code int) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "leadferry", append([]string{"import", "leads.csv"}, args...)...)
	cmd.Dir, cmd.Env = dir, env
	out, _ := cmd.CombinedOutput()
	return dir, string(out), cmd.ProcessState.ExitCode()
}

func report(t *testing.T, dir string, server *sandbox.Server) map[string]int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "leads.csv.report", "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	counts, err := checkReport(string(text), server)
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func uuid(n int) string { return fmt.Sprintf("%08x-1111-4111-8111-111111111111", n) }

// TestRowsOfOneLeadKeepTheirOrder imports a thousand rows of a few leads with many workers over a bad line. The platform's ledger tells
// in which order they were applied.
func TestRowsOfOneLeadKeepTheirOrder(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Latency: time.Millisecond, Faults: []sandbox.Fault{{Kind: "503", Percent: 3}, {Kind: "reset-after", Percent: 3}}})
	var file strings.Builder
	file.WriteString("uuid,name\n")
	for i := range 1000 {
		fmt.Fprintf(&file, "%s,%d\n", uuid(i*i%23), i+2)
	}
	dir, said, code := importFile(t, env, file.String(), "--yes", "--rate", "0", "--workers", "16")
	if code != 0 {
		t.Fatal(code, said)
	}
	if counts := report(t, dir, server); counts["upserted"] != 1000 {
		t.Error(counts)
	}
	latest := map[string]int{}
	for _, e := range server.Ledger() {
		if !e.Applied || e.Method != "PUT" {
			continue
		}
		var body struct {
			Name int `json:"name,string"`
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		if body.Name < latest[e.UUID] {
			t.Errorf("row %d of %s was applied after row %d", body.Name, e.UUID, latest[e.UUID])
		}
		latest[e.UUID] = body.Name
	}
	if server.InFlightMax() < 8 {
		t.Errorf("only %d requests were under way at once", server.InFlightMax())
	}
}

// TestDuplicatesByChoice: what --on-duplicate leaves out is skipped or rejected, and the right row wins.
func TestDuplicatesByChoice(t *testing.T) {
	t.Parallel()
	file := "uuid,name,status\n" + uuid(1) + ",first,OPEN\n" + uuid(2) + ",only,\n" + uuid(1) + ",second,\n" + uuid(1) + ",bad,nonsense\n"
	for choice, want := range map[string]struct {
		upserted, skipped, rejected, code int
		name                              string
	}{
		"all": {3, 0, 1, 3, "second"}, "last": {2, 1, 1, 3, "second"}, "first": {2, 1, 1, 3, "first"}, "reject": {1, 0, 3, 3, ""},
	} {
		server, env := account(t, sandbox.Options{})
		dir, said, code := importFile(t, env, file, "--yes", "--rate", "0", "--on-duplicate", choice)
		if counts := report(t, dir, server); code != want.code || counts["upserted"] != want.upserted || counts["skipped"] != want.skipped || counts["rejected"] != want.rejected {
			t.Errorf("%s: exit code %d, %v\n%s", choice, code, counts, said)
		}
		record, there := server.Lookup(uuid(1))
		if there != (want.name != "") || want.name != "" && !bytes.Contains(record, []byte(`"name":"`+want.name+`"`)) {
			t.Errorf("%s: the platform has %s", choice, record)
		}
	}
}

// known is what a platform says of one of its made-up leads, beginning at some place in the listing.
func known(t *testing.T, server *sandbox.Server, from int) (uuid, email, phone, prefix string) {
	t.Helper()
	for _, raw := range server.All("lead")[from:] {
		var r struct {
			UUID    string
			Profile struct {
				UserDetails struct {
					Contact struct {
						Email string
						Phone struct{ Number, Prefix string }
					}
				}
			}
		}
		if err := json.Unmarshal(raw, &r); err != nil {
			t.Fatal(err)
		}
		if c := r.Profile.UserDetails.Contact; c.Email != "" && c.Phone.Number != "" && c.Phone.Prefix != "" {
			return r.UUID, c.Email, c.Phone.Number, c.Phone.Prefix
		}
	}
	t.Fatal("no lead has both e-mail and phone")
	return "", "", "", ""
}

// TestKnownPeopleAreFound: a person whom the bot knows under a uuid that a visit made gets no second lead, whether told by e-mail or by
// phone, and however often the file is imported.
func TestKnownPeopleAreFound(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 150, NonLeads: 60, Seed: 9})
	before := server.Count("lead") + server.Count("non-lead")
	id, email, _, _ := known(t, server, 0)
	other, _, phone, prefix := known(t, server, 100)
	file := fmt.Sprintf("name,email,phone,dial code\nNew Name,%s,,\nOther Name,,%s,00%s\nNobody Yet,nobody.yet@example.org,,\n", strings.ToUpper(email), phone, prefix)
	for i := range 2 {
		dir, said, code := importFile(t, env, file, "--yes", "--rate", "0")
		if counts := report(t, dir, server); code != 0 || counts["upserted"]+counts["unchanged"] != 3 || counts["unchanged"] != 3*i {
			t.Fatal(code, said)
		}
		if after := server.Count("lead") + server.Count("non-lead"); after != before+1 {
			t.Errorf("%d chats have become %d\n%s", before, after, said)
		}
	}
	for id, name := range map[string]string{id: "New Name", other: "Other Name"} {
		if record, _ := server.Lookup(id); !bytes.Contains(record, []byte(name)) {
			t.Errorf("%s was not written to: %s", name, record)
		}
	}
	// Without looking, the very same rows would make second leads, and the run says how many could.
	_, said, code := importFile(t, env, file, "--yes", "--rate", "0", "--no-match")
	if after := server.Count("lead") + server.Count("non-lead"); code != 0 || after != before+3 || !strings.Contains(said, "3 rows could double a lead") {
		t.Errorf("exit code %d, %d chats\n%s", code, after, said)
	}
}

// TestInterruptedImport: after Ctrl-C the report is complete, and every row that it calls upserted is on the platform.
func TestInterruptedImport(t *testing.T) {
	t.Parallel()
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		server, env := account(t, sandbox.Options{Latency: 20 * time.Millisecond})
		dir, cmd := startImport(t, env, server)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Skip(err) // a system without signals
		}
		cmd.Wait()
		said := cmd.Stderr.(*bytes.Buffer).String()
		if code := cmd.ProcessState.ExitCode(); code != want || !strings.Contains(said, "not attempted") || !strings.Contains(said, "--resume") {
			t.Errorf("%v: exit code %d\n%s", signal, code, said)
		}
		counts := report(t, dir, server)
		applied := 0
		for _, e := range server.Ledger() {
			if e.Applied && e.Method == "PUT" {
				applied++
			}
		}
		if counts["upserted"] != applied || counts["upserted"]+counts["not-attempted"] != 5000 {
			t.Errorf("%v: %v, but the platform has %d", signal, counts, applied)
		}
	}
}

// startImport begins an import of 5,000 rows and returns when some have arrived.
func startImport(t *testing.T, env []string, server *sandbox.Server) (dir string, cmd *exec.Cmd) {
	t.Helper()
	dir = t.TempDir()
	var file strings.Builder
	file.WriteString("uuid,name\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "%s,%d\n", uuid(i), i+2)
	}
	if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd = exec.CommandContext(t.Context(), "leadferry", "import", "leads.csv", "--yes", "--rate", "0")
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, new(bytes.Buffer)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(server.Ledger()) < 50 {
		time.Sleep(5 * time.Millisecond)
	}
	return dir, cmd
}

// TestOneImportAtATime: a second run of the same file ends at once, and after kill -9 neither the lock nor the half report is in the way
// of anything but a run that would not see them.
func TestOneImportAtATime(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Latency: 5 * time.Millisecond})
	dir, cmd := startImport(t, env, server)
	again := func(args ...string) (string, int) {
		c := exec.CommandContext(t.Context(), "leadferry", append([]string{"import", "leads.csv", "--yes", "--rate", "0", "--workers", "32"}, args...)...)
		c.Dir, c.Env = dir, env
		out, _ := c.CombinedOutput()
		return string(out), c.ProcessState.ExitCode()
	}
	if said, code := again(); code != 11 || !strings.Contains(said, "another import is at work") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if said, code := again(); code != 5 || !strings.Contains(said, "--restart") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if said, code := again("--restart"); code != 0 {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if counts := report(t, dir, server); counts["upserted"]+counts["unchanged"] != 5000 || counts["upserted"] < 4000 {
		t.Error(counts)
	}
}

// TestOwnExportChangesNothing: an export, however strange its leads, imports as unchanged in every format, and the platform is as it was.
// Only leads without a uuid cannot be written to, and none of them gets a second lead.
func TestOwnExportChangesNothing(t *testing.T) {
	t.Parallel()
	for _, export := range [][]string{{"leads.csv"}, {"leads.tsv"}, {"leads.jsonl"}, {"leads.jsonl", "--format", "raw"}, {"leads.csv.zst"}, {"leads.xlsx"}} {
		server, env := account(t, sandbox.Options{Leads: 200, NonLeads: 20, Strange: 150, Seed: 7})
		before := server.All("lead")
		dir := run(t, env, append([]string{"export", "--rate", "0"}, export...)...)
		cmd := exec.CommandContext(t.Context(), "leadferry", "import", export[0], "--yes", "--rate", "0", "--report", "leads.csv.report")
		cmd.Dir, cmd.Env = dir, env
		out, _ := cmd.CombinedOutput()
		counts := report(t, dir, server)
		mute := strings.Count(string(out), "cannot be written to")
		if counts["upserted"]+counts["failed"]+counts["skipped"] != 0 || counts["unchanged"] < 190 || counts["rejected"] > 5 || counts["rejected"] > 0 && mute != 1 {
			t.Errorf("%v: %v\n%s", export, counts, out)
		}
		after := server.All("lead")
		if len(before) != len(after) {
			t.Fatalf("%v: %d leads have become %d", export, len(before), len(after))
		}
		for i := range before {
			if !bytes.Equal(before[i], after[i]) {
				t.Errorf("%v: %s\nhas become %s", export, before[i], after[i])
			}
		}
	}
}

// TestInterruptedWhileWaiting: one Ctrl-C is enough while standard input is waited for.
func TestInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	_, env := account(t, sandbox.Options{})
	for _, args := range [][]string{{"export", "x.csv", "--token-file", "-"}, {"import", "-", "--format", "csv", "--yes"}} {
		cmd := exec.CommandContext(t.Context(), "leadferry", args...)
		cmd.Dir, cmd.Env = t.TempDir(), env
		if _, err := cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			cmd.Wait()
			close(ended)
		}()
		time.Sleep(500 * time.Millisecond) // it says nothing by which one could tell that it waits
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Skip(err)
		}
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatalf("%q goes on", args)
		}
		if code := cmd.ProcessState.ExitCode(); code != 130 {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

// TestResumedImport kills an import at several places and goes on with it: in the end the report is that of an unbroken run, so is the
// platform, and only what was under way or not yet in the journal was sent twice.
func TestResumedImport(t *testing.T) {
	t.Parallel()
	rows, kills := 1500, 4
	if os.Getenv("LEADFERRY_SOAK") != "" {
		rows, kills = 5000, 50
	}
	t.Run("unplanned", func(t *testing.T) { t.Parallel(); resumedImport(t, rows, kills) })
	t.Run("planned", func(t *testing.T) { t.Parallel(); resumedImport(t, rows, kills, "--plan") })
}

func resumedImport(t *testing.T, rows, kills int, more ...string) {
	t.Helper()
	const workers = 8
	var file strings.Builder
	file.WriteString("uuid,name,email\n")
	for i := range rows {
		id := uuid(i % (rows / 4))
		if i%3 == 0 {
			id = "" // told by its e-mail
		}
		fmt.Fprintf(&file, "%s,%d,p%d@example.org\n", id, i+2, i%(rows/4))
	}
	start := func(dir string, env []string, args ...string) *exec.Cmd {
		args = append([]string{"import", "leads.csv", "--yes", "--rate", "0", "--max-errors", "1000", "--on-duplicate", "all"}, args...)
		cmd := exec.CommandContext(t.Context(), "leadferry", args...)
		cmd.Dir, cmd.Env, cmd.Stderr = dir, env, new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	begin := func() (*sandbox.Server, []string, string) {
		server, env := account(t, sandbox.Options{Latency: time.Millisecond, Faults: []sandbox.Fault{{Kind: "400", Percent: 100, Share: 50}}})
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte(file.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return server, env, dir
	}
	server, env, dir := begin()
	puts := func() (n int) {
		for _, e := range server.Ledger() {
			if e.Method == "PUT" {
				n++
			}
		}
		return n
	}
	args := more
	for range kills {
		until := puts() + rows/(kills+2)
		cmd := start(dir, env, args...)
		for end := time.Now().Add(time.Minute); puts() < until && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		cmd.Process.Kill()
		cmd.Wait()
		args = []string{"--resume"}
	}
	cmd := start(dir, env, args...)
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Fatalf("exit code %d\n%s", code, cmd.Stderr)
	}
	again := puts() - rows
	twin, env, whole := begin()
	start(whole, env, more...).Wait()
	broken, unbroken := outcomesOf(t, dir), outcomesOf(t, whole)
	if len(broken) != rows || len(unbroken) != rows {
		t.Fatalf("%d and %d of %d rows", len(broken), len(unbroken), rows)
	}
	different := 0
	for i := range broken {
		if broken[i] != unbroken[i] {
			if different++; different < 5 {
				t.Errorf("of the broken run: %s\nof the unbroken one: %s", broken[i], unbroken[i])
			}
		}
	}
	if a, b := namesOf(t, server), namesOf(t, twin); fmt.Sprint(a) != fmt.Sprint(b) || len(a) < rows/5 {
		t.Errorf("the platform holds %d leads, after an unbroken run %d", len(a), len(b))
	}
	if again > kills*(workers+100) {
		t.Errorf("%d rows were sent twice", again)
	}
	t.Logf("%d rows, killed %d times: %d rows were sent twice", rows, kills, again)
}

// outcomesOf returns what results.csv says of each row, but for the attempts.
func outcomesOf(t *testing.T, dir string) (all []string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "leads.csv.report", "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range lines[1:] {
		all = append(all, strings.Join([]string{cells[0], cells[1], cells[2], cells[3], cells[4], cells[6]}, " "))
	}
	return all
}

// namesOf returns the names of all leads, by their uuid.
func namesOf(t *testing.T, server *sandbox.Server) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, record := range server.All("lead") {
		var r struct {
			UUID    string
			Profile struct{ UserDetails struct{ Name string } }
		}
		if err := json.Unmarshal(record, &r); err != nil {
			t.Fatal(err)
		}
		names[r.UUID] = r.Profile.UserDetails.Name
	}
	return names
}
