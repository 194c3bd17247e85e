package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
)

func (a *app) backupStatusCommand() *cobra.Command {
	var folder string
	var most time.Duration
	cmd := &cobra.Command{
		Use:   "status DIR",
		Short: "Tell how old the newest good snapshot is, for monitoring",
		Long: `Tells how old the newest good snapshot is. With --max-age the exit code is 1 when it is older, or when there is none. One dated in the
future does not count.`,
		Example: "  leadferry backup status backups --max-age 26h",
		Args:    oneFolder(&folder),
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "backup status"
			if cmd.Flags().Changed("max-age") && most <= 0 {
				return problem.Usage(fmt.Sprintf("--max-age %v is not possible", most), "give a duration such as 26h")
			}
			return a.backupStatus(folder, most, time.Now())
		},
	}
	cmd.Flags().DurationVar(&most, "max-age", 0, "fail when the newest good snapshot is older than this, such as 26h")
	a.jsonFlag(cmd)
	cmd.Flags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on success")
	return cmd
}

func (a *app) backupStatus(folder string, most time.Duration, now time.Time) error {
	all, err := snapshots(folder)
	if err != nil {
		return err
	}
	newest := backup.NewestGood(all, now)
	if newest == nil || newest.Future(now) {
		return errors.New("there is no good snapshot in " + folder)
	}
	age := max(now.Sub(newest.Time), 0)
	late := most > 0 && age > most
	if late {
		a.sayAlways("error: the newest good snapshot in %s is %s old, more than %s: %s", folder, seconds(age), most, newest.Name)
		a.sayAlways("  fix: see why no newer one was made, with: leadferry backup list %s", folder)
	}
	if a.json {
		code := problem.ExitDone
		if late {
			code = problem.ExitFailed
		}
		if err := a.printJSON(statusJSON{1, a.command, describe(newest), age.Seconds(), !late, code}); err != nil {
			return err
		}
	} else if !late && !a.quiet {
		if err := a.answer(fmt.Sprintf("the newest good snapshot is %s old: %s, %s\n", seconds(age), newest.Name, count(newest.Manifest.Leads, "lead"))); err != nil {
			return err
		}
	}
	if late {
		return &saidError{problem.ExitFailed}
	}
	return nil
}

// statusJSON is the JSON object of backup status.
type statusJSON struct {
	Schema     int          `json:"schema"`
	Command    string       `json:"command"`
	Newest     snapshotJSON `json:"newest"`
	AgeSeconds float64      `json:"ageSeconds"`
	Fresh      bool         `json:"fresh"`
	ExitCode   int          `json:"exitCode"`
}
