package lane_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/cluster/lane"
)

func (w *workers) bringIn(profile, folder string) {
	w.env.SignalWorkflow(lane.JobSignal, lane.Job{Kind: lane.ImportKind, Profile: profile, Import: &lane.Import{Name: "people.csv", Folder: folder}})
}

// TestImportsTakeTurns: imports of a profile wait for each other and for its backup, and none takes the
// place of another. What an import read from the store is removed.
func TestImportsTakeTurns(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turns = 1
	w.after(0, func() {
		w.bringIn("acme", "a")
		w.ask("acme")
		w.bringIn("acme", "b")
	})
	s := w.run(t, time.Hour)
	want := "turn acme,seal acme,discard 1 and a,turn acme,seal acme,discard 2,turn acme,seal acme,discard 3 and b"
	if strings.Join(w.did, ",") != want || len(s.Last) != 3 || s.Last[2].Rows.Created != 3 || s.Last[2].File == "" || len(s.Good) != 1 {
		t.Errorf("did %q, state %+v", w.did, s)
	}
	if b := w.last.Job.Timing.Heartbeat; b < lane.LeastOfImport {
		t.Errorf("a heartbeat of %v", b)
	}
}

// TestImportKeepsItsReport: however an import ends that may have sent something, its report stands in the
// store.
func TestImportKeepsItsReport(t *testing.T) {
	t.Parallel()
	files := []lane.File{{Name: "journal"}, {Name: "plan.jsonl"}}
	for name, tc := range map[string]struct {
		result  lane.TurnResult
		err     error
		cancel  bool
		want    string // the error of the outcome
		stopped bool
		report  bool
	}{
		"refused":   {result: lane.TurnResult{Files: files, Failed: "the token is revoked", Refused: true}, want: "the token is revoked", stopped: true, report: true},
		"cancelled": {result: lane.TurnResult{Files: files, Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}, cancel: true, want: "it was cancelled", report: true},
		"lost":      {err: temporal.NewHeartbeatTimeoutError(lane.Sign{Files: files}), want: "timeout", report: true},
		"wrong":     {err: temporal.NewNonRetryableApplicationError("no sheet", lane.FailedReason, nil), want: "no sheet"},
	} {
		w := newWorkers(t)
		w.turn = func(context.Context, lane.TurnInput) (*lane.TurnResult, error) { return &tc.result, tc.err }
		w.after(0, func() { w.bringIn("acme", "a") })
		if tc.cancel {
			w.after(time.Minute, func() { w.env.SignalWorkflow(lane.CancelSignal, lane.Cancel{Profile: "acme"}) })
		}
		s := w.run(t, 24*time.Hour)
		if len(s.Last) != 1 || !strings.Contains(s.Last[0].Error, tc.want) || (s.Stopped != "") != tc.stopped || s.Now != nil {
			t.Errorf("%s: %+v", name, s)
			continue
		}
		if sealed := slices.Contains(w.did, "seal acme"); sealed != tc.report || sealed != (s.Last[0].File == "report of 2 files") {
			t.Errorf("%s: did %q, %+v", name, w.did, s.Last[0])
		}
	}
}

// TestFilesOfNothing: the file of an import that is given up before it begins is removed.
func TestFilesOfNothing(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turn = func(context.Context, lane.TurnInput) (*lane.TurnResult, error) {
		return &lane.TurnResult{Until: w.env.Now().Add(time.Minute)}, nil
	}
	w.after(0, func() {
		w.ask("acme")
		w.bringIn("beta", "b")
	})
	w.after(time.Second, func() { w.env.SignalWorkflow(lane.CancelSignal, lane.Cancel{Profile: "beta"}) })
	w.after(2*time.Second, func() { w.env.SignalWorkflow(lane.CancelSignal, lane.Cancel{Profile: "acme"}) })
	if s := w.run(t, time.Hour); strings.Join(w.did, ",") != "turn acme,discard 1,discard  and b" || len(s.Drop) > 0 {
		t.Errorf("did %q, %+v", w.did, s)
	}
}

// TestOutcomesAreFew: a lane remembers the last jobs of a kind and profile, and not all there ever were.
func TestOutcomesAreFew(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turns = 1
	w.after(0, func() {
		for folder := range strings.SplitSeq("abcdefgh", "") {
			w.bringIn("acme", folder)
		}
		w.ask("acme")
		w.bringIn("beta", "z")
	})
	s := w.run(t, time.Hour)
	var folders string
	for i := range s.Last {
		if s.Last[i].Job.Import != nil {
			folders += s.Last[i].Job.Import.Folder
		}
	}
	if folders != "defghz" || len(s.Last) != 7 {
		t.Errorf("%q of %d outcomes", folders, len(s.Last))
	}
}
