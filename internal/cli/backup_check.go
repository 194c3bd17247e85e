package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) backupCheckCommand() *cobra.Command {
	var path string
	var keys flags.Identities
	run := func(ctx context.Context) error { return a.checkBackups(ctx, path, &keys) }
	return command("backup_check", oneFolder(&path), run, keys.Add, a.jsonFlag, a.quietFlag)
}

func (a *app) checkBackups(ctx context.Context, path string, keys *flags.Identities) error {
	ids, err := keys.Load()
	if err != nil {
		return err
	}
	at, err := place(path)
	if err != nil {
		return err
	}
	all, err := backup.List(ctx, at)
	if err != nil {
		return err
	}
	if len(all) == 0 { // a snapshot itself, by its name
		one, err := openSnapshot(ctx, path)
		if err != nil {
			return err
		}
		if !one.Time.IsZero() {
			all = []backup.Snapshot{one}
		}
	}
	if len(all) == 0 {
		return problem.Usage("there is no snapshot in "+path, "name a folder of snapshots, or one of them")
	}
	out := summary.Check{Snapshots: []summary.Checked{}}
	for i := range all {
		found, err := backup.Check(ctx, &all[i], ids)
		if err != nil {
			return err
		}
		out.Add(a, a.answers(), &all[i], &found)
	}
	return end(a, out, out.Done(a))
}
