package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) backupStatusCommand() *cobra.Command {
	var folder string
	var most time.Duration
	var given func(flag string) bool
	run := func(ctx context.Context) error {
		if given("max-age") && most <= 0 {
			return problem.Usage(fmt.Sprintf("--max-age %v is not possible", most), "give a duration such as 26h")
		}
		return a.backupStatus(ctx, folder, most, time.Now())
	}
	return command("backup_status", oneFolder(&folder), run, a.jsonFlag, a.quietFlag, func(f *pflag.FlagSet) {
		flags.Duration(f, &most, "max-age", "0", "fail if the newest good snapshot is older than this, such as 26h")
		given = f.Changed
	})
}

func (a *app) backupStatus(ctx context.Context, folder string, most time.Duration, now time.Time) error {
	at, err := place(folder)
	if err != nil {
		return err
	}
	all, err := backup.List(ctx, at)
	if err != nil {
		return err
	}
	newest := backup.NewestGood(all, now)
	if newest == nil || newest.Future(now) {
		return noGood(folder, all, now)
	}
	age, code := max(now.Sub(newest.Time), 0), problem.ExitDone
	switch {
	case most > 0 && age > most:
		code = problem.ExitFailed
		a.Warn("error: the newest good snapshot in %s is %s old, more than %s: %s", folder, screen.Age(age), screen.Age(most), newest.Name)
		a.Warn("  fix: see why no newer one was made, with: leadferry backup list %s", screen.Quote(folder))
	case !a.json:
		text := fmt.Sprintf("The newest good snapshot is %s old: %s, %s\n",
			screen.Age(age), newest.Name, screen.Count(newest.Manifest.Leads, "lead"))
		if err := a.answer(text); err != nil {
			return err
		}
	}
	return end(a, backupStatus{summary.Describe(newest), age.Seconds(), code == problem.ExitDone}, code)
}

// noGood says that a folder has no good snapshot, and what there is in its place.
func noGood(folder string, all []backup.Snapshot, now time.Time) error {
	text := "there is no good snapshot in " + folder
	if n := len(all); n > 0 {
		newest := summary.Describe(&all[n-1])
		text += fmt.Sprintf("; the newest one, %s, is %s old and %s", newest.Name, screen.Age(now.Sub(newest.Time)), newest.State)
	}
	return errors.New(text)
}

// backupStatus is the JSON object of backup status.
type backupStatus struct {
	Newest     summary.Snapshot `json:"newest"`
	AgeSeconds float64          `json:"ageSeconds"`
	Fresh      bool             `json:"fresh"`
}
