package turns

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// importPatience is how long an import waits because the server says so, or does not answer. To go on
// after a longer wait it has to read the bot's leads again.
const importPatience = time.Minute

// bringIn does an import, or goes on with it. What is known of the report of an earlier attempt stands in its
// last sign of life.
func (w *Worker) bringIn(ctx context.Context, in lane.TurnInput) (r lane.TurnResult, err error) {
	s := &signs{beat: w.Beat, task: activity.GetInfo(ctx).TaskToken, last: lane.Sign{Files: in.Files}}
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &s.last); err != nil {
			return r, err
		}
	}
	err = w.with(ctx, in.Lane, in.Run, &in.Job, s.give, func(ctx context.Context, l *lease, folder string) (err error) {
		own, err := reportIn(folder)
		if err != nil {
			return err
		}
		k := &kept{store: w.parts(in.Lane, in.Run), path: own, signs: s, lease: l, ctx: ctx}
		if err := k.store.bring(ctx, own, s.files()); err != nil {
			return err
		}
		if r, err = w.doImport(ctx, &in, k, folder); err != nil {
			return err
		}
		r.Files, err = k.store.ship(ctx, own, s.files())
		return err
	})
	return r, err
}

// reportIn makes the folder of the report in that of a run.
func reportIn(folder string) (string, error) {
	path := filepath.Join(folder, "report")
	return path, os.MkdirAll(path, 0o700)
}

// errCancelled is the end of an import that is given up. What was sent by then stays in its report.
var errCancelled = errors.New("it was cancelled")

// doImport imports while the lease lasts.
func (w *Worker) doImport(ctx context.Context, in *lane.TurnInput, k *kept, folder string) (r lane.TurnResult, err error) {
	bot, err := w.Bots.open(ctx, in.Job.Profile, way{pace: in.Pace, lease: k.lease, writes: true, wire: in.Job.Import.Rules.Wire, wait: importPatience})
	if err != nil {
		return r, err
	}
	running, stop := untilStopped(ctx)
	defer stop()
	running, cancel := context.WithCancelCause(running)
	defer cancel(nil)
	k.signs.whenCancelled(func() { cancel(errCancelled) })
	s, err := w.runImport(running, bot, in, k, folder)
	r.Pace, r.Leads = bot.pacer.State(), k.signs.done()
	if cause := context.Cause(ctx); cause != nil { // the turn is not ours any more
		return r, cause
	}
	return r, k.concluded(&r, s, err)
}

// concluded says how an import ended: it is done, another attempt or time will mend it, or its report says
// how far it came.
func (k *kept) concluded(r *lane.TurnResult, s *importer.Summary, err error) error {
	if err == nil {
		r.Done = true
		return nil
	}
	cancelled, code := errors.Is(err, errCancelled), problem.ExitCode(err)
	if !cancelled && postpone(r, err) == nil {
		return nil
	}
	_, fault := errors.AsType[*problem.Panic](err)
	refused := isRefusal(err) && code != problem.ExitUsage // that is a file that cannot be imported
	switch sent := report.MaySent(k.path); {
	case cancelled && !sent:
		return temporal.NewCanceledError()
	case code == problem.ExitFailed && !cancelled && !fault && !refused:
		return err
	case sent || s != nil:
		r.Failed, r.Refused = said(err), refused
		return nil
	case refused:
		return err
	}
	return failed(err)
}

// runImport imports, or resumes the import whose report stands in the folder.
func (w *Worker) runImport(ctx context.Context, b *bot, in *lane.TurnInput, k *kept, folder string) (_ *importer.Summary, err error) {
	own, resumed, err := report.Open(report.Options{Named: k.path, Resume: true})
	if err != nil {
		return nil, err
	}
	defer own.Close()
	k.Folder = own
	own.NameAfter(in.Job.Import.Name, true)
	temps := report.Temps{Folder: own}
	defer temps.Remove()
	o, err := w.importOptions(ctx, in, folder, &temps)
	if err != nil {
		return nil, err
	}
	o.Resume = resumed
	conn := importer.Connection{
		Host: b.client.Host(), BotID: b.client.BotID(), Upserter: b.client, Stats: b.client.Stats,
		Listing: &listing.Reader{
			Lister: b.client, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: w.Bots.Workers, Lag: w.Bots.Lag, AcceptEnd: in.Job.AcceptEnd,
		},
	}
	return importer.Import(ctx, *o, conn, k, quiet{k.signs})
}

// importOptions brings the file to this machine, and says how it is read.
func (w *Worker) importOptions(ctx context.Context, in *lane.TurnInput, folder string, temps *report.Temps) (*importer.Options, error) {
	i, path := in.Job.Import, filepath.Join(folder, "input")
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	of := parts{store: w.Work, identity: w.Identity}
	if err := of.bring(ctx, path, []lane.File{{Name: i.Name, Parts: i.Parts}}); err != nil {
		return nil, err
	}
	o := &importer.Options{
		Command: "import", Format: i.Format, Rules: i.Rules, Profile: in.Job.Profile, AllowUnverified: i.AllowUnverified, Yes: true,
		Canary: i.Canary, Verify: i.Verify, Sure: true, Workers: w.Bots.Workers, MaxErrors: i.MaxErrors, Temp: temps.Make,
		Input: source.Input{Name: filepath.Join(path, i.Name), RawCells: i.RawCells, Dialect: i.Dialect, Head: i.Head, Sheet: i.Sheet},
	}
	o.Rules.Assignments, o.Rules.Kept, o.Rules.DuplicatesChosen = i.Assignments, i.Kept, i.DuplicatesChosen
	if err := input.Find(o, ""); err != nil {
		return nil, err
	}
	err := input.Open(ctx, &o.Input, nil, temps.Make)
	o.Input.Name = i.Name // where it stands on this machine means nothing to anybody
	return o, err
}

// sealImport puts the report into the store.
func (w *Worker) sealImport(ctx context.Context, in *lane.SealInput, folder string) (r lane.SealResult, err error) {
	r.File = fmt.Sprintf("%s%s/%s", lane.Imports, in.Job.Profile, in.Began.UTC().Format("2006-01-02T150405.000Z"))
	for i := range in.Files {
		name := in.Files[i].Name
		if _, err := w.deliver(ctx, &in.Job, r.File+"/"+name, filepath.Join(folder, name)); err != nil {
			return r, err
		}
	}
	r.Rows, err = rowsOf(filepath.Join(folder, importer.SummaryFile))
	return r, err
}

// PutInput puts the file that an import of a lane will read into the store, below a folder of its own, for
// the identity of the cluster, nil for nobody's.
func PutInput(ctx context.Context, to store.Store, identity *age.X25519Identity, id, path string) (folder string, all []lane.Part, err error) {
	p := parts{store: to, identity: identity, prefix: prefix(id, "input-"+strings.ToLower(rand.Text()))}
	all, err = p.shipFile(ctx, path, nil)
	return p.prefix, all, err
}
