package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// pruneOptions are the flags of backup prune.
type pruneOptions struct {
	flags.Keep
	folder   string
	dryRun   bool
	lockWait time.Duration
}

func (a *app) backupPruneCommand() *cobra.Command {
	var o pruneOptions
	run := func(ctx context.Context) error { return a.pruneBackups(ctx, &o) }
	return command("backup_prune", oneFolder(&o.folder), run, o.flags, a.jsonFlag, a.quietFlag)
}

func (o *pruneOptions) flags(f *pflag.FlagSet) {
	flags.DryRun(f, &o.dryRun)
	lockWaitFlag(f, &o.lockWait)
	o.Keep.Add(f)
}

func (a *app) pruneBackups(ctx context.Context, o *pruneOptions) error {
	if err := o.Keep.Check(); err != nil {
		return err
	}
	if !o.Any() {
		return problem.Usage("no flag says what to keep",
			"for example: --keep-daily 14 --keep-weekly 8 --keep-monthly 24")
	}
	at, err := place(o.folder)
	if err != nil {
		return err
	}
	if _, err := backup.List(ctx, at); err != nil { // a missing folder is not made
		return err
	}
	held, err := backup.Hold(ctx, at, o.lockWait)
	if err != nil {
		return err
	}
	defer held.Release() //nolint:errcheck // the lock ends by itself at the latest
	all, err := backup.List(ctx, at)
	if err != nil {
		return err
	}
	decisions, removed := o.Policy.Decide(all, time.Now()), 0
	if !o.dryRun {
		if removed, err = a.prune(ctx, held, decisions); err != nil {
			return err
		}
	}
	done := summary.NewPrune(decisions, removed, o.dryRun)
	switch {
	case a.json:
	case o.dryRun:
		if err := a.answer(summary.PruneTable(decisions)); err != nil {
			return err
		}
	default:
		a.Say("%s deleted, %s kept", screen.Count(removed, "snapshot"), screen.Thousands(len(decisions)-removed))
	}
	return end(a, done, problem.ExitDone)
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
