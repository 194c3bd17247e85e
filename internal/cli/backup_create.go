package cli

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/ping"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
)

// createOptions are the flags of backup create.
type createOptions struct {
	flags.Connection
	flags.Keep
	folder, pingURL     string
	progress            screen.Mode
	recipients          []age.Recipient
	shrink, allProfiles bool
	lockWait            time.Duration
}

const pingVariable = "LEADFERRY_PING_URL"

func (a *app) backupCreateCommand(o *createOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create DIR",
		Short: "Make a snapshot of the bot, verified and complete or not at all",
		Long: `Reads all leads and all chats of the bot and keeps them as a new dated snapshot in the folder DIR, which is made if it is not there.
The snapshot appears when it is complete and proved, as an export is. One that cannot be proved (exit code 6), or has less than 80 % of
the leads of the newest good one (exit code 5), is kept and marked; --allow-shrink takes a smaller one for good.

With --age-recipient only the holder of that key can read the snapshot, and no plaintext touches the disk, not even in between; a run
that is stopped starts over, and the next one deletes what it left.

With --keep-... flags older snapshots are then deleted, by these rules: what any of them keeps is kept; without any, all are. Days are
counted only where there is a snapshot, so that nothing is deleted because no new one came. The newest good one always stays.

--ping-url tells a dead-man's-switch service when a run begins (URL/start), succeeds (URL) or fails (URL/<exit code>). Who knows that
address can report in your name: better than on the command line it stands as ping_url in the profile.

--all-profiles backs up each profile of the config file, one after the other, to a folder of its name in DIR. One that fails does not stop
the others; the exit code is that of the worst. The environment's CONVERTALK_ variables do not count then.
` + backupExitHelp,
		Example: `  leadferry backup create backups --sandbox
  leadferry backup create backups -q --keep-daily 14 --keep-weekly 8 --keep-monthly 24
  leadferry backup create backups --age-recipient age1...`,
		Args: oneFolder(&o.folder),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if o.allProfiles {
				return a.backUpAll(cmd.Context(), o)
			}
			return a.backUp(cmd.Context(), o)
		},
	}
	o.flags(cmd.Flags())
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

const backupExitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 4 token missing or refused; 5 kept, but shrunken; 6 kept, but not proved
complete; 11 another run holds the folder; 130 or 143 interrupted. Any other code is a failure too.`

func (o *createOptions) flags(f *pflag.FlagSet) {
	count := 0
	flags.Parsed(f, &o.recipients, "age-recipient", "encrypt for the holder of this age key (age1...); may be repeated",
		func(text string) ([]age.Recipient, error) {
			count++
			r, err := age.ParseRecipients(strings.NewReader(text))
			if err != nil { // without the text: it may be the secret key
				err = problem.Usage(fmt.Sprintf("--age-recipient number %d is no age recipient", count),
					"give the public key that age-keygen prints, age1...")
			}
			return append(o.recipients, r...), err
		})
	f.BoolVar(&o.shrink, "allow-shrink", false, "take the snapshot for a good one though it has less than 80 % of the leads of the newest good one")
	f.DurationVar(&o.lockWait, "lock-wait", 0, "wait so long for another run in this folder to end")
	f.BoolVar(&o.allProfiles, "all-profiles", false, "back up every profile of the config file, each to a folder of its name in DIR")
	f.StringVar(&o.pingURL, "ping-url", os.Getenv(pingVariable),
		"monitoring address to tell about this run ("+pingVariable+")")
	f.Lookup("ping-url").DefValue = "" // it is a secret
	o.Keep.Add(f)
	o.Connection.Add(f)
	o.All = "--all-profiles"
}

func (o *createOptions) check() error {
	if o.lockWait < 0 {
		return problem.Usage(fmt.Sprintf("--lock-wait %v is not possible", o.lockWait), "give a duration such as 30m")
	}
	return o.Keep.Check()
}

// backUp backs up one bot, tells the monitoring service, and ends the run.
func (a *app) backUp(ctx context.Context, o *createOptions) error {
	found, err := settings.Resolve(o.Flags, a.surroundings())
	address := o.pingURL
	if address == "" && found.Chosen != nil {
		address = found.Chosen.PingURL
	}
	return a.pings(address).Around(ctx, func() (string, error) {
		if err != nil {
			return "", err
		}
		done, code, err := a.createBackup(ctx, o, o.folder, found)
		if err != nil {
			return "", err
		}
		return done.Text, end(a, done, code)
	})
}

// pings is the monitoring service at an address.
func (a *app) pings(address string) ping.Service {
	return ping.Service{
		Address: address, UserAgent: a.surroundings().UserAgent,
		Warn: func(err error) { a.Say("warning: %s", err) },
	}
}

// createBackup makes a snapshot, prunes, says what was done, and returns the exit code.
func (a *app) createBackup(
	ctx context.Context, o *createOptions, folder string, found *settings.Connection,
) (done summary.Backup, code int, err error) {
	server, err := connect(ctx, found, convertalk.WireStrings)
	if err != nil {
		return done, 0, err
	}
	held, err := backup.Hold(ctx, folder, o.lockWait)
	if err != nil {
		return done, 0, err
	}
	defer held.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
	made, err := a.makeSnapshot(ctx, o, server, held)
	switch {
	case isType[*backup.OtherBotError](err):
		return done, 0, problem.Usage(err.Error(), "use a folder of its own for each bot")
	case err != nil && made.Path != "":
		return done, 0, fmt.Errorf("%w; %s is complete, but may not survive a power cut just now", err, made.Path)
	case err != nil:
		return done, 0, fmt.Errorf("%w; no snapshot was made in %s", err, folder)
	}
	if o.Any() {
		all, err := backup.List(folder)
		if err == nil {
			done.Removed, err = a.prune(ctx, held, o.Policy.Decide(all, time.Now()))
		}
		if err != nil {
			return done, 0, fmt.Errorf("the snapshot %s was made, but old ones could not be deleted: %w", made.Path, err)
		}
	}
	done.Requests = server.Stats().Requests
	return done, done.Made(a, &made), nil
}

func (a *app) makeSnapshot(ctx context.Context, o *createOptions, server server, held *backup.Folder) (backup.Snapshot, error) {
	bar := a.Display(o.progress, server.pace)
	defer bar.Stop()
	show := func(p exporter.Progress) { bar.Update(exportGauge(p)) }
	show(exporter.Progress{})
	return held.Create(ctx, backup.Options{
		Lister: server, BotID: server.BotID(), Host: server.Host(), Tool: "leadferry " + version(),
		Workers: o.Workers, Processors: min(runtime.GOMAXPROCS(0), 4), Recipients: o.recipients, AllowShrink: o.shrink,
		Now: time.Now, Progress: show,
	})
}
