package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
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
			a.command = "backup prune"
			if err := o.check(cmd.Flags()); err != nil {
				return err
			}
			if !o.set {
				return problem.Usage("nothing says what to keep, so nothing was deleted", "for example: --keep-daily 14 --keep-weekly 8 --keep-monthly 24")
			}
			return a.pruneBackups(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would be deleted, and why, and delete nothing")
	f.DurationVar(&o.lockWait, "lock-wait", 0, "wait so long for another run in this folder to end")
	o.flags(f)
	a.jsonFlag(cmd)
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on success")
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
			a.say("note: %s stays: %s", d.Snapshot.Name, strings.Join(d.Why, ", "))
		}
	}
	return removed, err
}

func (a *app) tellPrune(o *pruneOptions, decisions []backup.Decision, removed int) error {
	if a.json {
		out := pruneJSON{Schema: 1, Command: a.command, DryRun: o.dryRun, Removed: removed, Snapshots: []decisionJSON{}}
		for _, d := range decisions {
			out.Snapshots = append(out.Snapshots, decisionJSON{d.Snapshot.Name, d.Keep, d.Why})
		}
		return a.printJSON(out)
	}
	if o.dryRun {
		return a.answer(decided(decisions))
	}
	a.say("%s deleted, %s kept", count(removed, "snapshot"), thousands(len(decisions)-removed))
	return nil
}

// decided is a table of what becomes of each snapshot and why.
func decided(decisions []backup.Decision) string {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, d := range decisions {
		what := "delete"
		if d.Keep {
			what = "keep"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", what, d.Snapshot.Name, standing(&d.Snapshot), strings.Join(d.Why, ", ")) //nolint:errcheck // into memory
	}
	t.Flush() //nolint:errcheck // into memory
	return b.String()
}

// pruneJSON is the JSON object of backup prune.
type pruneJSON struct {
	Schema    int            `json:"schema"`
	Command   string         `json:"command"`
	DryRun    bool           `json:"dryRun"`
	Removed   int            `json:"removed"`
	Snapshots []decisionJSON `json:"snapshots"`
}

type decisionJSON struct {
	Name string   `json:"name"`
	Keep bool     `json:"keep"`
	Why  []string `json:"why"`
}
