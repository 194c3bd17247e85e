package web

import (
	"context"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/lead"
)

// launch starts a job of a work with the connection to its bot.
func (s *Site) launch(w *work, p phase, do func(context.Context, *settings.Connection) error) {
	s.works.start(w, p, func(ctx context.Context) error {
		c, err := s.bots.connection(w.Bot)
		if err != nil {
			return err
		}
		return do(ctx, c)
	})
}

// options are those of the import of a work, as its words say.
func (s *Site) options(w *work, c *settings.Connection) (*importer.Options, error) {
	w.mu.Lock()
	words := w.words
	w.mu.Unlock()
	o := &importer.Options{Command: "import", Workers: c.Workers, Next: nextOnPage}
	o.Input.Name = w.input
	if err := apply(words, o, c.Chosen); err != nil {
		return nil, err
	}
	return o, input.Find(o, "")
}

// nextOnPage names the way on that the page offers, where the command line would name a command.
func nextOnPage(way importer.Way) string {
	return map[importer.Way]string{
		importer.ToResume: quoted("Resume"), importer.ToStartOver: quoted("Import another file"), importer.ToUndo: quoted("Undo"),
		importer.ToPlanAnew: quoted("Show what would change"), importer.ToRunAgain: quoted("Show what would change"),
		importer.ToAllowMore: quoted(labels()["max-errors"]), importer.ToSend: quoted("Send"),
	}[way]
}

// read reads the file of a work, and shows what its columns mean.
func (s *Site) read(w *work) {
	s.launch(w, reading, func(ctx context.Context, c *settings.Connection) error {
		o, err := s.options(w, c)
		if err != nil {
			w.update(func() { w.found = w.refused(err) })
			return nil
		}
		t := &watcher{w: w, ctx: ctx}
		t.run = &job.Run{Command: "check", Job: o, Watcher: t, Start: time.Now()}
		o.Temp = t.run.Temps.Make
		defer t.run.Close()
		if err := input.Open(ctx, &o.Input, nil, o.Temp); err != nil {
			return err
		}
		_, err = importer.Check(ctx, *o, t.run)
		found := &found{}
		switch {
		case err == nil:
			found = findings(t.run.Rows)
		case ctx.Err() != nil:
			return err
		default:
			found = w.refused(err)
		}
		w.update(func() { w.found = found })
		return nil
	})
}

// plans begins an import: it reads the bot's leads, shows what would change, and waits for the answer.
func (s *Site) plans(w *work, resume bool) {
	s.launch(w, planning, func(ctx context.Context, c *settings.Connection) error {
		o, err := s.options(w, c)
		if err != nil {
			return err
		}
		o.Resume = resume
		return s.conduct(ctx, w, c, o, report.Options{Base: w.reportBase()}, func(r *job.Run) (*result, error) {
			sum, err := r.Import(ctx, nil, nil)
			if sum != nil && sum.End == importer.EndedUnsent && sum.Rejected+sum.Skipped > 0 && r.Rows != nil {
				return nil, w.unsendable(r.Rows, err)
			}
			return resultOf(sum, "Imported"), err
		})
	})
}

// restores begins a restore, which is planned and asked for as an import is.
func (s *Site) restores(w *work, resume bool) {
	s.launch(w, planning, func(ctx context.Context, c *settings.Connection) error {
		snapshot, err := s.snapshotOf(ctx, w)
		if err != nil {
			return err
		}
		o := job.RestoreOptions()
		if err := applyToRestore(w.words, &o); err != nil {
			return err
		}
		o.Command, o.Workers, o.Resume, o.Next = "backup restore", c.Workers, resume, nextOnPage
		o.Input.Name, o.Path = snapshot.Path, string(job.FromRoot(snapshot.Path))
		if err := input.Snapshot(ctx, &o.Input, snapshot, lead.TypeLead, s.o.Identities); err != nil {
			return err
		}
		return s.conduct(ctx, w, c, &o, report.Options{Base: w.reportBase()}, func(r *job.Run) (*result, error) {
			if of := snapshot.Manifest.BotID; of != r.Conn.BotID {
				return nil, problem.Guard("the snapshot is of bot "+of+", not of bot "+r.Conn.BotID, "choose the bot of the snapshot on the page Backups")
			}
			sum, err := r.Restore(ctx)
			return resultOf(sum, "Restored"), err
		})
	})
}

// unsendable shows once more how the file was read, when no row of it can be sent like that.
func (w *work) unsendable(rows *check.Result, err error) error {
	again := findings(rows)
	w.update(func() { w.found = again })
	if err == nil {
		err = problem.Usage("no row can be sent like this, and nothing was sent", "see below what is wrong, or choose what the columns and statuses mean")
	}
	return err
}

// takesBack begins an undo.
func (s *Site) takesBack(w *work, resume bool) {
	s.launch(w, planning, func(ctx context.Context, c *settings.Connection) error {
		folder, of, err := report.Undone(w.input, false)
		if err != nil {
			return err
		}
		defer folder.Drop()
		o := &importer.Options{Command: "undo", Workers: c.Workers, Resume: resume, Next: nextOnPage}
		o.Input.Name = w.input
		o.Rules = of.Header.Header.Rules
		where := report.Options{Base: w.input + job.UndoEnding}
		if resume {
			where.Named = w.report
		}
		return s.conduct(ctx, w, c, o, where, func(r *job.Run) (*result, error) {
			sum, err := r.Undo(ctx, of)
			return resultOfUndo(sum), err
		})
	})
}

// conduct connects a job to its bot and to the page, and does it.
func (s *Site) conduct(
	ctx context.Context, w *work, c *settings.Connection, o *importer.Options, where report.Options, do func(*job.Run) (*result, error),
) error {
	t := &watcher{w: w, ctx: ctx}
	t.run = &job.Run{Command: o.Command, Job: o, Watcher: t, State: s.stateOf(w.Bot), Start: time.Now()}
	o.Temp = t.run.Temps.Make
	if err := t.run.Connect(ctx, c); err != nil {
		return err
	}
	w.update(func() { w.pace = job.PaceOf(t.run.Server) })
	release, err := t.run.Hold(c, "plan it again here")
	if err != nil {
		return err
	}
	defer release()
	if err := t.run.OpenReport(where); err != nil {
		return err
	}
	defer t.run.Close()
	w.update(func() { w.report = t.run.Temps.Folder.Path() })
	result, err := do(t.run)
	if result == nil {
		return err
	}
	if err != nil {
		result.Failure = w.failed(err)
	}
	w.update(func() {
		if w.result, w.phase = result, ended; !result.Finished {
			w.phase = stopped
		}
	})
	return nil
}

// stateOf is where runs of a bot are noted. Those of the simulated one are no history.
func (s *Site) stateOf(b bot) string {
	if b.Rehearsal {
		return filepath.Join(s.folder, "sandbox")
	}
	return s.o.State
}
