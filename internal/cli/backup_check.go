package cli

import (
	"context"
	"fmt"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// checkBackupOptions are the flags of backup check.
type checkBackupOptions struct {
	flags.Identities
	bots   flags.Profiles
	folder string
}

func (a *app) backupCheckCommand() *cobra.Command {
	var o checkBackupOptions
	run := func(ctx context.Context) error {
		ids, err := o.Load()
		if err != nil {
			return err
		}
		if o.bots.Every {
			return a.checkAllBackups(ctx, &o, ids)
		}
		out, err := a.checkBackups(ctx, o.folder, ids)
		if err != nil {
			return err
		}
		return end(a, out, out.Done(a))
	}
	cmd := command("backup_check", oneFolder(&o.folder), run, o.Identities.Add, a.jsonFlag, a.quietFlag, o.bots.Add)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.bots.Check() }
	return cmd
}

// checkAllBackups checks the snapshots of every profile.
func (a *app) checkAllBackups(ctx context.Context, o *checkBackupOptions, ids []age.Identity) error {
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (out summary.Check, line summary.Line, err error) {
		if out, err = bot.checkBackups(ctx, within(o.folder, p.Name), ids); err != nil {
			return out, line, err
		}
		line.State = screen.Count(len(out.Snapshots), "snapshot") + " intact"
		if out.Damaged > 0 {
			line.State = fmt.Sprintf("%d of %s damaged", out.Damaged, screen.Count(len(out.Snapshots), "snapshot"))
		}
		return out, line, said(out.Done(bot))
	})
	if err != nil {
		return err
	}
	return answerBots(a, &bots, wanted, "intact", bots.Table(time.Now()))
}

// checkBackups checks the snapshots in a folder, or one of them.
func (a *app) checkBackups(ctx context.Context, path string, ids []age.Identity) (out summary.Check, err error) {
	out.Snapshots = []summary.Checked{}
	at, err := place(path)
	if err != nil {
		return out, err
	}
	all, err := a.snapshots(ctx, at, path)
	if err != nil {
		return out, err
	}
	if len(all) == 0 { // a snapshot itself, by its name
		one, err := openSnapshot(ctx, path)
		if err != nil {
			return out, err
		}
		if !one.Time.IsZero() {
			all = []backup.Snapshot{one}
		}
	}
	if len(all) == 0 {
		return out, problem.Usage("there is no snapshot in "+path, "name a folder of snapshots, or one of them")
	}
	for i := range all {
		found, err := backup.Check(ctx, &all[i], ids)
		if err != nil {
			return out, err
		}
		out.Add(a, a.answers(), &all[i], &found)
	}
	return out, nil
}
