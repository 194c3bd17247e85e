package turns

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

func job(turn time.Duration) lane.Job {
	return lane.Job{Kind: lane.BackupKind, Profile: "acme", Timing: lane.Timing{Turn: turn, Heartbeat: 10 * time.Second}}
}

// TestTurnsOnManyMachines: a backup whose turns are done by machines that share nothing but the store is
// what the platform holds, byte for byte, with hardly a page read twice, and nothing is left behind.
func TestTurnsOnManyMachines(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 1500, NonLeads: 300, Strange: 20, PageSize: 20, Latency: 4 * time.Millisecond, Seed: 3})
	reader, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	machines := []*machine{s.machine(), s.machine(), s.machine()}
	in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(40 * time.Millisecond)}
	in.Job.Recipients = []string{reader.Recipient().String()}
	turns := 0
	for done := false; !done; turns++ {
		r, err := machines[turns%3].turn(in)
		if err != nil {
			t.Fatal(turns, err)
		}
		done, in.Files, in.Pace = r.Done, r.Files, r.Pace
		if turns > 200 {
			t.Fatal("the turns do not end")
		}
	}
	asked := len(s.server.Ledger())
	s.wantSecret("_work/", "Sample", `"uuid"`)
	made, err := machines[turns%3].seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: in.Files})
	if err != nil {
		t.Fatal(err)
	}
	again, err := machines[(turns+1)%3].seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: in.Files})
	if err != nil || again.Snapshot != made.Snapshot {
		t.Errorf("a second attempt to seal made %q, not %q: %v", again.Snapshot, made.Snapshot, err)
	}
	pages := 1500/20 + 300/20
	if turns < 5 || asked > 2*pages+3*turns+20 || len(s.server.Ledger()) != asked {
		t.Errorf("%d turns, %d requests for %d pages, %d to seal", turns, asked, pages, len(s.server.Ledger())-asked)
	}
	if s.records(made.Snapshot, 0, reader) != s.truth("lead") || s.records(made.Snapshot, 1, reader) != s.truth("non-lead") {
		t.Error("the records are not byte for byte what the platform holds")
	}
	if all, err := backup.List(t.Context(), s.store("/acme")); err != nil || len(all) != 1 || !all[0].Good() || made.Leads != 1500 || len(made.Marks) > 0 {
		t.Errorf("%d snapshots, %+v, %v", len(all), made, err)
	}
	if _, err := machines[0].env.ExecuteActivity(lane.DiscardName, lane.DiscardInput{Lane: in.Lane, Run: in.Run}); err != nil {
		t.Error(err)
	}
	if left, err := s.store("").List(t.Context(), workPrefix); err != nil || len(left) > 0 {
		t.Errorf("%d objects are left, %v", len(left), err)
	}
}

// wantSecret fails if an object under a prefix holds one of the texts, or there is none.
func (s *stage) wantSecret(prefix string, texts ...string) {
	s.t.Helper()
	all, err := s.store("").List(s.t.Context(), prefix)
	if err != nil || len(all) == 0 {
		s.t.Fatalf("%d objects, %v", len(all), err)
	}
	for _, o := range all {
		r, err := s.store("").Get(s.t.Context(), o.Name)
		if err != nil {
			s.t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			s.t.Fatal(err)
		}
		if !bytes.HasPrefix(content, []byte("age-encryption.org")) {
			s.t.Errorf("%s is not encrypted", o.Name)
		}
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				s.t.Errorf("%s holds %s", o.Name, text)
			}
		}
	}
}

// TestOnlyListedPartsCount: a turn whose worker has lost it may put what it likes: who goes on takes the
// parts that the history names, and none else.
func TestOnlyListedPartsCount(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 400, PageSize: 20, Latency: 2 * time.Millisecond})
	a, b := s.machine(), s.machine()
	in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(20 * time.Millisecond)}
	first, err := a.turn(in)
	if err != nil {
		t.Fatal(err)
	}
	in.Files = first.Files
	if _, err := a.turn(in); err != nil { // it ends, but nobody hears of it
		t.Fatal(err)
	}
	for done := false; !done; {
		r, err := b.turn(in)
		if err != nil {
			t.Fatal(err)
		}
		done, in.Files = r.Done, r.Files
	}
	made, err := a.seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: in.Files})
	if err != nil || s.records(made.Snapshot, 0) != s.truth("lead") {
		t.Errorf("%v, or other records", err)
	}
}

// TestRefusalIsFinal: what a person must correct is not tried again, and the message says how.
func TestRefusalIsFinal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o       sandbox.Options
		profile string
		want    string
	}{
		"the token":   {sandbox.Options{Leads: 1, Token: "another"}, "acme", "rejected the token"},
		"the profile": {sandbox.Options{Leads: 1}, "nobody", `no profile "nobody"`},
	} {
		s := newStage(t, tc.o)
		in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(time.Second)}
		in.Job.Profile = tc.profile
		_, err := s.machine().turn(in)
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), lane.RefusedReason) || !strings.Contains(err.Error(), "; ") {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), sandbox.DefaultToken) {
			t.Errorf("%s: the message holds the token", name)
		}
	}
}

// TestToldWaitIsNobodys: a wait that the server asks for ends the turn with what was read.
func TestToldWaitIsNobodys(t *testing.T) {
	t.Parallel()
	// The minute's 60 requests are more than the search for the ends takes, and two minutes' fewer than all pages.
	s := newStage(t, sandbox.Options{Leads: 3000, PageSize: 20, Limit: sandbox.Limit{Rate: 1, Window: time.Minute, Hint: "seconds"}})
	began := time.Now()
	r, err := s.machine().turn(lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(time.Minute)})
	if err != nil || r.Done || time.Since(began) > 30*time.Second {
		t.Fatalf("%+v, %v, after %v", r, err, time.Since(began))
	}
	if wait := time.Until(r.Until); wait < 5*time.Second || wait > time.Minute || r.Trouble == "" || r.Pages < 1 || len(r.Files) == 0 {
		t.Errorf("until %v, %q, %d pages", r.Until, r.Trouble, r.Pages)
	}
}

// TestEnlist: each profile has its lane, and one that can have none keeps no other from it.
func TestEnlist(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 1})
	text, err := os.ReadFile(s.config)
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.config, "[profile.broken]\nbot_id = \"x\"\n"+string(text)+"[profile.other]\ntoken_file = \"other\"\n")
	m := s.machine()
	given := map[string]string{}
	m.Give = func(_ context.Context, id string, j lane.Job) error {
		given[j.Profile] = id
		return nil
	}
	_, err = m.env.ExecuteActivity(lane.EnlistName, lane.Job{Kind: lane.BackupKind})
	if err == nil || !strings.Contains(err.Error(), "profile broken has no token_file") || len(given) != 2 || given["acme"] == given["other"] {
		t.Errorf("given %v, %v", given, err)
	}
}

// TestPrune: of the snapshots of a profile those stay that the job says, and none of another profile goes.
func TestPrune(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 20})
	m := s.machine()
	var names []string
	for run := range 3 {
		in := lane.TurnInput{Lane: "lane-1", Run: fmt.Sprint("run-", run), Job: job(time.Minute)}
		r, err := m.turn(in)
		if err != nil || !r.Done {
			t.Fatal(r.Done, err)
		}
		made, err := m.seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: r.Files})
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, made.Snapshot)
	}
	j := job(time.Minute)
	j.Keep = &backup.Policy{Last: 2}
	value, err := m.env.ExecuteActivity(lane.PruneName, j)
	var removed int
	if err == nil {
		err = value.Get(&removed)
	}
	left, listErr := backup.List(t.Context(), s.store("/acme"))
	if err != nil || listErr != nil || removed != 1 || len(left) != 2 || left[0].Name != names[1] || left[1].Name != names[2] {
		t.Errorf("%d removed of %q, %d left, %v, %v", removed, names, len(left), err, listErr)
	}
}
