package cli

import (
	"context"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) backupCheckCommand() *cobra.Command {
	var path string
	var keys flags.Identities
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Read every byte of the snapshots and tell what is damaged",
		Long: `Compares every byte of the snapshots in a folder, or of the one snapshot named, to their manifests, and reads every record.
Of an encrypted snapshot the records are read only with --age-identity. Damage is exit code 1.`,
		Example: `  leadferry backup check backups
  leadferry backup check backups/2026-11-23T030811Z --age-identity key.txt`,
		Args: oneFolder(&path),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ids, err := keys.Load()
			if err != nil {
				return err
			}
			return a.checkBackups(cmd.Context(), path, ids)
		},
	}
	keys.Add(cmd.Flags())
	a.jsonFlag(cmd.Flags())
	a.quietFlag(cmd.Flags())
	return cmd
}

func (a *app) checkBackups(ctx context.Context, path string, ids []age.Identity) error {
	all, err := backup.List(path)
	if err != nil {
		return err
	}
	if one := backup.Open(path); len(all) == 0 && !one.Time.IsZero() { // a snapshot itself, by its name
		all = []backup.Snapshot{one}
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
		out.Add(a, &all[i], &found)
	}
	return end(a, out, out.Done(a))
}
