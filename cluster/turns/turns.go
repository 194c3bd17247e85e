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
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/listing"
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
	// Beat gives the engine a sign of life for a task, and returns when that is acknowledged. What goes
	// with it is for the worker that takes the task over.
	Beat func(ctx context.Context, task []byte, details ...any) error
	// Give gives a job to a lane.
	Give func(ctx context.Context, lane string, j lane.Job) error
}

// Turn goes on with the draft of a run until its time is spent or all is read and packed. The turn of an
// import lasts until its end.
func (w *Worker) Turn(ctx context.Context, in lane.TurnInput) (lane.TurnResult, error) {
	if in.Job.Kind == lane.ImportKind {
		result, err := w.bringIn(ctx, in)
		return result, explained(err)
	}
	var result lane.TurnResult
	err := w.with(ctx, in.Lane, in.Run, &in.Job, w.sign(ctx), func(ctx context.Context, l *lease, folder string) (err error) {
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

// draft is what turns read, and what is made of it.
type draft interface {
	Turn(ctx context.Context, b listing.Budget) (done bool, err error)
	Close() error
}

// turn reads.
func (w *Worker) turn(ctx context.Context, in lane.TurnInput, l *lease, folder string) (r lane.TurnResult, err error) {
	bot, err := w.Bots.open(ctx, in.Job.Profile, way{pace: in.Pace, lease: l, wait: patience})
	if err != nil {
		return r, err
	}
	d, err := w.draft(ctx, bot, &in, folder, func(p exporter.Progress) { r.Pages, r.Leads = p.Pages, p.Leads })
	if err != nil {
		return r, err
	}
	reading, stop := untilStopped(ctx)
	defer stop()
	r.Done, err = d.Turn(reading, listing.Budget{Time: in.Job.Timing.Turn})
	r.Pace = bot.pacer.State()
	if b, ok := d.(*backup.Draft); ok && err == nil && r.Done {
		err = w.named(ctx, b, in.Job.Profile)
	}
	return r, errors.Join(postpone(&r, err), d.Close())
}

// draft goes on with what stands in the folder.
func (w *Worker) draft(ctx context.Context, b *bot, in *lane.TurnInput, folder string, progress func(exporter.Progress)) (draft, error) {
	if in.Job.Kind == lane.ExportKind {
		if len(in.Files) == 0 {
			if err := w.refuseTaken(ctx, &in.Job); err != nil {
				return nil, err
			}
		}
		return w.openExport(b, &in.Job, folder, progress)
	}
	o, err := w.options(b, &in.Job)
	if err != nil {
		return nil, err
	}
	o.Progress = progress
	return backup.OpenDraft(folder, o)
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
	var err error
	o.Recipients, err = recipients(j)
	return o, err
}

// recipients are who can read what a job makes.
func recipients(j *lane.Job) (all []age.Recipient, err error) {
	for _, text := range j.Recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, problem.Usage(fmt.Sprintf("%q is no recipient of age", text), "give one that begins with age1")
		}
		all = append(all, r)
	}
	return all, nil
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

// sign returns how the turn gives signs of life.
func (w *Worker) sign(ctx context.Context) beat {
	task := activity.GetInfo(ctx).TaskToken
	return func(ctx context.Context) error { return w.Beat(ctx, task) }
}

// with does something while the turn's lease lasts, in the folder of the run.
func (w *Worker) with(ctx context.Context, id, run string, j *lane.Job, b beat, do func(context.Context, *lease, string) error) error {
	folder, done, err := w.Cache.open(id, run)
	if err != nil {
		return err
	}
	defer done()
	held, l, release, err := hold(ctx, j.Timing.Heartbeat, b)
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
