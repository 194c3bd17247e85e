package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// pruneOptions are the flags of backup prune.
type pruneOptions struct {
	keeping
	folder   string
	dryRun   bool
	lockWait time.Duration
}

func (a *app) backupPruneCommand() *cobra.Command {
	var o pruneOptions
	cmd := &cobra.Command{
		Use:   "prune DIR",
		Short: "Delete the snapshots that no rule keeps",
		Long: `Deletes the snapshots that none of the rules keeps. The newest good one always stays, and so do damaged ones, ones dated in the future,
and all files that are not leadferry's. -n shows what would be done, and why.`,
		Example: `  leadferry backup prune backups --keep-daily 14 --keep-weekly 8 --keep-monthly 24 -n`,
		Args:    oneFolder(&o.folder),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.keeping.check(); err != nil {
				return err
			}
			if !o.any() {
				return problem.Usage("nothing says what to keep, so nothing was deleted", "for example: --keep-daily 14 --keep-weekly 8 --keep-monthly 24")
			}
			return a.pruneBackups(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would be deleted, and why, and delete nothing")
	f.DurationVar(&o.lockWait, "lock-wait", 0, "wait so long for another run in this folder to end")
	o.flags(f)
	a.jsonFlag(f)
	a.quietFlag(f)
	return cmd
}

func (a *app) pruneBackups(ctx context.Context, o *pruneOptions) error {
	if _, err := snapshots(o.folder); err != nil {
		return err
	}
	held, err := holdBackups(ctx, o.folder, o.lockWait)
	if err != nil {
		return err
	}
	defer held.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
	all, err := snapshots(o.folder)
	if err != nil {
		return err
	}
	decisions, removed := o.policy.Decide(all, time.Now()), 0
	if !o.dryRun {
		if removed, err = a.prune(ctx, held, decisions); err != nil {
			return err
		}
	}
	return a.tellPrune(o, decisions, removed)
}

// prune carries decisions out, and says which snapshots stay against them.
func (a *app) prune(ctx context.Context, held *backup.Folder, decisions []backup.Decision) (removed int, err error) {
	meant := slices.Clone(decisions)
	removed, err = held.Prune(ctx, decisions)
	for i, d := range decisions {
		if d.Keep && !meant[i].Keep {
			a.Say("note: %s stays: %s", d.Snapshot.Name, strings.Join(d.Why, ", "))
		}
	}
	return removed, err
}

func (a *app) tellPrune(o *pruneOptions, decisions []backup.Decision, removed int) error {
	all, rows := make([]decision, len(decisions)), make([][]string, len(decisions))
	for i, d := range decisions {
		verb := "delete"
		if d.Keep {
			verb = "keep"
		}
		all[i] = decision{d.Snapshot.Name, d.Keep, d.Why}
		rows[i] = []string{verb, d.Snapshot.Name, stateOf(&d.Snapshot), strings.Join(d.Why, ", ")}
	}
	switch {
	case a.json:
	case o.dryRun:
		if err := a.answer(screen.Table(rows)); err != nil {
			return err
		}
	default:
		a.Say("%s deleted, %s kept", screen.Count(removed, "snapshot"), screen.Thousands(len(decisions)-removed))
	}
	return end(a, backupPrune{o.dryRun, removed, all}, problem.ExitDone)
}

// backupPrune is the JSON object of backup prune.
type backupPrune struct {
	DryRun    bool       `json:"dryRun"`
	Removed   int        `json:"removed"`
	Snapshots []decision `json:"snapshots"`
}

type decision struct {
	Name string   `json:"name"`
	Keep bool     `json:"keep"`
	Why  []string `json:"why"`
}
