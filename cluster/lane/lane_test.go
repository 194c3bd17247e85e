package lane_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/ratelimit"
)

// workers do turns that count: a draft of so many turns, then a seal.
type workers struct {
	env   *testsuite.TestWorkflowEnvironment
	turns int                                                                          // of each draft
	turn  func(ctx context.Context, in lane.TurnInput) (r *lane.TurnResult, err error) // may answer in place of the usual
	did   []string
	at    []time.Time
	last  lane.TurnInput
}

func newWorkers(t *testing.T) *workers {
	t.Helper()
	w := &workers{env: new(testsuite.WorkflowTestSuite).NewTestWorkflowEnvironment(), turns: 3}
	w.env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // the machine may be busy
	w.env.SetStartTime(time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC))
	register := func(name string, f any) { w.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name}) }
	register(lane.TurnName, w.doTurn)
	register(lane.SealName, func(_ context.Context, in lane.SealInput) (lane.SealResult, error) {
		w.note("seal " + in.Job.Profile)
		if in.Job.Kind == lane.ImportKind {
			return lane.SealResult{File: fmt.Sprintf("report of %d files", len(in.Files)), Rows: &lane.Rows{All: 5, Created: 3}}, nil
		}
		return lane.SealResult{Snapshot: "2026-11-29T030000Z", Leads: 7}, nil
	})
	register(lane.DiscardName, func(_ context.Context, in lane.DiscardInput) error {
		did := "discard " + in.Run[strings.LastIndex(in.Run, "-")+1:]
		if in.Folder != "" {
			did += " and " + in.Folder
		}
		w.note(did)
		return nil
	})
	register(lane.PruneName, func(_ context.Context, j lane.Job) (int, error) {
		w.note(fmt.Sprintf("prune %s to %d", j.Profile, j.Keep.Last))
		return 4, nil
	})
	w.env.RegisterWorkflowWithOptions(lane.Lane, workflow.RegisterOptions{Name: lane.Workflow})
	return w
}

func (w *workers) note(did string) {
	w.did, w.at = append(w.did, did), append(w.at, w.env.Now())
}

func (w *workers) doTurn(ctx context.Context, in lane.TurnInput) (lane.TurnResult, error) {
	w.note("turn " + in.Job.Profile)
	w.last = in
	if w.turn != nil {
		switch r, err := w.turn(ctx, in); {
		case err != nil:
			return lane.TurnResult{}, err
		case r != nil:
			return *r, nil
		}
	}
	parts := 1
	if len(in.Files) > 0 {
		parts += len(in.Files[0].Parts)
	}
	return lane.TurnResult{
		Files: []lane.File{{Name: "spool", Parts: make([]lane.Part, parts)}}, Done: parts >= w.turns,
		Pace: ratelimit.State{Rate: in.Pace.Rate + 1},
	}, nil
}

// after calls f when the lane has run for so long.
func (w *workers) after(d time.Duration, f func()) { w.env.RegisterDelayedCallback(f, d) }

func (w *workers) ask(profile string) {
	w.env.SignalWorkflow(lane.JobSignal, lane.Job{Kind: lane.BackupKind, Profile: profile})
}

// run runs the lane until its workflow is cancelled, and returns its state just before.
func (w *workers) run(t *testing.T, most time.Duration) (s lane.State) {
	t.Helper()
	w.after(most, func() {
		s = w.state(t)
		w.env.CancelWorkflow()
	})
	w.env.ExecuteWorkflow(lane.Lane, lane.State{})
	if err := w.env.GetWorkflowError(); err == nil || !temporal.IsCanceledError(err) {
		t.Fatalf("the lane ended with %v", err)
	}
	return s
}

func (w *workers) state(t *testing.T) (s lane.State) {
	t.Helper()
	value, err := w.env.QueryWorkflow(lane.StatusQuery)
	if err == nil {
		err = value.Get(&s)
	}
	if err != nil {
		t.Error(err)
	}
	return s
}

// TestJobsTakeTurns: the profiles of one token are backed up one after the other, each turn goes on with
// the parts and the pace of the one before, and a job that waits already is not asked for twice.
func TestJobsTakeTurns(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.after(0, func() {
		for _, profile := range []string{"acme", "beta", "beta"} {
			w.ask(profile)
		}
	})
	s := w.run(t, time.Hour)
	want := strings.Fields("turn,acme turn,acme turn,acme seal,acme discard,1 turn,beta turn,beta turn,beta seal,beta discard,2")
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], ",", " ")
	}
	if !slices.Equal(w.did, want) {
		t.Errorf("did %q", w.did)
	}
	if s.Pace.Rate != 6 || w.last.Pace.Rate != 5 || s.Now != nil || len(s.Good) != 2 || s.Good[1].Leads != 7 || s.Good[1].Turns != 3 || len(s.Last) != 2 {
		t.Errorf("state %+v", s)
	}
}

// TestToldWait: while the server wants to be left alone, no worker is busy with that lane.
func TestToldWait(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	told := false
	w.turn = func(_ context.Context, in lane.TurnInput) (*lane.TurnResult, error) {
		if told || len(in.Files) == 0 {
			return nil, nil
		}
		told = true
		return &lane.TurnResult{Files: in.Files, Until: w.env.Now().Add(20 * time.Minute), Trouble: "wait"}, nil
	}
	w.after(0, func() { w.ask("acme") })
	w.after(10*time.Minute, func() {
		if s := w.state(t); s.Now == nil || s.Now.Trouble != "wait" {
			t.Errorf("while it waits: %+v", s)
		}
	})
	s := w.run(t, time.Hour)
	if gap := w.at[2].Sub(w.at[1]); gap < 20*time.Minute || gap > 21*time.Minute || len(s.Good) != 1 {
		t.Errorf("waited %v: %q, %+v", gap, w.did, s)
	}
}

// TestRefusalStopsTheLane: what a person must correct ends the jobs that wait, too, and stands in the
// status until a job succeeds.
func TestRefusalStopsTheLane(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	refuse := true
	w.turn = func(context.Context, lane.TurnInput) (*lane.TurnResult, error) {
		if refuse {
			return nil, temporal.NewNonRetryableApplicationError("the server rejected the token (401)", lane.RefusedReason, nil)
		}
		return nil, nil
	}
	w.after(0, func() {
		w.ask("acme")
		w.ask("beta")
	})
	w.after(time.Hour, func() {
		s := w.state(t)
		if !strings.Contains(s.Stopped, "rejected the token") || len(s.Last) != 2 || len(s.Waiting) > 0 || s.Now != nil ||
			!strings.HasPrefix(s.Last[1].Error, "not begun: ") || strings.Join(w.did, ",") != "turn acme,discard 1" {
			t.Errorf("did %q, state %+v", w.did, s)
		}
		refuse = false
		w.ask("beta")
	})
	if s := w.run(t, 2*time.Hour); s.Stopped != "" || len(s.Good) != 1 {
		t.Errorf("later: %+v", s)
	}
}

// TestTroubleIsTriedAgain: an error that may pass is tried again with a growing wait, from the same parts.
func TestTroubleIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	fails := 5
	w.turn = func(_ context.Context, in lane.TurnInput) (*lane.TurnResult, error) {
		if len(in.Files) == 0 || fails == 0 {
			return nil, nil
		}
		fails--
		return nil, errors.New("the store does not answer")
	}
	w.after(0, func() { w.ask("acme") })
	if s := w.run(t, time.Hour); len(s.Good) != 1 || s.Good[0].Turns != 3 || len(w.did) != 3+5+2 {
		t.Errorf("did %q, state %+v", w.did, s)
	}
}

// TestGivenUp: a job that is cancelled ends at once, its parts are removed, and the next one begins.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turn = func(_ context.Context, in lane.TurnInput) (*lane.TurnResult, error) {
		if in.Job.Profile == "acme" { // for ever
			return &lane.TurnResult{Files: in.Files, Until: w.env.Now().Add(time.Minute), Trouble: "wait"}, nil
		}
		return nil, nil
	}
	w.after(0, func() {
		w.ask("acme")
		w.ask("beta")
		w.ask("gamma")
	})
	w.after(90*time.Second, func() { w.env.SignalWorkflow(lane.CancelSignal, lane.Cancel{Profile: "acme"}) })
	w.after(91*time.Second, func() {
		if s := w.state(t); len(s.Last) == 0 || s.Last[0].Error != "it was cancelled" {
			t.Errorf("one second later: %+v", s)
		}
	})
	s := w.run(t, time.Hour)
	if len(s.Good) != 2 || s.Stopped != "" || !slices.Contains(w.did, "discard 1") {
		t.Errorf("did %q, state %+v", w.did, s)
	}
}

// TestTooLong: a job that gets nowhere ends, and says why.
func TestTooLong(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turn = func(_ context.Context, in lane.TurnInput) (*lane.TurnResult, error) {
		return &lane.TurnResult{Files: in.Files, Until: w.env.Now().Add(time.Hour), Trouble: "the server is down"}, nil
	}
	w.after(0, func() { w.ask("acme") })
	if s := w.run(t, 24*time.Hour); len(s.Last) != 1 || !strings.Contains(s.Last[0].Error, "12h0m0s: the server is down") {
		t.Errorf("state %+v", s)
	}
}

// TestContinuedAsNew: a history does not grow for ever, and what follows it begins with all that the lane
// knows.
func TestContinuedAsNew(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.turns = 10_000
	w.after(0, func() {
		w.ask("acme")
		w.ask("beta")
	})
	w.env.ExecuteWorkflow(lane.Lane, lane.State{})
	next, ok := errors.AsType[*workflow.ContinueAsNewError](w.env.GetWorkflowError())
	if !ok {
		t.Fatal(w.env.GetWorkflowError())
	}
	s := fmt.Sprint(next.Input)
	if n := len(w.did); n != 500 || !strings.Contains(s, "beta") || !strings.Contains(s, "acme") || !strings.Contains(s, "spool") {
		t.Errorf("after %d turns with %.300s", n, s)
	}
}

// TestKeep: older snapshots go when a good new one is there, and are told.
func TestKeep(t *testing.T) {
	t.Parallel()
	w := newWorkers(t)
	w.after(0, func() {
		w.env.SignalWorkflow(lane.JobSignal, lane.Job{Kind: lane.BackupKind, Profile: "acme", Keep: &backup.Policy{Last: 3}})
	})
	if s := w.run(t, time.Hour); len(s.Good) != 1 || s.Good[0].Removed != 4 || w.did[len(w.did)-1] != "prune acme to 3" {
		t.Errorf("did %q, state %+v", w.did, s)
	}
}

// TestEveryone: what a schedule runs gives its job to all, and tries again.
func TestEveryone(t *testing.T) {
	t.Parallel()
	env := new(testsuite.WorkflowTestSuite).NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute})
	tries := 0
	env.RegisterActivityWithOptions(func(_ context.Context, j lane.Job) error {
		if tries++; tries < 3 || !j.AllowShrink {
			return errors.New("the engine is busy")
		}
		return nil
	}, activity.RegisterOptions{Name: lane.EnlistName})
	env.ExecuteWorkflow(lane.Everyone, lane.Job{Kind: lane.BackupKind, AllowShrink: true})
	if err := env.GetWorkflowError(); err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
}
