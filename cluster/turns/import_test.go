package turns

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// importOf puts a file into the store and returns its import.
func (s *stage) importOf(text string, heartbeat time.Duration) lane.TurnInput {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "people.csv")
	write(s.t, path, text)
	folder, parts, err := PutInput(s.t.Context(), s.store(""), s.identity, "lane-1", path)
	if err != nil {
		s.t.Fatal(err)
	}
	return lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: lane.Job{
		Kind: lane.ImportKind, Profile: "acme", Timing: lane.Timing{Heartbeat: heartbeat}, Import: &lane.Import{
			Name: "people.csv", Folder: folder, Parts: parts, MaxErrors: send.Limit{Count: 100},
			Rules: check.Rules{IDFrom: []live.Field{live.Email}, Wire: convertalk.WireStrings},
		},
	}}
}

// uuids are those of the leads that the platform has.
func (s *stage) uuids() (all []string) {
	s.t.Helper()
	for _, record := range s.server.All("lead") {
		var r struct{ UUID string }
		if err := json.Unmarshal(record, &r); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, r.UUID)
	}
	return all
}

// mixed is a sheet whose rows make a lead each, or rename one that is there, most of them three times.
func (s *stage) mixed(leads int) (text string, rows int) {
	var b strings.Builder
	b.WriteString("uuid,email,name\n")
	for round := range 3 {
		for i, uuid := range s.uuids()[:leads] {
			fmt.Fprintf(&b, "%s,,Name %d of %d\n", uuid, round, i)
			fmt.Fprintf(&b, ",new-%d-%d@example.org,New\n", round, i)
		}
	}
	return b.String(), 6 * leads
}

// wantImported fails unless every new person is there once, each lead has the last of its names, the writes
// to each lead came in the order of the file, and no more than so many came twice.
func (s *stage) wantImported(leads, rows, again int) {
	s.t.Helper()
	people, ends, writes, last := map[string]int{}, 0, 0, map[string]string{}
	for _, record := range s.server.All("lead") {
		if _, after, ok := bytes.Cut(record, []byte(`"email":"new-`)); ok {
			email, _, _ := bytes.Cut(after, []byte(`"`))
			people[string(email)]++
		}
		if bytes.Contains(record, []byte(`"name":"Name 2 of`)) {
			ends++
		}
	}
	for _, e := range s.server.Ledger() {
		if !e.Applied || e.Method != http.MethodPut {
			continue
		}
		writes++
		var body struct{ UUID, Name string }
		if err := json.Unmarshal(e.Body, &body); err != nil {
			s.t.Fatal(err)
		}
		if body.Name < last[body.UUID] {
			s.t.Errorf("%q was written after %q", body.Name, last[body.UUID])
		}
		last[body.UUID] = body.Name
	}
	for email, n := range people {
		if n != 1 {
			s.t.Errorf("%s is there %d times", email, n)
		}
	}
	if len(people) != 3*leads || ends != leads || writes < rows || writes > rows+again {
		s.t.Errorf("%d new people of %d, %d leads of %d have their last name, %d writes for %d rows", len(people), 3*leads, ends, leads, writes, rows)
	}
}

// writes is how many writes came to the platform.
func (s *stage) writes() (n int) {
	for _, e := range s.server.Ledger() {
		if e.Method == http.MethodPut {
			n++
		}
	}
	return n
}

// TestImportChangesHands: a worker that is lost in the middle of an import is followed by one on another
// machine, which has only what the engine heard last. Every row is in, in order, no lead is doubled, and
// no more rows are sent twice than were in flight.
func TestImportChangesHands(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 60, PageSize: 20, Latency: 3 * time.Millisecond})
	text, rows := s.mixed(40)
	in := s.importOf(text, time.Second)
	const lost = 3 // workers
	var last any
	for n := range lost + 1 {
		m := s.machine()
		if last != nil {
			m.env.SetHeartbeatDetails(last)
		}
		if n < lost {
			go func() {
				for s.writes() < (n+1)*rows/5 {
					time.Sleep(time.Millisecond)
				}
				m.deaf.Store(true)
			}()
		}
		r, err := m.turn(in)
		if cut := err != nil && strings.Contains(err.Error(), "lease"); cut != (n < lost) || r.Done != (n == lost) {
			t.Fatalf("worker %d: %+v, %v", n, r, err)
		}
		last, in.Files = m.signed.Load(), r.Files
	}
	t.Logf("%d writes for %d rows", s.writes(), rows)
	s.wantImported(40, rows, 3*4)
	s.wantSecret("_work/", "example.org", "uuid")
	made, err := s.machine().seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: in.Files, Began: time.Now()})
	if err != nil || made.Rows == nil || made.Rows.All != rows || made.Rows.Created+made.Rows.Updated != rows {
		t.Fatalf("%+v, %+v, %v", made, made.Rows, err)
	}
	results, err := csv.NewReader(strings.NewReader(s.object(made.File + "/results.csv"))).ReadAll()
	if err != nil || len(results) != rows+1 {
		t.Errorf("results.csv has %d rows, %v", len(results)-1, err)
	}
	m := s.machine()
	if _, err := m.env.ExecuteActivity(lane.DiscardName, lane.DiscardInput{Lane: in.Lane, Run: in.Run, Folder: in.Job.Import.Folder}); err != nil {
		t.Error(err)
	}
	if left, err := s.store("").List(t.Context(), workPrefix); err != nil || len(left) > 0 {
		t.Errorf("%d objects are left, %v", len(left), err)
	}
}

// TestImportEndsEarly: an import that is cancelled, or whose token is revoked, says how far it came in its
// report; one that the server lets wait, or whose worker is stopped, goes on later.
func TestImportEndsEarly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meddle func(s *stage, m *machine)
		want   func(r *lane.TurnResult) bool
	}{
		"cancelled": {meddle: func(_ *stage, m *machine) { m.cancelled.Store(true) }, want: func(r *lane.TurnResult) bool {
			return r.Failed == "it was cancelled" && !r.Refused
		}},
		"revoked": {meddle: func(s *stage, _ *machine) { s.revoked.Store(true) }, want: func(r *lane.TurnResult) bool {
			return strings.Contains(r.Failed, "rejected the token") && r.Refused
		}},
		"stopped": {meddle: func(_ *stage, m *machine) { close(m.stop) }, want: func(r *lane.TurnResult) bool {
			return r.Failed == "" && r.Until.IsZero() && len(r.Files) > 3
		}},
		"told to wait": {meddle: func(s *stage, _ *machine) { s.busy.Store(true) }, want: func(r *lane.TurnResult) bool {
			return r.Failed == "" && time.Until(r.Until) > time.Minute && r.Trouble != ""
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, sandbox.Options{Leads: 60, PageSize: 20, Latency: 10 * time.Millisecond})
			text, rows := s.mixed(40)
			in, m := s.importOf(text, time.Second), s.machine()
			go func() {
				for s.writes() < 40 {
					time.Sleep(time.Millisecond)
				}
				tc.meddle(s, m)
			}()
			r, err := m.turn(in)
			if err != nil || r.Done || !tc.want(&r) || s.writes() < 30 || s.writes() >= rows {
				t.Fatalf("%+v, %v, %d writes", r, err, s.writes())
			}
			made, err := s.machine().seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: r.Files, Began: time.Now()})
			if err != nil || made.Rows == nil || made.Rows.Created+made.Rows.Updated < 30 || made.Rows.All != rows {
				t.Errorf("%+v, %+v, %v", made, made.Rows, err)
			}
		})
	}
}

// TestImportOfNothing: a file that cannot be imported ends its job, and is no fault of the lane.
func TestImportOfNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 20})
	_, err := s.machine().turn(s.importOf("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 10*time.Second))
	if err == nil || !strings.Contains(err.Error(), "type: "+lane.FailedReason) || !strings.Contains(err.Error(), "people.csv: ") || strings.Contains(err.Error(), "/") {
		t.Error(err)
	}
}

// TestConcluded: what another attempt may mend is tried again, whatever was sent; anything else ends the
// import, with its report if it has one.
func TestConcluded(t *testing.T) {
	t.Parallel()
	type end struct {
		failed, refused, again bool
	}
	revoked := &problem.Error{Problem: problem.Problem{Text: "the token is revoked"}, Exit: problem.ExitAuth}
	for name, tc := range map[string]struct {
		err        error
		sent, none end // with a journal, and without one
	}{
		"done":          {nil, end{}, end{}},
		"a full disk":   {errors.New("no space left"), end{again: true}, end{again: true}},
		"a fault":       {&problem.Panic{}, end{failed: true}, end{}},
		"a guard":       {problem.Guard("too many rows are bad", ""), end{failed: true}, end{}},
		"a wrong file":  {problem.Usage("no sheet", ""), end{failed: true}, end{}},
		"a wrong token": {revoked, end{failed: true, refused: true}, end{again: true}},
		"cancelled":     {errCancelled, end{failed: true}, end{}},
		"stopped":       {errStopping, end{}, end{}},
	} {
		for _, sent := range []bool{false, true} {
			k, want, r := &kept{path: t.TempDir()}, tc.none, lane.TurnResult{}
			if sent {
				want = tc.sent
				write(t, filepath.Join(k.path, importer.JournalFile), "x")
			}
			err := k.concluded(&r, nil, tc.err)
			_, final := errors.AsType[*temporal.ApplicationError](err)
			again := err != nil && !final && !temporal.IsCanceledError(err)
			if got := (end{r.Failed != "", r.Refused, again}); got != want || r.Done != (tc.err == nil) {
				t.Errorf("%s, sent: %v: %+v, %v", name, sent, got, err)
			}
		}
	}
}
