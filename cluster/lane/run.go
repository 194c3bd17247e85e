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

// end ends the run without anything that it made.
func (l *lane) end(ctx workflow.Context, err error) {
	text, refused := reason(err)
	l.conclude(ctx, Outcome{Error: text})
	if refused {
		l.refuse(ctx, text)
	}
}

// reason is an error for people. refused: another job would not fare better.
func reason(err error) (text string, refused bool) {
	if failed, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return failed.Message(), failed.Type() == RefusedReason
	}
	return err.Error(), false
}

// refuse ends all jobs that wait: they have the token of the one that the server refused.
func (l *lane) refuse(ctx workflow.Context, text string) {
	l.Stopped = text
	for _, job := range l.Waiting {
		l.drop(&job)
		l.note(Outcome{Job: job, Ended: workflow.Now(ctx), Error: "not begun: " + text})
	}
	l.Waiting = nil
}

// conclude removes what is not needed any more and notes how the run ended.
func (l *lane) conclude(ctx workflow.Context, o Outcome) {
	run := l.Now
	l.given = false
	own := tidying(ctx)
	discarded := DiscardInput{Lane: l.id, Run: run.Name}
	if run.Job.Import != nil {
		discarded.Folder = run.Job.Import.Folder
	}
	err := workflow.ExecuteActivity(own, DiscardName, discarded).Get(ctx, nil)
	if run.Job.Keep != nil && o.Snapshot != "" && len(o.Marks) == 0 {
		err = errors.Join(err, workflow.ExecuteActivity(own, PruneName, run.Job).Get(ctx, &o.Removed))
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

// tidying are the options of activities that remove what is not needed any more.
func tidying(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumAttempts: 8},
	})
}

// drop notes that the file of a job that was not begun is not needed any more.
func (l *lane) drop(j *Job) {
	if j.Import != nil {
		l.Drop = append(l.Drop, j.Import.Folder)
	}
}

// tidy removes such files. What cannot be removed is left to the store's own rules.
func (l *lane) tidy(ctx workflow.Context) {
	folder := l.Drop[0]
	l.Drop = l.Drop[1:]
	err := workflow.ExecuteActivity(tidying(ctx), DiscardName, DiscardInput{Lane: l.id, Folder: folder}).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Warn("a file that no import reads was left in the store", "folder", folder, "error", err)
	}
}

// note keeps how a job ended.
func (l *lane) note(o Outcome) {
	l.Last = append(keep(l.Last, &o, mostOutcomes-1), o)
	if o.Snapshot != "" && len(o.Marks) == 0 {
		l.Good = append(keep(l.Good, &o, 0), o)
	}
}

// mostOutcomes is how many jobs of one kind and profile a lane remembers.
const mostOutcomes = 5

// keep drops the outcome of a job that is like a new one, and of those of its kind and profile all but
// the newest.
func keep(all []Outcome, o *Outcome, most int) (kept []Outcome) {
	for _, old := range slices.Backward(all) {
		switch {
		case old.Job.Kind != o.Job.Kind || old.Job.Profile != o.Job.Profile:
		case old.Job.IsLike(&o.Job) || most == 0:
			continue
		default:
			most--
		}
		kept = append(kept, old)
	}
	slices.Reverse(kept)
	return kept
}
