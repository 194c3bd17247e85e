package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/sheet"
)

// sinceFlags say that only leads are written that are new or changed, and since when.
type sinceFlags struct {
	last     bool
	name     string // of the mark
	snapshot string
	keys     flags.Identities
}

func (s *sinceFlags) flags(f *pflag.FlagSet) {
	f.BoolVar(&s.last, "since-last", false, "only leads that are new or changed since the last export of this FILE with --since-last")
	f.StringVar(&s.name, "mark", "", "the same where FILE has a new name each time: since the last export with this mark")
	f.StringVar(&s.snapshot, "since-snapshot", "", "only leads that are new or changed since a snapshot, or since the newest good one of a backup folder")
	s.keys.Add(f)
}

// check refuses flags that exclude each other.
func (s *sinceFlags) check(file string) error {
	switch s.last = s.last || s.name != ""; {
	case s.last && s.snapshot != "":
		return problem.Usage("--since-last and --since-snapshot cannot be used together", "leave out one of them")
	case s.last && file == target.Stdout:
		return problem.Usage("--since-last needs a file: nothing tells leadferry whether leads written to standard output have arrived", "name a file, or compare with a backup: --since-snapshot DIR")
	}
	return nil
}

// unread says of a file that is in the way that what it holds comes in no later one.
func (s *sinceFlags) unread(file string, err error) error {
	if !s.last || !errors.Is(err, fs.ErrExist) {
		return err
	}
	return problem.Usage(file+" exists already, and no later export repeats the leads in it",
		"move it away once you have used it, or give each file a name of its own, such as new-1.csv, and add: --mark NAME")
}

// since is what an export is compared with. A nil since is nothing.
type since struct {
	held     *target.Target // the mark's
	mark     *target.Mark
	head     target.MarkHead
	baseline *backup.Baseline
}

// openSince opens what the export is compared with, and tells the engine. The caller calls close.
func (a *app) openSince(ctx context.Context, o *exportOptions, held *target.Target) (s *since, err error) {
	e := &o.engine
	switch {
	case o.since.last:
		s = &since{head: target.MarkHead{Note: o.note(&exporter.Summary{}), Columns: e.Columns, Format: "rows"}}
		if e.Format == sheet.Raw {
			s.head.Format = "raw"
		}
		if s.held, err = held.HoldMark(o.since.name); err != nil {
			return nil, err
		}
		if s.mark, err = s.held.OpenMark(&s.head); err != nil {
			s.held.Release()
			return nil, err
		}
		e.Since = s.mark.Since()
	case o.since.snapshot != "":
		s = new(since)
		if s.baseline, err = a.openBaseline(ctx, o); err != nil {
			return nil, err
		}
		e.Since = s.baseline.Since()
	}
	return s, nil
}

// openBaseline reads the snapshot that the export is compared with.
func (a *app) openBaseline(ctx context.Context, o *exportOptions) (*backup.Baseline, error) {
	ids, err := o.since.keys.Load()
	if err != nil {
		return nil, err
	}
	s, err := a.goodSnapshot(ctx, o.since.snapshot)
	if err != nil {
		return nil, err
	}
	if m := &s.Manifest; m.BotID != o.engine.BotID {
		return nil, problem.Guard(fmt.Sprintf("the snapshot %s is of bot %s, not of bot %s", s.Path, m.BotID, o.engine.BotID), "name a backup of this bot")
	}
	b, err := backup.NewBaseline(ctx, s, ids, &o.engine)
	if errors.Is(err, backup.ErrNoIdentity) {
		return nil, problem.Usage(s.Path+" is encrypted", "add --age-identity FILE")
	}
	return b, err
}

func (s *since) close() {
	if s != nil && s.mark != nil {
		s.mark.Close()
		s.held.Release()
	}
}

// guard refuses a listing that has lost many leads since then.
func (s *since) guard(now target.Note) error {
	if s == nil || s.mark == nil {
		return nil
	}
	return s.mark.Guard(now)
}

// moveOn notes what was written, now that the file stands.
func (s *since) moveOn(file string, now target.Note) error {
	if s == nil || s.mark == nil {
		return nil
	}
	s.head.Note = now
	if err := s.mark.Commit(s.head); err != nil {
		return fmt.Errorf("%s is written, but the next export will write these leads once more: %w", file, err)
	}
	return nil
}

// found says what the comparison found.
func (s *since) found(ctx context.Context, o *exportOptions, sum *exporter.Summary) (d *summary.Delta, err error) {
	if s == nil {
		return nil, nil
	}
	d = &summary.Delta{New: sum.Delta.New, Changed: sum.Delta.Changed, Unchanged: sum.Delta.Unchanged, Left: sum.Delta.Left}
	if sum.Verified {
		d.Deleted = &sum.Delta.Deleted
	}
	if s.baseline != nil {
		d.Snapshot, d.Time = s.baseline.Snapshot.Path, s.baseline.Snapshot.Time
		d.DeletedLeads, err = s.baseline.Deleted(ctx)
		return d, err
	}
	d.First, d.Time, d.Mark = s.mark.First, s.mark.Head.Written, o.since.name
	d.OtherColumns = !s.mark.SameColumns(&s.head)
	d.OtherFilter = !s.mark.First && !s.mark.Head.Filter.Equal(o.engine.Filter)
	return d, nil
}

// goodSnapshot opens a snapshot, or the newest good one of a backup folder.
func (a *app) goodSnapshot(ctx context.Context, address string) (*backup.Snapshot, error) {
	_, name := parent(address)
	if _, ok := store.ParseName(name); !ok {
		return a.newestSnapshot(ctx, address)
	}
	one, err := a.namedSnapshot(ctx, address)
	return &one, err
}
