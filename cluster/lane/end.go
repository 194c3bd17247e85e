package lane

import (
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

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
