package cli

import (
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

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// backupOptions are the flags of backup create.
type backupOptions struct {
	connection
	keeping
	folder, progress, pingURL string
	recipients                []string
	shrink, allProfiles       bool
	lockWait                  time.Duration

	readers []age.Recipient
}

func (a *app) backupCreateCommand(o *backupOptions) *cobra.Command {
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
			a.command = "backup create"
			if err := o.check(cmd); err != nil {
				return err
			}
			if o.allProfiles {
				return a.backUpAll(cmd.Context(), o)
			}
			return a.backUp(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.recipients, "age-recipient", nil, "encrypt for the holder of this age key (age1...); may be repeated")
	f.BoolVar(&o.shrink, "allow-shrink", false, "take the snapshot for a good one though it has less than 80 % of the leads of the newest good one")
	f.DurationVar(&o.lockWait, "lock-wait", 0, "wait so long for another run in this folder to end")
	f.BoolVar(&o.allProfiles, "all-profiles", false, "back up every profile of the config file, each to a folder of its name in DIR")
	f.StringVar(&o.pingURL, "ping-url", os.Getenv("LEADFERRY_PING_URL"), "monitoring address to tell about this run (LEADFERRY_PING_URL)")
	f.Lookup("ping-url").DefValue = "" // it is a secret
	o.keeping.flags(f)
	o.connection.flags(f)
	o.orAll = "--all-profiles"
	a.talkFlags(cmd, &o.progress)
	return cmd
}

const backupExitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 4 token missing or refused; 5 kept, but shrunken; 6 kept, but not proved
complete; 11 another run holds the folder; 130 or 143 interrupted. Any other code is a failure too.`

func (o *backupOptions) check(cmd *cobra.Command) error {
	if err := o.keeping.check(cmd.Flags()); err != nil {
		return err
	}
	if o.lockWait < 0 {
		return problem.Usage(fmt.Sprintf("--lock-wait %v is not possible", o.lockWait), "give a duration such as 10m")
	}
	if !slices.Contains([]string{"auto", "bar", "lines", "none"}, o.progress) {
		return problem.Usage(fmt.Sprintf("--progress %q is not known", o.progress), "choose auto, bar, lines or none")
	}
	for i, text := range o.recipients {
		r, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return problem.Usage( // without the text: it may be the secret key
				fmt.Sprintf("--age-recipient number %d is no age recipient", i+1), "give the public key that age-keygen prints, age1...",
			)
		}
		o.readers = append(o.readers, r...)
	}
	return nil
}

// holdBackups takes the backup folder for this run.
func holdBackups(ctx context.Context, folder string, wait time.Duration) (*backup.Folder, error) {
	held, err := backup.Hold(ctx, folder, wait)
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, &lockedError{"backup", folder}
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem.Usage(fmt.Sprintf("cannot make the backup folder %s: the folder it would stand in is not there", folder), "make that one first, or mount its disk")
	case err != nil && ctx.Err() == nil:
		return nil, problem.Usage(fmt.Sprintf("cannot back up to %s: %v", folder, err), "choose a folder that you may write to")
	}
	return held, err
}

// backUp backs up one bot, tells the monitoring service, and ends the run.
func (a *app) backUp(ctx context.Context, o *backupOptions) error {
	err := o.settle()
	address := o.pingURL
	if address == "" && o.profile != nil {
		address = o.profile.PingURL
	}
	return a.pinged(ctx, address, func() (string, error) {
		if err != nil {
			return "", err
		}
		done, err := a.createBackup(ctx, o)
		if err != nil {
			return "", err
		}
		if a.json {
			if err := a.printJSON(done); err != nil {
				return done.text, err
			}
		}
		return done.text, said(done.ExitCode)
	})
}

// createBackup makes a snapshot, prunes, and says what was done.
func (a *app) createBackup(ctx context.Context, o *backupOptions) (*backupSummary, error) {
	client, pacer, err := o.client(ctx, a.std.In)
	if err != nil {
		return nil, err
	}
	held, err := holdBackups(ctx, o.folder, o.lockWait)
	if err != nil {
		return nil, err
	}
	defer held.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
	screen := a.display(o.progress, client, pacer)
	screen.update(exportGauge(exporter.Progress{}))
	made, err := held.Create(ctx, backup.Options{
		Lister: client, BotID: client.BotID(), Host: client.Host(), Tool: "leadferry " + version(), Workers: o.workers, Processors: a.processors(),
		Recipients: o.readers, AllowShrink: o.shrink, Now: time.Now, Progress: func(p exporter.Progress) {
			if p.Leads >= manyLeads {
				a.saveMemory()
			}
			screen.update(exportGauge(p))
		},
	})
	screen.stop()
	if other, ok := errors.AsType[*backup.OtherBotError](err); ok {
		return nil, problem.Usage(other.Error(), "use a folder of its own for each bot")
	}
	switch {
	case err != nil && made.Path != "":
		return nil, fmt.Errorf("%w; %s is complete, but may not survive a power cut just now", err, made.Path)
	case err != nil:
		return nil, fmt.Errorf("%w; no snapshot was made in %s", err, o.folder)
	}
	removed, err := a.pruneAfter(ctx, held, o)
	if err != nil {
		return nil, fmt.Errorf("the snapshot %s was made, but old ones could not be deleted: %w", made.Path, err)
	}
	return a.tellBackup(&made, removed, client.Stats().Requests), nil
}

// processors returns how many may compress at once. Go gets two more than there are, so that an answer of the server need not wait for one of
// them; the kernel lets those that waited go first.
func (a *app) processors() int {
	a.spare.Do(func() {
		a.cores = runtime.GOMAXPROCS(0)
		runtime.GOMAXPROCS(a.cores + 2)
	})
	return min(a.cores, 4)
}

func (a *app) pruneAfter(ctx context.Context, held *backup.Folder, o *backupOptions) (removed int, err error) {
	if !o.set {
		return 0, nil
	}
	all, err := snapshots(o.folder)
	if err != nil {
		return 0, err
	}
	return a.prune(ctx, held, o.policy.Decide(all, time.Now()))
}

// tellBackup says what was made. That it is not a good one is said even when nothing else is.
func (a *app) tellBackup(made *backup.Snapshot, removed int, requests int64) *backupSummary {
	text := fmt.Sprintf("%s and %s backed up to %s, %s", count(made.Manifest.Leads, "lead"), count(made.Manifest.Chats, "other chat"), made.Path, size(made.Manifest.Bytes()))
	a.say("%s", text)
	if removed > 0 {
		a.say("  %s deleted by the --keep flags", count(removed, "older snapshot"))
	}
	code := problem.ExitDone
	for _, mark := range made.Manifest.Marks {
		switch mark {
		case backup.Unverified:
			code = max(code, problem.ExitUnverified)
			a.sayAlways("warning: %s is kept, but marked as unverified: %s", made.Path, unproved(made))
			a.sayAlways("  fix: run it again when fewer leads come and go, or with more --workers or a higher --rate")
		case backup.Shrunken:
			code = problem.ExitGuard
			a.sayAlways("warning: %s is kept, but marked as shrunken: it has only %s, less than 80 %% of the newest good one", made.Path, count(made.Manifest.Leads, "lead"))
			a.sayAlways("  fix: if that is right, run it once with --allow-shrink")
		}
	}
	if code == problem.ExitDone {
		a.say("  verified: every lead and chat that was there all the time is in it")
	}
	return &backupSummary{1, a.command, describe(made), removed, requests, code, text}
}

// unproved is why a snapshot could not be proved complete.
func unproved(s *backup.Snapshot) string {
	for _, f := range s.Manifest.Files {
		if !f.Certificate.Verified {
			return f.Certificate.Reason
		}
	}
	return ""
}

// backupSummary is the JSON object of a backup create that made a snapshot.
type backupSummary struct {
	Schema   int          `json:"schema"`
	Command  string       `json:"command"`
	Snapshot snapshotJSON `json:"snapshot"`
	Removed  int          `json:"removed"`
	Requests int64        `json:"requests"`
	ExitCode int          `json:"exitCode"`

	text string // all that in a line
}
