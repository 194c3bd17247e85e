package turns

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// allOf returns files with all parts that ever were put of them, as if the history did not say which count.
func allOf(turns ...[]lane.File) (all []lane.File) {
	parts, seen := map[string]int{}, map[string]bool{}
	for _, files := range turns {
		for _, f := range files {
			at, ok := parts[f.Name]
			if !ok {
				at = len(all)
				parts[f.Name], all = at, append(all, lane.File{Name: f.Name})
			}
			for _, p := range f.Parts {
				if !seen[p.Object] {
					seen[p.Object] = true
					all[at].Parts = append(all[at].Parts, p)
				}
			}
		}
	}
	return all
}

// TestAllPartsTaken is a control: were all parts taken that stand in the store, and not those that the
// history names, a backup would read again what was read.
func TestAllPartsTaken(t *testing.T) {
	t.Parallel()
	const pages = 500
	s := newStage(t, sandbox.Options{Leads: 20 * pages, PageSize: 20, Latency: 10 * time.Millisecond})
	a, b := s.machine(), s.machine()
	in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: job(300 * time.Millisecond)}
	var results [3]lane.TurnResult // the first turn, the second of a worker that nobody hears of, and of its successor
	for i, m := range []*machine{a, a, b} {
		var err error
		if results[i], err = m.turn(in); err != nil || results[i].Done {
			t.Fatal(i, results[i].Done, err)
		}
		in.Files = results[0].Files
	}
	in.Job.Timing.Turn = time.Minute
	all := allOf(results[0].Files, results[1].Files, results[2].Files)
	for i := range all {
		slices.Reverse(all[i].Parts) // the store knows of no order
	}
	var asked []int // for what was left
	for _, files := range [][]lane.File{results[2].Files, all} {
		in.Files = files
		before := len(s.server.Ledger())
		if r, err := s.machine().turn(in); err != nil || !r.Done {
			t.Fatal(r.Done, err)
		}
		asked = append(asked, len(s.server.Ledger())-before)
	}
	if t.Log(asked); asked[1] < pages || asked[0] >= pages {
		t.Errorf("%d requests for what was left of %d pages, %d with all parts", asked[0], pages, asked[1])
	}
}

// TestAllPartsOfImportTaken is the same control for an import: more rows than were in flight come twice.
func TestAllPartsOfImportTaken(t *testing.T) {
	t.Parallel()
	for _, control := range []bool{false, true} {
		s := newStage(t, sandbox.Options{Leads: 60, PageSize: 20, Latency: 3 * time.Millisecond})
		text, rows := s.mixed(20)
		in, m := s.importOf(text, time.Second), s.machine()
		var heard [][]lane.File
		m.hear = func(details any) {
			heard = append(heard, details.(lane.Sign).Files)
			m.deaf.Store(s.writes() > rows/2)
		}
		if _, err := m.turn(in); err == nil || !strings.Contains(err.Error(), "lease") {
			t.Fatal(err)
		}
		files := heard[len(heard)-1]
		if control {
			files = allOf(heard...)
		}
		next := s.machine()
		next.env.SetHeartbeatDetails(lane.Sign{Files: files})
		r, err := next.turn(in)
		if again := err != nil || !r.Done || s.writes() > rows+4; again != control {
			t.Errorf("all parts taken: %v; %d writes for %d rows, %v", control, s.writes(), rows, err)
		}
	}
}
