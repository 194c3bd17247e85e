package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

func (a *app) backupRestoreCommand() *cobra.Command {
	o := importFlags{job: job.RestoreOptions()}
	var keys flags.Identities
	var otherBot bool
	take := exactly("restore needs one snapshot",
		"leadferry backup list shows them; for example: leadferry backup restore backups/2026-11-23T030811Z", &o.job.Input.Name)
	run := func(ctx context.Context) error { return a.restore(ctx, &o, &keys, otherBot) }
	return command("backup_restore", take, run, keys.Add, o.Following.Add, o.Connection.Add, a.talkFlags, func(f *pflag.FlagSet) {
		o.look.flags(f, &o.job)
		flags.Blank(f, &o.job.Rules.Blank)
		flags.Filter(f, &o.job.Rules.Filter)
		flags.Wire(f, &o.job.Rules.Wire)
		flags.AllowUnverified(f, &o.job)
		flags.AcceptEnd(f, &o.acceptEnd)
		f.BoolVar(&otherBot, "other-bot", false, "write to a bot other than the snapshot's")
		flags.Send(f, &o.job)
		o.reportFlags(f)
	})
}

// restore runs the command: an import with a plan, of records that the platform made itself.
func (a *app) restore(ctx context.Context, o *importFlags, keys *flags.Identities, otherBot bool) error {
	ids, err := keys.Load()
	if err != nil {
		return err
	}
	j := &o.job
	s, err := a.namedSnapshot(ctx, j.Input.Name)
	if err != nil {
		return err
	}
	if err := input.Snapshot(ctx, &j.Input, &s, lead.TypeLead, ids); err != nil {
		return err
	}
	if err := o.check(a); err != nil {
		return err
	}
	if err := a.unasked(j); err != nil {
		return err
	}
	return a.write(ctx, o, hook.Run{Snapshot: j.Input.Name}, func(w *writing) error { return w.restore(ctx, &s, otherBot) })
}

// restore writes the leads of a snapshot.
func (w *writing) restore(ctx context.Context, s *backup.Snapshot, otherBot bool) error {
	j := &w.o.job
	if !otherBot && s.Manifest.BotID != w.run.Conn.BotID {
		return problem.Guard(fmt.Sprintf("the snapshot is of bot %s, not of bot %s", s.Manifest.BotID, w.run.Conn.BotID),
			"use the settings of that bot, or add --other-bot to write its leads to this one")
	}
	j.Path = string(job.FromRoot(j.Input.Name))
	if err := w.openReport(s.Name + ".restore"); err != nil {
		return err
	}
	defer w.close()
	summary, err := w.run.Restore(ctx)
	return w.end(summary, err)
}
