package cli

import (
	"context"
	"fmt"
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

// statusOptions are the flags of backup status.
type statusOptions struct {
	bots   flags.Profiles
	folder string
	most   time.Duration
}

func (a *app) backupStatusCommand() *cobra.Command {
	var o statusOptions
	run := func(ctx context.Context) error {
		if o.bots.Every {
			return a.statusOfAllBackups(ctx, &o)
		}
		return a.statusOfBackup(ctx, &o)
	}
	cmd := command("backup_status", oneFolder(&o.folder), run, o.flags, a.jsonFlag, a.quietFlag)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.check() }
	return cmd
}

func (o *statusOptions) flags(f *pflag.FlagSet) {
	flags.Duration(f, &o.most, "max-age", "0", "fail if the newest good snapshot is older than this, such as 26h")
	o.bots.Add(f)
}

func (o *statusOptions) check() error {
	if o.bots.Given("max-age") && o.most <= 0 {
		return problem.Usage(fmt.Sprintf("--max-age cannot be %v", o.most), "give a duration such as 26h")
	}
	return o.bots.Check()
}

func (a *app) statusOfBackup(ctx context.Context, o *statusOptions) error {
	s, err := a.newestBackup(ctx, o.folder, o.most, time.Now())
	if err != nil && !isType[*saidError](err) {
		return err
	}
	if err == nil && !a.json {
		text := fmt.Sprintf("The newest good snapshot is %s old: %s, %s\n",
			screen.Age(s.age()), s.Newest.Name, screen.Count(s.Newest.Leads, "lead"))
		if err := a.answer(text); err != nil {
			return err
		}
	}
	return end(a, s, problem.ExitCode(err))
}

// statusOfAllBackups shows the newest snapshot of every profile.
func (a *app) statusOfAllBackups(ctx context.Context, o *statusOptions) error {
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (*backupStatus, summary.Line, error) {
		s, err := bot.newestBackup(ctx, within(o.folder, p.Name), o.most, time.Now())
		if s == nil {
			return nil, summary.Line{}, err
		}
		line := s.Newest.Line()
		if !s.Fresh {
			line.State += ", too old"
		}
		return s, line, err
	})
	if err != nil {
		return err
	}
	return answerBots(a, &bots, wanted, "have a good snapshot", bots.Table(time.Now()))
}

// newestBackup finds the newest good snapshot in a folder. That there is one which is too old is said, and
// is a *saidError.
func (a *app) newestBackup(ctx context.Context, folder string, most time.Duration, now time.Time) (*backupStatus, error) {
	at, err := place(folder)
	if err != nil {
		return nil, err
	}
	all, err := a.snapshots(ctx, at, folder)
	if err != nil {
		return nil, err
	}
	newest := backup.NewestGood(all, now)
	if newest == nil || newest.Future(now) {
		return nil, noGood(folder, all, now)
	}
	age, code := max(now.Sub(newest.Time), 0), problem.ExitDone
	if most > 0 && age > most {
		code = problem.ExitFailed
		a.Warn("error: the newest good snapshot in %s is %s old, more than %s: %s", folder, screen.Age(age), screen.Age(most), newest.Name)
		a.Warn("  fix: see why no newer one was made, with: leadferry backup list %s", shell.Quote(folder))
	}
	return &backupStatus{summary.Describe(newest), age.Seconds(), code == problem.ExitDone}, said(code)
}

// noGood says that a folder has no good snapshot, and what there is in its place.
func noGood(folder string, all []backup.Snapshot, now time.Time) error {
	text := "there is no good snapshot in " + folder
	if n := len(all); n > 0 {
		newest := summary.Describe(&all[n-1])
		text += fmt.Sprintf("; the newest one, %s, is %s old and %s", newest.Name, screen.Age(now.Sub(newest.Time)), newest.State)
	}
	fix := "make one with: " + shell.Command("leadferry", "backup", "create", folder)
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: fix}, Exit: problem.ExitFailed}
}

// backupStatus is the JSON object of backup status.
type backupStatus struct {
	Newest     summary.Snapshot `json:"newest"`
	AgeSeconds float64          `json:"ageSeconds"`
	Fresh      bool             `json:"fresh"`
}

func (s *backupStatus) age() time.Duration { return time.Duration(s.AgeSeconds * float64(time.Second)) }
