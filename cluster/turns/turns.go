// Package turns is what workers do for the lanes: a turn reads a bot's listings for some seconds and puts what
// it has read into the store, and the last step seals a snapshot of it. Whichever worker does the next one
// goes on with the parts that the lane names.
package turns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
)

// Worker does the turns of many lanes on one machine. All but Identity are needed.
type Worker struct {
	Bots       Bots
	Work       store.Store                                // for what is under way
	Place      func(profile string) (backup.Place, error) // where the snapshots of a profile are kept
	Cache      *Cache
	Compressor *backup.Compressor
	Tool       string // the program, with its version
	// Identity is what parts are encrypted for; nil = they are not. All workers have the same one.
	Identity *age.X25519Identity
	// Beat gives the engine a sign of life for a task, and returns when that is acknowledged.
	Beat func(ctx context.Context, task []byte) error
	// Give gives a job to a lane.
	Give func(ctx context.Context, lane string, j lane.Job) error
}

// Turn goes on with the draft of a run until its time is spent or all is read and packed.
func (w *Worker) Turn(ctx context.Context, in lane.TurnInput) (lane.TurnResult, error) {
	var result lane.TurnResult
	err := w.with(ctx, in.Lane, in.Run, &in.Job, func(ctx context.Context, l *lease, folder string) (err error) {
		p := w.parts(in.Lane, in.Run)
		if err := p.bring(ctx, folder, in.Files); err != nil {
			return err
		}
		if result, err = w.turn(ctx, in, l, folder); err != nil {
			return err
		}
		result.Files, err = p.ship(ctx, folder, in.Files)
		return err
	})
	return result, explained(err)
}

// turn reads.
func (w *Worker) turn(ctx context.Context, in lane.TurnInput, l *lease, folder string) (r lane.TurnResult, err error) {
	bot, err := w.Bots.open(ctx, in.Job.Profile, in.Pace, l)
	if err != nil {
		return r, err
	}
	o, err := w.options(bot, &in.Job)
	if err != nil {
		return r, err
	}
	o.Progress = func(p exporter.Progress) { r.Pages, r.Leads = p.Pages, p.Leads }
	d, err := backup.OpenDraft(folder, o)
	if err != nil {
		return r, err
	}
	reading, stop := untilStopped(ctx)
	defer stop()
	r.Done, err = d.Turn(reading, listing.Budget{Time: in.Job.Timing.Turn})
	r.Pace = bot.pacer.State()
	if err == nil && r.Done {
		err = w.named(ctx, d, in.Job.Profile)
	}
	return r, errors.Join(postpone(&r, err), d.Close())
}

// named gives the snapshot its name before anybody seals it: so a second try finds what the first has made.
func (w *Worker) named(ctx context.Context, d *backup.Draft, profile string) error {
	place, err := w.Place(profile)
	if err == nil {
		_, err = d.Name(ctx, place)
	}
	return err
}

// options are those of the draft.
func (w *Worker) options(b *bot, j *lane.Job) (*backup.Options, error) {
	o := &backup.Options{
		Lister: b.client, BotID: b.client.BotID(), Host: b.client.Host(), Tool: w.Tool,
		Workers: w.Bots.Workers, Lag: w.Bots.Lag, Processors: 1, Compressor: w.Compressor, Lasting: true, Plain: true,
		AllowShrink: j.AllowShrink, AcceptEnd: j.AcceptEnd, Now: time.Now,
	}
	for _, text := range j.Recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, problem.Usage(fmt.Sprintf("%q is no recipient of age", text), "give one that begins with age1")
		}
		o.Recipients = append(o.Recipients, r)
	}
	return o, nil
}

// outage is how long a server that does not answer is left alone.
const outage = 30 * time.Second

// postpone turns an error that time will mend into the time of the next turn: what was read counts.
func postpone(r *lane.TurnResult, err error) error {
	if wait, ok := errors.AsType[*ratelimit.WaitError](err); ok {
		r.Until, r.Trouble = wait.Until, wait.Error()
		return nil
	}
	if down, ok := errors.AsType[*ratelimit.OutageError](err); ok {
		r.Until, r.Trouble = time.Now().Add(outage), down.Error()
		return nil
	}
	if errors.Is(err, errStopping) {
		return nil
	}
	return err
}

var errStopping = errors.New("this worker is being stopped")

// untilStopped returns a context that ends, too, when the worker is to stop.
func untilStopped(ctx context.Context) (context.Context, func()) {
	own, cancel := context.WithCancelCause(ctx)
	go func() {
		cancel(problem.Caught("watching for the end of the worker", func() error {
			select {
			case <-activity.GetWorkerStopChannel(ctx):
				return errStopping
			case <-own.Done():
				return own.Err()
			}
		})())
	}()
	return own, func() { cancel(context.Canceled) }
}

// with does something while the turn's lease lasts, in the folder of the run.
func (w *Worker) with(ctx context.Context, id, run string, j *lane.Job, do func(context.Context, *lease, string) error) error {
	task := activity.GetInfo(ctx).TaskToken
	folder, done, err := w.Cache.open(id, run)
	if err != nil {
		return err
	}
	defer done()
	held, l, release, err := hold(ctx, j.Timing.Heartbeat, func(ctx context.Context) error { return w.Beat(ctx, task) })
	if err != nil {
		return err
	}
	defer release()
	err = do(held, l, folder)
	if cause := context.Cause(held); err != nil && temporal.IsCanceledError(cause) {
		return cause
	}
	return err
}

func (w *Worker) parts(id, run string) *parts {
	return &parts{store: w.Work, prefix: prefix(id, run), identity: w.Identity}
}

// explained is an error as the engine takes it: what another attempt would not mend is marked.
func explained(err error) error {
	if err == nil || temporal.IsCanceledError(err) {
		return err
	}
	text := err.Error()
	if fix := problem.Remedy(err); fix != "" {
		text += "; " + fix
	}
	code := problem.ExitCode(err)
	final := code == problem.ExitUsage || code == problem.ExitAuth || convertalk.IsKind(err, convertalk.Refused) || convertalk.IsKind(err, convertalk.Redirect)
	if final {
		return temporal.NewNonRetryableApplicationError(text, lane.RefusedReason, nil)
	}
	return temporal.NewApplicationError(text, "trouble")
}
