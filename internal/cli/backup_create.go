package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/ping"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
)

// createOptions are the flags of backup create.
type createOptions struct {
	flags.Connection
	flags.Keep
	flags.Following
	bots              flags.Profiles
	folder, pingURL   string
	recipients        []age.Recipient
	shrink, acceptEnd bool
	lockWait          time.Duration
	compressor        *backup.Compressor // that all bots share; nil for one bot
}

const pingVariable = "LEADFERRY_PING_URL"

func (a *app) backupCreateCommand(o *createOptions) *cobra.Command {
	run := func(ctx context.Context) error {
		if o.bots.Every {
			return a.backUpAll(ctx, o)
		}
		return a.backUp(ctx, o)
	}
	cmd := command("backup_create", oneFolder(&o.folder), run, o.flags, a.talkFlags)
	cmd.PreRunE = func(*cobra.Command, []string) error { return cmp.Or(o.Keep.Check(), o.bots.Check()) }
	return cmd
}

func (o *createOptions) flags(f *pflag.FlagSet) {
	count := 0
	flags.Parsed(f, &o.recipients, "age-recipient", "encrypt for the holder of this age key (age1...); may be repeated",
		func(text string) ([]age.Recipient, error) {
			count++
			r, err := age.ParseRecipients(strings.NewReader(text))
			if err != nil { // without the text: it may be the secret key
				err = problem.Usage(fmt.Sprintf("--age-recipient number %d is not an age public key", count),
					"give the public key that age-keygen prints, age1...")
			}
			return append(o.recipients, r...), err
		})
	flags.AllowShrink(f, &o.shrink)
	flags.AcceptEnd(f, &o.acceptEnd)
	lockWaitFlag(f, &o.lockWait)
	f.StringVar(&o.pingURL, "ping-url", os.Getenv(pingVariable),
		"monitoring address that is told about this run ("+pingVariable+")")
	f.Lookup("ping-url").DefValue = "" // it is a secret
	o.Keep.Add(f)
	o.Following.Add(f)
	o.Connection.Add(f)
	o.bots.Add(f)
	o.All = "--all-profiles"
}

func lockWaitFlag(f *pflag.FlagSet, to *time.Duration) {
	flags.Duration(f, to, "lock-wait", "0", "how long to wait for another run in this folder")
}

// backUp backs up one bot, tells the monitoring service, and ends the run.
func (a *app) backUp(ctx context.Context, o *createOptions) error {
	found, err := settings.Resolve(o.Flags, a.surroundings())
	address := o.pingURL
	if address == "" && found.Chosen != nil {
		address = found.Chosen.PingURL
	}
	var r outcome
	err = a.follow(ctx, follower{&o.Following, found.Chosen, address}, &r, func() error {
		if err != nil {
			return err
		}
		if err := a.ofOneBot(ctx, o.folder); err != nil {
			return err
		}
		made, err := a.createBackup(ctx, o, o.folder, found, &r)
		if err == nil && r.ExitCode == problem.ExitDone && a.Watched {
			a.afterBackup(made.Snapshot.Path, len(o.recipients) > 0)
		}
		return err
	})
	return a.conclude(&r, err)
}

// ofOneBot refuses a backup folder of several bots.
func (a *app) ofOneBot(ctx context.Context, folder string) error {
	at, err := place(folder)
	if err == nil {
		_, err = a.snapshots(ctx, at, folder)
	}
	if errors.Is(err, fs.ErrNotExist) { // it will be made
		return nil
	}
	return err
}

// pings is the monitoring service at an address.
func (a *app) pings(address string) ping.Service {
	return ping.Service{
		Address: address, UserAgent: a.surroundings().UserAgent,
		Warn: func(err error) { a.Say("warning: %s", err) },
	}
}

// createBackup makes a snapshot, prunes, and says what was done.
func (a *app) createBackup(
	ctx context.Context, o *createOptions, folder string, found *settings.Connection, r *outcome,
) (done summary.Backup, err error) {
	server, err := found.Reader(ctx)
	if err != nil {
		return done, err
	}
	at, err := place(folder)
	if err != nil {
		return done, err
	}
	held, err := backup.Hold(ctx, at, o.lockWait)
	if err != nil {
		return done, err
	}
	defer held.Release() //nolint:errcheck // the lock ends by itself at the latest
	made, err := a.makeSnapshot(ctx, o, server, held)
	switch {
	case isType[*backup.OtherBotError](err):
		return done, problem.Usage(err.Error(), "use a folder of its own for each bot")
	case errors.Is(err, store.ErrUnsure):
		return done, fmt.Errorf("%w; %s is complete, but may not survive a power cut just now", err, made.Path)
	case err != nil && made.Path != "":
		return done, fmt.Errorf("%w; %s is complete", err, made.Path)
	case isType[*problem.Interrupted](err) && store.IsBucket(folder) && len(o.recipients) == 0:
		again := problem.Problem{Text: fmt.Sprintf("%v; no snapshot was made in %s", err, folder), Fix: "run the same command again to continue"}
		return done, &problem.Error{Problem: again, Exit: problem.ExitCode(err), Cause: err}
	case err != nil:
		return done, fmt.Errorf("%w; no snapshot was made in %s", err, folder)
	}
	if o.Any() {
		all, err := backup.List(ctx, at)
		if err == nil {
			done.Removed, err = a.prune(ctx, held, o.Policy.Decide(all, time.Now()))
		}
		if err != nil {
			return done, fmt.Errorf("the snapshot %s was made, but old ones could not be deleted: %w", made.Path, err)
		}
	}
	done.Requests = server.Stats().Requests
	r.ExitCode = done.Made(a, &made)
	r.text, r.Folder, r.Snapshot, r.Made = done.Text, folder, done.Snapshot.Path, true
	r.leads, r.bytes = done.Snapshot.Leads, done.Snapshot.Bytes
	keep(r, done)
	return done, nil
}

// afterBackup says what can be done with a snapshot, and how to make one every night.
func (a *app) afterBackup(snapshot string, encrypted bool) {
	var key []string
	if encrypted {
		key = []string{"--age-identity", "FILE"}
	}
	look := append([]string{"leadferry", "convert", snapshot, "leads.xlsx"}, key...)
	a.Say("  to look at its leads: %s", shell.Command(look...))
	back := append([]string{"backup", "restore", snapshot, "--where", "email = ADDRESS"}, key...)
	a.Say("  to restore one lead: %s", a.connected(back...))
	if !slices.Contains(a.args, "--sandbox") {
		a.Say("  next: have it made every night: %s", shell.Command(append([]string{"leadferry", "schedule", "cron", "--"}, a.args...)...))
	}
}

func (a *app) makeSnapshot(ctx context.Context, o *createOptions, server *settings.Server, held *backup.Held) (backup.Snapshot, error) {
	bar := a.Display(job.PaceOf(server))
	defer bar.Stop()
	show := func(p exporter.Progress) { bar.Update(job.ExportGauge(p)) }
	show(exporter.Progress{})
	return held.Create(ctx, backup.Options{
		Lister: server, BotID: server.BotID(), Host: server.Host(), Tool: "leadferry " + version(),
		Workers: o.Workers, Lag: server.Lag, Processors: processors(), Compressor: o.compressor, Recipients: o.recipients, AllowShrink: o.shrink, AcceptEnd: o.acceptEnd,
		Now: time.Now, Progress: show,
	})
}

// processors is how many of them compress at once.
func processors() int { return min(runtime.GOMAXPROCS(0), 4) }
