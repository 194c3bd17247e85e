package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// TestRowsOfOneLeadKeepTheirOrder imports a thousand rows of a few leads with many workers over a bad
// line. The platform's ledger says in which order they were applied.
func TestRowsOfOneLeadKeepTheirOrder(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Latency: time.Millisecond, Faults: []sandbox.Fault{
		{Kind: "503", Percent: 3}, {Kind: "reset-after", Percent: 3},
	}})
	var file strings.Builder
	file.WriteString("uuid,name\n")
	for i := range 1000 {
		fmt.Fprintf(&file, "%s,%d\n", uuid(i*i%23), i+2)
	}
	sh.write("leads.csv", file.String())
	sh.ok("import", "leads.csv", "--yes", "--rate", "0", "--workers", "16")
	if counts := sh.outcomes(server); counts["created"]+counts["updated"]+counts["unchanged"] != 1000 {
		t.Error(counts)
	}
	latest := map[string]int{}
	for _, e := range puts(server) {
		if !e.Applied {
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
	if server.InFlightMax() < 4 {
		t.Errorf("at most %d requests were in flight at once", server.InFlightMax())
	}
}

// TestOnDuplicate: what --on-duplicate leaves out is skipped or rejected, and the right row wins.
func TestOnDuplicate(t *testing.T) {
	t.Parallel()
	file := "uuid,name,status\n" +
		uuid(1) + ",first,OPEN\n" +
		uuid(2) + ",only,\n" +
		uuid(1) + ",second,\n" +
		uuid(1) + ",bad,nonsense\n"
	for choice, want := range map[string]struct {
		outcomes map[string]int
		name     string
	}{
		"all":    {map[string]int{"created": 2, "updated": 1, "rejected": 1}, "second"},
		"last":   {map[string]int{"created": 2, "skipped": 1, "rejected": 1}, "second"},
		"first":  {map[string]int{"created": 2, "skipped": 1, "rejected": 1}, "first"},
		"reject": {map[string]int{"created": 1, "rejected": 3}, ""},
	} {
		server, sh := newShell(t, sandbox.Options{})
		sh.write("leads.csv", file)
		said, code := sh.run("import", "leads.csv", "--yes", "--rate", "0", "--on-duplicate", choice)
		if counts := sh.outcomes(server); code != 3 || !maps.Equal(counts, want.outcomes) {
			t.Errorf("%s: exit code %d, %v\n%s", choice, code, counts, said)
		}
		record, there := server.Lookup(uuid(1))
		if there != (want.name != "") || there && !bytes.Contains(record, []byte(`"name":"`+want.name+`"`)) {
			t.Errorf("%s: the platform has %s", choice, record)
		}
	}
}

// reachable is a lead of the platform that has a UUID, an e-mail address and a phone number.
type reachable struct{ uuid, email, phone, prefix string }

// reachableLead finds such a lead in the listing, at a place or after it.
func reachableLead(t *testing.T, server *sandbox.Server, from int) reachable {
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
			return reachable{r.UUID, c.Email, c.Phone.Number, c.Phone.Prefix}
		}
	}
	t.Fatal("no lead has both an e-mail address and a phone number")
	return reachable{}
}

// TestKnownPeopleAreFound: a person whom the bot knows under the uuid of a visit gets no second lead,
// whether matched by e-mail or by phone, and however often the file is imported.
func TestKnownPeopleAreFound(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 150, NonLeads: 60, Seed: 9})
	chats := func() int { return server.Count("lead") + server.Count("non-lead") }
	before := chats()
	byEmail, byPhone := reachableLead(t, server, 0), reachableLead(t, server, 100)
	file := "name,email,phone,dial code\n" +
		"New Name," + strings.ToUpper(byEmail.email) + ",,\n" +
		"Other Name,," + byPhone.phone + ",00" + byPhone.prefix + "\n" +
		"Nobody Yet,nobody.yet@example.org,,\n"
	for i := range 2 {
		sh := sh.elsewhere()
		sh.write("leads.csv", file)
		said := sh.ok("import", "leads.csv", "--yes", "--rate", "0")
		if counts := sh.outcomes(server); counts["created"] != 1-i || counts["updated"] != 2-2*i || counts["unchanged"] != 3*i {
			t.Fatalf("%v\n%s", counts, said)
		}
		if after := chats(); after != before+1 {
			t.Errorf("%d chats have become %d\n%s", before, after, said)
		}
	}
	for id, name := range map[string]string{byEmail.uuid: "New Name", byPhone.uuid: "Other Name"} {
		if record, _ := server.Lookup(id); !bytes.Contains(record, []byte(name)) {
			t.Errorf("%s was not written to: %s", name, record)
		}
	}
	// Unmatched, the same rows make second leads, and the run says how many.
	sh.write("leads.csv", file)
	said := sh.ok("import", "leads.csv", "--yes", "--rate", "0", "--blind")
	if after := chats(); after != before+3 || !strings.Contains(said, "3 rows could duplicate a lead") {
		t.Errorf("%d chats have become %d\n%s", before, after, said)
	}
}

// startImport starts an import of 5,000 rows and returns when some have arrived.
func startImport(t *testing.T, server *sandbox.Server, sh shell) *process {
	t.Helper()
	var file strings.Builder
	file.WriteString("uuid,name\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "%s,%d\n", uuid(i), i+2)
	}
	sh.write("leads.csv", file.String())
	p := sh.start("import", "leads.csv", "--yes", "--rate", "0")
	waitFor(t, func() bool { return len(server.Ledger()) >= 50 })
	return p
}

// TestInterruptedImport: after an interruption the report is complete, and every row that it calls
// created is on the platform.
func TestInterruptedImport(t *testing.T) {
	t.Parallel()
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		server, sh := newShell(t, sandbox.Options{Latency: 20 * time.Millisecond})
		p := startImport(t, server, sh)
		p.signal(t, signal)
		said, code := p.end()
		if code != want || !strings.Contains(said, "not attempted") || !strings.Contains(said, "--resume") {
			t.Errorf("%v: exit code %d\n%s", signal, code, said)
		}
		counts, applied := sh.outcomes(server), 0
		for _, e := range puts(server) {
			if e.Applied {
				applied++
			}
		}
		if counts["created"] != applied || counts["created"]+counts["not-attempted"] != 5000 {
			t.Errorf("%v: %v, but the platform stored %d", signal, counts, applied)
		}
	}
}

// TestOneImportAtATime: a second run of the same file ends at once. After kill -9 the lock is free,
// and the unfinished report stops only a run that does not say what to do with it.
func TestOneImportAtATime(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Latency: 5 * time.Millisecond})
	first := startImport(t, server, sh)
	again := []string{"import", "leads.csv", "--yes", "--rate", "0", "--workers", "32"}
	if said, code := sh.run(again...); code != 11 || !strings.Contains(said, "another run is writing to bot") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	first.kill()
	if said, code := sh.run(again...); code != 5 || !strings.Contains(said, "--restart") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	sh.ok(append(again, "--restart")...)
	if counts := sh.outcomes(server); counts["created"]+counts["unchanged"] != 5000 || counts["created"] < 4000 {
		t.Error(counts)
	}
}

// TestOneRunOfABot: while an import is at work, one of another file sends nothing, however it would send;
// a look is free. When the bot is free, the command that the error names works.
func TestOneRunOfABot(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Latency: 20 * time.Millisecond})
	first := startImport(t, server, sh)
	sh.write("others.csv", "name,phone\nAnother Example,+4915112345678\n")
	made := func() (n int) {
		for _, raw := range server.All("lead") {
			n += strings.Count(string(raw), "Another Example")
		}
		return n
	}
	for _, how := range []string{"", " --blind"} {
		line := "import others.csv --yes" + how
		if said, code := sh.run(strings.Fields(line)...); code != 11 || !strings.Contains(said, "then: leadferry "+line+"\n") {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
	if said, code := sh.run("import", "others.csv", "-n"); code == 11 {
		t.Errorf("a look: exit code %d\n%s", code, said)
	}
	if first.kill(); made() != 0 {
		t.Errorf("%d were made", made())
	}
	sh.ok("import", "others.csv", "--yes")
	if made() != 1 {
		t.Errorf("%d were made", made())
	}
}

// TestInterruptedWhileWaiting: one Ctrl-C is enough while the program waits for standard input.
func TestInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{})
	for _, args := range [][]string{
		{"export", "x.csv", "--token-file", "-"},
		{"import", "-", "--format", "csv", "--yes"},
	} {
		const early = -1 // the signal came before the program could catch it
		code := early
		for wait := 500 * time.Millisecond; code == early && wait < 10*time.Second; wait *= 2 {
			code = interruptAfter(t, wait, sh.command(args...))
		}
		if code != 130 {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

// interruptAfter starts a command that waits for standard input, interrupts it and returns its exit
// code. Nothing that it says shows that it waits.
func interruptAfter(t *testing.T, wait time.Duration, cmd *exec.Cmd) int {
	t.Helper()
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	time.Sleep(wait)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Skip(err)
	}
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatalf("%q does not stop", cmd.Args)
	}
	return cmd.ProcessState.ExitCode()
}

// TestResumedImport kills an import at several places and resumes it. In the end report and platform
// are those of an unbroken run, and no more than was in flight was sent twice.
func TestResumedImport(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 8} {
		for name, flags := range map[string][]string{"blind": {"--blind"}, "planned": nil} {
			t.Run(fmt.Sprint(name, workers), func(t *testing.T) {
				t.Parallel()
				resumeImport(t, workers, soak(600, 5000), soak(4, 50), flags)
			})
		}
	}
}

func resumeImport(t *testing.T, workers, rows, kills int, flags []string) {
	t.Helper()
	var file strings.Builder
	file.WriteString("uuid,name,email\n")
	for i := range rows {
		id := uuid(i % (rows / 4))
		if i%3 == 0 {
			id = "" // to be matched by e-mail
		}
		fmt.Fprintf(&file, "%s,%d,p%d@example.org\n", id, i+2, i%(rows/4))
	}
	refuseHalf := sandbox.Options{Latency: time.Millisecond, Faults: []sandbox.Fault{{Kind: "400", Percent: 100, Share: 50}}}
	args := []string{"import", "leads.csv", "--yes", "--rate", "0", "--max-errors", "1000", "--on-duplicate", "all", "--workers", fmt.Sprint(workers)}

	server, broken := newShell(t, refuseHalf)
	broken.write("leads.csv", file.String())
	more := flags
	for range kills {
		until := len(puts(server)) + rows/(kills+2)
		p := broken.start(append(args, more...)...)
		waitFor(t, func() bool { return len(puts(server)) >= until })
		p.kill()
		more = []string{"--resume"}
	}
	if said, code := broken.run(append(args, more...)...); code != 3 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	twice := len(puts(server)) - rows

	twin, unbroken := newShell(t, refuseHalf)
	unbroken.write("leads.csv", file.String())
	unbroken.run(append(args, flags...)...)

	got, want := broken.results(), unbroken.results()
	if len(got) != rows || len(want) != rows {
		t.Fatalf("%d and %d of %d rows", len(got), len(want), rows)
	}
	different := 0
	for i := range got {
		if got[i] != want[i] {
			if different++; different < 5 {
				t.Errorf("of the broken run: %v\nof the unbroken one: %v", got[i], want[i])
			}
		}
	}
	if a, b := names(t, server), names(t, twin); fmt.Sprint(a) != fmt.Sprint(b) || len(a) < rows/5 {
		t.Errorf("the platform holds %d leads, after an unbroken run %d", len(a), len(b))
	}
	if twice > kills*workers {
		t.Errorf("%d rows were sent twice", twice)
	}
	t.Logf("%d rows, %d workers, killed %d times: %d rows were sent twice", rows, workers, kills, twice)
}
