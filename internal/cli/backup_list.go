package cli

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
)

// listOptions are the flags of backup list.
type listOptions struct {
	flags.Table
	bots   flags.Profiles
	folder string
}

func (a *app) backupListCommand() *cobra.Command {
	var o listOptions
	run := func(ctx context.Context) error {
		if o.bots.Every {
			return a.listAllBackups(ctx, &o)
		}
		return a.listBackups(ctx, &o)
	}
	cmd := command("backup_list", oneFolder(&o.folder), run, o.Table.Add, a.jsonFlag, a.quietFlag, o.bots.Add)
	cmd.PreRunE = func(*cobra.Command, []string) error { return cmp.Or(o.bots.Check(), o.Table.Check()) }
	return cmd
}

func (a *app) listBackups(ctx context.Context, o *listOptions) error {
	list, err := a.describeBackups(ctx, o.folder)
	if err != nil {
		return err
	}
	if o.Name != "" {
		if err := target.WriteTable(o.Name, o.Force, summary.SnapshotTable(list.Snapshots)); err != nil {
			return err
		}
		a.Say("Wrote %s to %s.", screen.Count(len(list.Snapshots), "snapshot"), shell.Quote(o.Name))
	}
	switch {
	case a.json || o.Name != "":
	case len(list.Snapshots) == 0:
		a.answers().Say("There is no snapshot in %s yet.", o.folder)
	default:
		if err := a.answer(list.Table(time.Now())); err != nil {
			return err
		}
	}
	return end(a, list, problem.ExitDone)
}

// listAllBackups lists the snapshots of every profile.
func (a *app) listAllBackups(ctx context.Context, o *listOptions) error {
	if o.Name != "" {
		return problem.Usage("--output writes the snapshots of one folder, not those of all profiles", "leave out --output, or list one folder: "+within(o.folder, "NAME"))
	}
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (list summary.List, _ summary.Line, err error) {
		list, err = bot.describeBackups(ctx, within(o.folder, p.Name))
		return list, summary.Line{}, err
	})
	if err != nil {
		return err
	}
	return answerBots(a, &bots, wanted, "listed", summary.TableOfBots(&bots, time.Now()))
}

// describeBackups returns the snapshots in a folder.
func (a *app) describeBackups(ctx context.Context, folder string) (list summary.List, err error) {
	list.Snapshots = []summary.Snapshot{}
	at, err := place(folder)
	if err != nil {
		return list, err
	}
	found, err := a.snapshots(ctx, at, folder)
	for i := range found {
		list.Snapshots = append(list.Snapshots, summary.Describe(&found[i]))
	}
	return list, err
}
