package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
)

func (a *app) backupDiffCommand() *cobra.Command {
	var keys flags.Identities
	var table flags.Table
	var paths []string
	take := func(_ *cobra.Command, args []string) error {
		if paths = args; len(args) < 1 || len(args) > 2 {
			return problem.Usage("backup diff needs two snapshots, or a folder of them", "for example: leadferry backup diff backups")
		}
		return nil
	}
	run := func(ctx context.Context) error { return a.diffBackups(ctx, paths, &keys, &table) }
	cmd := command("backup_diff", take, run, table.Add, keys.Add, a.jsonFlag, a.quietFlag)
	cmd.PreRunE = func(*cobra.Command, []string) error { return table.Check() }
	return cmd
}

func (a *app) diffBackups(ctx context.Context, paths []string, keys *flags.Identities, table *flags.Table) error {
	ids, err := keys.Load()
	if err != nil {
		return err
	}
	pair, err := a.pair(ctx, paths)
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
	if table.Name != "" {
		if err := target.WriteTable(table.Name, table.Force, summary.DiffTable(d)); err != nil {
			return err
		}
		a.Say("Wrote %s added, %s removed and %s changed to %s.", screen.Count(len(d.Added), "lead"), screen.Thousands(len(d.Removed)), screen.Thousands(len(d.Changed)), shell.Quote(table.Name))
	} else if !a.json {
		return a.answer(summary.DiffText(&pair, d))
	}
	return end(a, summary.NewDiff(&pair, d), problem.ExitDone)
}

// pair opens the two snapshots to compare: those that are named, or the newest two good ones of a
// folder, which may be named twice.
func (a *app) pair(ctx context.Context, paths []string) (pair [2]backup.Snapshot, err error) {
	if len(paths) == 1 || paths[0] == paths[1] {
		at, err := place(paths[0])
		if err != nil {
			return pair, err
		}
		all, err := a.snapshots(ctx, at, paths[0])
		if err != nil {
			return pair, err
		}
		pair, ok := backup.NewestTwo(all)
		if !ok {
			return pair, problem.Usage("there are no two good snapshots in "+paths[0]+" to compare",
				"see what there is with: "+shell.Command("leadferry", "backup", "list", paths[0])+"\n  or make another with: "+shell.Command("leadferry", "backup", "create", paths[0]))
		}
		return pair, nil
	}
	for i, path := range paths {
		if pair[i], err = a.namedSnapshot(ctx, path); err != nil {
			return pair, err
		}
	}
	return pair, nil
}
