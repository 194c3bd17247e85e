package turns

import (
	"context"
	"errors"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/cluster/lane"
)

// Seal puts what a run made into the store: the snapshot, the file of an export, or the report of an
// import. If an earlier attempt has made the snapshot, that is the one.
func (w *Worker) Seal(ctx context.Context, in lane.SealInput) (r lane.SealResult, err error) {
	err = w.with(ctx, in.Lane, in.Run, &in.Job, w.sign(ctx), func(ctx context.Context, l *lease, folder string) (err error) {
		if in.Job.Kind == lane.ImportKind {
			if folder, err = reportIn(folder); err != nil {
				return err
			}
		}
		if err := w.parts(in.Lane, in.Run).bring(ctx, folder, in.Files); err != nil {
			return err
		}
		switch in.Job.Kind {
		case lane.ExportKind:
			r, err = w.sealExport(ctx, &in.Job, folder)
		case lane.ImportKind:
			r, err = w.sealImport(ctx, &in, folder)
		default:
			r, err = w.sealBackup(ctx, &in.Job, l, folder)
		}
		return err
	})
	return r, explained(err)
}

// sealBackup makes the snapshot.
func (w *Worker) sealBackup(ctx context.Context, j *lane.Job, l *lease, folder string) (lane.SealResult, error) {
	made, err := w.seal(ctx, j, l, folder)
	if err != nil {
		return lane.SealResult{}, err
	}
	m := &made.Manifest
	r := lane.SealResult{Snapshot: made.Name, Leads: m.Leads, Chats: m.Chats}
	for _, mark := range m.Marks {
		r.Marks = append(r.Marks, string(mark))
	}
	return r, nil
}

var errDraft = errors.New("the draft is not what was read: another version of the program runs on this worker, or its clock is wrong")

func (w *Worker) seal(ctx context.Context, j *lane.Job, l *lease, folder string) (s backup.Snapshot, err error) {
	place, err := w.Place(j.Profile)
	if err != nil {
		return s, err
	}
	older, err := backup.List(ctx, place)
	if err != nil {
		return s, err
	}
	bot, err := w.Bots.open(ctx, j.Profile, way{lease: l, wait: patience})
	if err != nil {
		return s, err
	}
	o, err := w.options(bot, j)
	if err != nil {
		return s, err
	}
	d, err := backup.OpenDraft(folder, o)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if !d.Packed() {
		return s, errDraft
	}
	name, err := d.Name(ctx, place)
	if err != nil {
		return s, err
	}
	for i := range older {
		if older[i].Name == name && older[i].Damage == nil {
			return older[i], nil
		}
	}
	return d.Seal(ctx, place, older)
}

// Prune removes the snapshots of a profile that the policy of the job does not keep, and returns their
// number.
func (w *Worker) Prune(ctx context.Context, j lane.Job) (removed int, err error) {
	place, err := w.Place(j.Profile)
	if err != nil {
		return 0, explained(err)
	}
	held, err := backup.Hold(ctx, place, time.Minute)
	if err != nil {
		return 0, explained(err)
	}
	all, err := backup.List(ctx, held)
	if err == nil {
		removed, err = held.Prune(ctx, j.Keep.Decide(all, time.Now()))
	}
	return removed, explained(errors.Join(err, held.Release()))
}

// Discard removes what the turns of a run have put into the store.
func (w *Worker) Discard(ctx context.Context, in lane.DiscardInput) error {
	var err error
	if in.Run != "" {
		err = errors.Join(w.Cache.forget(in.Lane), w.parts(in.Lane, in.Run).discard(ctx))
	}
	if in.Folder != "" {
		input := parts{store: w.Work, prefix: in.Folder}
		err = errors.Join(err, input.discard(ctx))
	}
	return explained(err)
}
