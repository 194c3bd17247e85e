package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

func (a *app) backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "Keep dated snapshots of the bot in a folder, and prove them",
		Long: `Keeps dated snapshots of the bot in a folder. Each is a folder of its own with the leads, the chats that are no leads, and a manifest.
The records are the server's own, byte for byte, one a line; any program that unpacks zstd can read them.

leadferry schedule prints the lines that make cron or systemd run it every night.`,
		Example: `  leadferry backup create backups --sandbox
  leadferry backup list backups
  leadferry backup check backups`,
		Args: unknownCommand,
		RunE: showHelp,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(
		a.backupCreateCommand(new(createOptions)), a.backupListCommand(), a.backupCheckCommand(), a.backupDiffCommand(),
		a.backupRestoreCommand(), a.backupPruneCommand(), a.backupStatusCommand(),
	)
	return cmd
}

// oneFolder takes the backup folder from the arguments.
func oneFolder(folder *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return problem.Usage(cmd.CommandPath()+" needs the backup folder, and nothing else", "for example: "+cmd.CommandPath()+" backups")
		}
		*folder = args[0]
		return nil
	}
}

// snapshots lists a folder that must be there.
func snapshots(folder string) ([]backup.Snapshot, error) {
	all, err := backup.List(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem.Usage(fmt.Sprintf("there is no backup folder %s", folder), "check the name; leadferry backup create makes it")
	}
	return all, err
}

// holdBackups locks the backup folder for this run.
func holdBackups(ctx context.Context, folder string, wait time.Duration) (*backup.Folder, error) {
	held, err := backup.Hold(ctx, folder, wait)
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, problem.Locked("another backup is at work on "+folder, "wait for it to end, or let this one wait with --lock-wait 30m")
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem.Usage(fmt.Sprintf("cannot make the backup folder %s: the folder it would stand in is not there", folder), "make that one first, or mount its disk")
	case err != nil && ctx.Err() == nil:
		return nil, problem.Usage(fmt.Sprintf("cannot back up to %s: %v", folder, err), "choose a folder that you may write to")
	}
	return held, err
}

// identities are the keys that encrypted snapshots are read with.
type identities struct{ files []string }

func (i *identities) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&i.files, "age-identity", nil, "file with the key that encrypted snapshots are read with, as age-keygen writes it; may be repeated")
}

func (i *identities) load() (all []age.Identity, err error) {
	for _, name := range i.files {
		f, err := os.Open(name)
		if err != nil {
			return nil, problem.Usage(fmt.Sprintf("the identity file cannot be read: %v", err), "check the name and its permissions")
		}
		ids, err := age.ParseIdentities(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, problem.Usage(name+" is no age identity file", "make one with: age-keygen -o "+name)
		}
		all = append(all, ids...)
	}
	return all, nil
}

// snapshot is a snapshot in a JSON object.
type snapshot struct {
	Name      string        `json:"name"`
	Path      string        `json:"path"`
	Time      time.Time     `json:"time"`
	State     string        `json:"state"` // good, unverified, shrunken, both, or damaged
	Good      bool          `json:"good"`
	Damage    string        `json:"damage"`
	Leads     int           `json:"leads"`
	Chats     int           `json:"chats"`
	Bytes     int64         `json:"bytes"`
	Encrypted bool          `json:"encrypted"`
	Files     []backup.File `json:"files"`
}

func describe(s *backup.Snapshot) snapshot {
	m := &s.Manifest
	d := snapshot{
		Name: s.Name, Path: s.Path, Time: s.Time, State: stateOf(s), Good: s.Good(), Leads: m.Leads, Chats: m.Chats,
		Bytes: m.Bytes(), Encrypted: m.Encrypted, Files: m.Files,
	}
	if s.Damage != nil {
		d.Damage = s.Damage.Error()
	}
	return d
}

// stateOf says in a word what a snapshot is worth.
func stateOf(s *backup.Snapshot) string {
	switch {
	case s.Damage != nil:
		return "damaged"
	case s.Good():
		return "good"
	}
	marks := make([]string, len(s.Manifest.Marks))
	for i, m := range s.Manifest.Marks {
		marks[i] = string(m)
	}
	return strings.Join(marks, ", ")
}
