package lane

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// begin begins the job that has waited longest.
func (l *lane) begin(ctx workflow.Context) {
	job := l.Waiting[0]
	l.Waiting = slices.Delete(l.Waiting, 0, 1)
	l.Runs++
	job.Timing = job.Timing.filled()
	l.Now = &Run{Job: job, Name: fmt.Sprintf("%s-%d", workflow.GetInfo(ctx).FirstRunID, l.Runs), Began: workflow.Now(ctx)}
	l.given = false
}

// step does one thing for the job under way: a wait, a turn or the seal.
func (l *lane) step(ctx workflow.Context) {
	run := l.Now
	if left := limit - workflow.Now(ctx).Sub(run.Began); left <= 0 {
		l.end(ctx, fmt.Errorf("it was not done after %v%s", limit, after(run.Trouble)))
		return
	}
	var err error
	switch wait := run.Until.Sub(workflow.Now(ctx)); {
	case l.given:
		err = errGivenUp
	case wait > 0:
		err = l.await(ctx, func(own workflow.Context) workflow.Future { return workflow.NewTimer(own, wait) }, nil)
	case !run.Done:
		err = l.turn(ctx)
	default:
		err = l.seal(ctx)
	}
	switch {
	case err != nil && l.given:
		l.end(ctx, errGivenUp)
	case err != nil:
		l.end(ctx, err)
	}
}

// after is a reason that is added to a sentence, if there is one.
func after(trouble string) string {
	if trouble == "" {
		return ""
	}
	return ": " + trouble
}

// options are those of an activity that sends a sign of life.
func (l *lane) options(ctx workflow.Context, most time.Duration, what string) workflow.Context {
	run := l.Now
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    most,
		ScheduleToCloseTimeout: limit - workflow.Now(ctx).Sub(run.Began),
		HeartbeatTimeout:       run.Job.Timing.Heartbeat,
		WaitForCancellation:    true, // until no request of it can land any more
		Summary:                fmt.Sprintf("%s, %s of %s", what, run.Job.Kind, run.Job.Profile),
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute,
			NonRetryableErrorTypes: []string{RefusedReason},
		},
	})
}

// packing is how much longer than it reads a turn may take: to bring the draft from the store, and to pack
// it when all is read.
const packing = 30 * time.Minute

// turn goes on with the draft.
func (l *lane) turn(ctx workflow.Context) error {
	run := l.Now
	l.turns++
	run.Turns++
	var result TurnResult
	err := l.await(ctx, func(own workflow.Context) workflow.Future {
		own = l.options(own, run.Job.Timing.Turn+packing, fmt.Sprintf("turn %d", run.Turns))
		return workflow.ExecuteActivity(own, TurnName, TurnInput{l.id, run.Name, run.Job, run.Files, l.Pace})
	}, &result)
	if err != nil {
		return err
	}
	l.Pace = result.Pace
	run.Files, run.Done, run.Pages, run.Leads = result.Files, result.Done, result.Pages, result.Leads
	run.Until, run.Trouble = result.Until, result.Trouble
	return nil
}

// seal makes a snapshot of the draft, and ends the run.
func (l *lane) seal(ctx workflow.Context) error {
	run := l.Now
	l.turns++
	var made SealResult
	err := l.await(ctx, func(own workflow.Context) workflow.Future {
		return workflow.ExecuteActivity(l.options(own, packing, "seal"), SealName, SealInput{l.id, run.Name, run.Job, run.Files})
	}, &made)
	if err != nil {
		return err
	}
	l.conclude(ctx, Outcome{Snapshot: made.Snapshot, Leads: made.Leads, Chats: made.Chats, Marks: made.Marks})
	return nil
}

// end ends the run without a snapshot. What the server refuses to one job it refuses to all that wait,
// since they have one token.
func (l *lane) end(ctx workflow.Context, err error) {
	text, refused := err.Error(), false
	if failed, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		text, refused = failed.Message(), failed.Type() == RefusedReason
	}
	l.conclude(ctx, Outcome{Error: text})
	if !refused {
		return
	}
	l.Stopped = text
	for _, job := range l.Waiting {
		l.note(Outcome{Job: job, Ended: workflow.Now(ctx), Error: "not begun: " + text})
	}
	l.Waiting = nil
}

// conclude removes what is not needed any more and notes how the run ended.
func (l *lane) conclude(ctx workflow.Context, o Outcome) {
	run := l.Now
	l.given = false
	tidying := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumAttempts: 8},
	})
	err := workflow.ExecuteActivity(tidying, DiscardName, DiscardInput{l.id, run.Name}).Get(ctx, nil)
	if run.Job.Keep != nil && o.Snapshot != "" && len(o.Marks) == 0 {
		err = errors.Join(err, workflow.ExecuteActivity(tidying, PruneName, run.Job).Get(ctx, &o.Removed))
	}
	if err != nil {
		o.Left = err.Error()
	}
	o.Job, o.Began, o.Ended, o.Turns = run.Job, run.Began, workflow.Now(ctx), run.Turns
	if o.Error == "" {
		l.Stopped = ""
	}
	l.note(o)
	l.Now = nil
}

// note keeps how the last job of a kind and profile ended.
func (l *lane) note(o Outcome) {
	l.Last = latest(l.Last, o)
	if o.Snapshot != "" && len(o.Marks) == 0 {
		l.Good = latest(l.Good, o)
	}
}

// latest puts an outcome in place of the one before it.
func latest(all []Outcome, o Outcome) []Outcome {
	like := func(old Outcome) bool { return old.Job.Kind == o.Job.Kind && old.Job.Profile == o.Job.Profile }
	return append(slices.DeleteFunc(all, like), o)
}
