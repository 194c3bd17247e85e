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
	job.fill()
	l.Now = &Run{Job: job, Name: fmt.Sprintf("%s-%d", workflow.GetInfo(ctx).FirstRunID, l.Runs), Began: workflow.Now(ctx)}
	l.given = false
}

// step does one thing for the job under way: a wait, a turn or the seal.
func (l *lane) step(ctx workflow.Context) {
	run := l.Now
	var err error
	switch wait := run.Until.Sub(workflow.Now(ctx)); {
	case run.Failed != "":
		err = l.seal(ctx)
	case workflow.Now(ctx).Sub(run.Began) >= limit:
		err = fmt.Errorf("it was not done after %v%s", limit, after(run.Trouble))
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
		l.fail(ctx, errGivenUp)
	case err != nil:
		l.fail(ctx, err)
	}
}

// fail ends the run, unless it is an import that may have sent something: then its report is put into the
// store first.
func (l *lane) fail(ctx workflow.Context, err error) {
	run := l.Now
	if timeout, ok := errors.AsType[*temporal.TimeoutError](err); ok && timeout.HasLastHeartbeatDetails() {
		var last Sign
		if timeout.LastHeartbeatDetails(&last) == nil && len(last.Files) > 0 {
			run.Files = last.Files
		}
	}
	if run.Job.Kind != ImportKind || len(run.Files) == 0 || run.Done || run.Failed != "" {
		l.end(ctx, err)
		return
	}
	run.Failed, run.Refused = reason(err)
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
		ScheduleToCloseTimeout: max(packing, limit-workflow.Now(ctx).Sub(run.Began)),
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
	most := run.Job.Timing.Turn + packing
	if run.Job.Kind == ImportKind {
		most = limit
	}
	err := l.await(ctx, func(own workflow.Context) workflow.Future {
		own = l.options(own, most, fmt.Sprintf("turn %d", run.Turns))
		return workflow.ExecuteActivity(own, TurnName, TurnInput{l.id, run.Name, run.Job, run.Files, l.Pace})
	}, &result)
	if err != nil {
		return err
	}
	l.Pace = result.Pace
	run.Files, run.Done, run.Pages, run.Leads = result.Files, result.Done, result.Pages, result.Leads
	run.Until, run.Trouble = result.Until, result.Trouble
	run.Failed, run.Refused = result.Failed, result.Refused
	return nil
}

// seal puts what was made into the store, and ends the run.
func (l *lane) seal(ctx workflow.Context) error {
	run := l.Now
	l.turns++
	var made SealResult
	err := l.await(ctx, func(own workflow.Context) workflow.Future {
		return workflow.ExecuteActivity(l.options(own, packing, "seal"), SealName, SealInput{l.id, run.Name, run.Began, run.Job, run.Files})
	}, &made)
	if err != nil {
		return err
	}
	l.conclude(ctx, Outcome{
		Snapshot: made.Snapshot, File: made.File, Leads: made.Leads, Chats: made.Chats, Rows: made.Rows, Marks: made.Marks, Error: run.Failed,
	})
	if run.Refused {
		l.refuse(ctx, run.Failed)
	}
	return nil
}
