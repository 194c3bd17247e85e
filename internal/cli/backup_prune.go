package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
)

// pruneOptions are the flags of backup prune.
type pruneOptions struct {
	flags.Keep
	bots     flags.Profiles
	folder   string
	dryRun   bool
	lockWait time.Duration
}

func (a *app) backupPruneCommand() *cobra.Command {
	var o pruneOptions
	run := func(ctx context.Context) error {
		if o.bots.Every {
			return a.pruneAllBackups(ctx, &o)
		}
		done, err := a.pruneBackups(ctx, &o, o.folder)
		if err != nil {
			return err
		}
		return end(a, done, problem.ExitDone)
	}
	cmd := command("backup_prune", oneFolder(&o.folder), run, o.flags, a.jsonFlag, a.quietFlag)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.check() }
	return cmd
}

func (o *pruneOptions) flags(f *pflag.FlagSet) {
	flags.DryRun(f, &o.dryRun)
	lockWaitFlag(f, &o.lockWait)
	o.Keep.Add(f)
	o.bots.Add(f)
}

func (o *pruneOptions) check() error {
	if err := cmp.Or(o.Keep.Check(), o.bots.Check()); err != nil {
		return err
	}
	if !o.Any() {
		example := []string{"leadferry", "backup", "prune", o.folder, "--keep-daily", "14", "--keep-monthly", "24", "--dry-run"}
		if o.bots.Every {
			example = append(example, "--all-profiles")
		}
		return problem.Usage("no flag says what to keep", "for example, to see first what would go: "+shell.Command(example...))
	}
	return nil
}

// pruneAllBackups deletes snapshots of every profile.
func (a *app) pruneAllBackups(ctx context.Context, o *pruneOptions) error {
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (done summary.Prune, line summary.Line, err error) {
		if done, err = bot.pruneBackups(ctx, o, within(o.folder, p.Name)); err == nil {
			line.State = fmt.Sprintf("%s deleted, %s kept", screen.Count(done.Removed, "snapshot"), screen.Thousands(len(done.Snapshots)-done.Removed))
		}
		return done, line, err
	})
	if err != nil {
		return err
	}
	_, err = endBots(a, &bots, wanted, "pruned")
	return err
}

// pruneBackups deletes snapshots in a folder.
func (a *app) pruneBackups(ctx context.Context, o *pruneOptions, folder string) (done summary.Prune, err error) {
	at, err := place(folder)
	if err != nil {
		return done, err
	}
	if _, err := a.snapshots(ctx, at, folder); err != nil { // a missing folder is not made
		return done, err
	}
	held, err := backup.Hold(ctx, at, o.lockWait)
	if err != nil {
		return done, err
	}
	defer held.Release() //nolint:errcheck // the lock ends by itself at the latest
	all, err := backup.List(ctx, at)
	if err != nil {
		return done, err
	}
	decisions, removed := o.Policy.Decide(all, time.Now()), 0
	if !o.dryRun {
		if removed, err = a.prune(ctx, held, decisions); err != nil {
			return done, err
		}
	}
	done = summary.NewPrune(decisions, removed, o.dryRun)
	switch {
	case a.json:
	case o.dryRun:
		err = a.answer(summary.PruneTable(decisions))
	default:
		a.Say("%s deleted, %s kept", screen.Count(removed, "snapshot"), screen.Thousands(len(decisions)-removed))
	}
	return done, err
}

// prune carries decisions out, and says which snapshots stay against them.
func (a *app) prune(ctx context.Context, held *backup.Held, decisions []backup.Decision) (removed int, err error) {
	meant := slices.Clone(decisions)
	removed, err = held.Prune(ctx, decisions)
	for i, d := range decisions {
		if d.Keep && !meant[i].Keep {
			a.Say("note: %s was kept: %s", d.Snapshot.Name, strings.Join(d.Why, ", "))
		}
	}
	return removed, err
}
