package cli

import (
	"context"
	"errors"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) backupDiffCommand() *cobra.Command {
	var keys flags.Identities
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Tell which leads were added, removed or changed between two snapshots",
		Long: `Compares the leads of two snapshots, first in numbers, then lead by lead. With one folder of snapshots in place of the two, the newest
two good ones are compared.`,
		Example: `  leadferry backup diff backups
  leadferry backup diff backups/2026-11-22T030811Z backups/2026-11-23T030811Z`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return problem.Usage("backup diff needs two snapshots, or a folder of them",
					"for example: leadferry backup diff backups")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := keys.Load()
			if err != nil {
				return err
			}
			return a.diffBackups(cmd.Context(), args, ids)
		},
	}
	keys.Add(cmd.Flags())
	a.jsonFlag(cmd.Flags())
	return cmd
}

func (a *app) diffBackups(ctx context.Context, args []string, ids []age.Identity) error {
	pair, err := backup.Pair(args...)
	if err != nil {
		return err
	}
	d, err := backup.Diff(ctx, &pair[0], &pair[1], ids)
	if errors.Is(err, backup.ErrNoIdentity) {
		return problem.Usage(err.Error(), "add --age-identity FILE")
	}
	if err != nil {
		return err
	}
	if !a.json {
		return a.answer(summary.DiffText(&pair, d))
	}
	return end(a, summary.NewDiff(&pair, d), problem.ExitDone)
}
