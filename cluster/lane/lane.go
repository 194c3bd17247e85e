// Package lane is what the engine remembers: for each token a workflow that does the jobs of its profiles one
// after the other, turn by turn, whichever worker does the turns.
//
// A lane is deterministic: it reads no clock and no file of its own. It holds who the next turn goes on
// from: the parts of the draft that count, and all that is known of the server's pace.
package lane

import (
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"
)

const (
	// limit is how long a job may take: a listing that is read longer says too little of the bot.
	limit = 12 * time.Hour
	// mostTurns is how many turns one history holds: each has some ten events.
	mostTurns = 500
)

type lane struct {
	State
	id      string
	jobs    workflow.ReceiveChannel
	cancels workflow.ReceiveChannel
	given   bool                // the job under way is given up
	stop    workflow.CancelFunc // of what is waited for; nil if nothing is
	turns   int                 // in this history
}

var errGivenUp = errors.New("it was cancelled")

// Lane does jobs as they come, for ever. It ends only when the workflow itself is cancelled.
func Lane(ctx workflow.Context, s State) error {
	info := workflow.GetInfo(ctx)
	l := &lane{
		State: s, id: info.WorkflowExecution.ID,
		jobs: workflow.GetSignalChannel(ctx, JobSignal), cancels: workflow.GetSignalChannel(ctx, CancelSignal),
	}
	if err := workflow.SetQueryHandler(ctx, StatusQuery, func() (State, error) { return l.State, nil }); err != nil {
		return err
	}
	for {
		l.hear()
		switch {
		case ctx.Err() != nil:
			l.giveUp(Cancel{})
			for own, _ := workflow.NewDisconnectedContext(ctx); l.Now != nil; {
				l.step(own)
			}
			return ctx.Err()
		case info.GetContinueAsNewSuggested() || l.turns >= mostTurns:
			return workflow.NewContinueAsNewError(ctx, Lane, l.State)
		case l.Now != nil:
			l.step(ctx)
		case len(l.Drop) > 0:
			l.tidy(ctx)
		case len(l.Waiting) > 0:
			l.begin(ctx)
		default:
			l.idle(ctx)
		}
	}
}

// hear takes the signals that have come.
func (l *lane) hear() {
	var job Job
	for l.jobs.ReceiveAsync(&job) {
		l.enlist(job)
		job = Job{}
	}
	var c Cancel
	for l.cancels.ReceiveAsync(&c) {
		l.giveUp(c)
		c = Cancel{}
	}
}

// enlist lets a job wait, unless one like it waits already.
func (l *lane) enlist(j Job) {
	if i := slices.IndexFunc(l.Waiting, func(w Job) bool { return w.IsLike(&j) }); i >= 0 {
		l.Waiting[i] = j
		return
	}
	l.Waiting = append(l.Waiting, j)
}

// giveUp drops the jobs that are meant.
func (l *lane) giveUp(c Cancel) {
	l.Waiting = slices.DeleteFunc(l.Waiting, func(j Job) bool {
		if c.concerns(&j) {
			l.drop(&j)
			return true
		}
		return false
	})
	if l.Now != nil && l.Now.Failed == "" && c.concerns(&l.Now.Job) {
		l.given = true
		if l.stop != nil {
			l.stop()
		}
	}
}

// idle waits for a signal.
func (l *lane) idle(ctx workflow.Context) {
	workflow.NewSelector(ctx).AddReceive(l.jobs, l.take).AddReceive(l.cancels, l.cancel).AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {}).Select(ctx)
}

func (l *lane) take(c workflow.ReceiveChannel, _ bool) {
	var j Job
	if c.ReceiveAsync(&j) {
		l.enlist(j)
	}
}

func (l *lane) cancel(c workflow.ReceiveChannel, _ bool) {
	var given Cancel
	if c.ReceiveAsync(&given) {
		l.giveUp(given)
	}
}

// await waits for what begin begins, and hears signals meanwhile. One that gives the job up cancels it.
func (l *lane) await(ctx workflow.Context, begin func(workflow.Context) workflow.Future, result any) error {
	own, stop := workflow.WithCancel(ctx)
	defer stop()
	l.stop = stop
	defer func() { l.stop = nil }()
	awaited := begin(own)
	s := workflow.NewSelector(ctx)
	s.AddFuture(awaited, func(workflow.Future) {}).AddReceive(l.jobs, l.take).AddReceive(l.cancels, l.cancel)
	for !awaited.IsReady() {
		s.Select(ctx)
	}
	return awaited.Get(ctx, result)
}
