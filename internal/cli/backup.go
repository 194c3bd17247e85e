package cli

import (
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
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(a.backupCreateCommand(new(backupOptions)), a.backupListCommand(), a.backupCheckCommand(), a.backupDiffCommand(), a.backupRestoreCommand(), a.backupPruneCommand(), a.backupStatusCommand())
	return cmd
}

// jsonFlag adds --json to a command that needs no other talk flag.
func (a *app) jsonFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.json, "json", a.json, "print one JSON object on standard output, also on failure")
	cmd.Flags().Lookup("json").DefValue = "false"
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

// keeping are the flags that say which snapshots to keep.
type keeping struct {
	policy backup.Policy
	within string
	set    bool // one of them was given
}

func (k *keeping) flags(f *pflag.FlagSet) {
	f.IntVar(&k.policy.Last, "keep-last", 0, "keep the newest N good snapshots")
	f.IntVar(&k.policy.Daily, "keep-daily", 0, "keep the newest good one of each of the newest N days that have one (in UTC)")
	f.IntVar(&k.policy.Weekly, "keep-weekly", 0, "the same for weeks, which begin on Monday")
	f.IntVar(&k.policy.Monthly, "keep-monthly", 0, "the same for months")
	f.IntVar(&k.policy.Yearly, "keep-yearly", 0, "the same for years")
	f.StringVar(&k.within, "keep-within", "", "keep all good ones of this time before the newest one, such as 36h or 14d")
	f.IntVar(&k.policy.Marked, "keep-marked", 7, "keep the newest N that are unverified or shrunken")
}

// check reads the flags' values. A policy that says nothing keeps all.
func (k *keeping) check(f *pflag.FlagSet) error {
	for _, name := range []string{"keep-last", "keep-daily", "keep-weekly", "keep-monthly", "keep-yearly", "keep-marked"} {
		if n, err := f.GetInt(name); err != nil || n < 0 {
			return problem.Usage(fmt.Sprintf("--%s %d is not possible", name, n), "give a number of snapshots; nothing was deleted")
		}
	}
	if k.within != "" {
		var err error
		if k.policy.Within, err = parseDays(k.within); err != nil || k.policy.Within <= 0 {
			return problem.Usage(fmt.Sprintf("--keep-within %q is no duration", k.within), "give hours or days, such as 36h or 14d; nothing was deleted")
		}
	}
	k.set = !k.policy.Empty() || f.Changed("keep-marked")
	if !k.set {
		k.policy.Marked = -1
	}
	return nil
}

// parseDays reads a duration that may be in days or weeks.
func parseDays(text string) (time.Duration, error) {
	for unit, hours := range map[string]int{"d": 24, "w": 7 * 24} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			var n int
			if _, err := fmt.Sscanf(number+"!", "%d!", &n); err != nil || n > 36500 {
				return 0, fmt.Errorf("no number of days or weeks: %q", text)
			}
			return time.Duration(n*hours) * time.Hour, nil
		}
	}
	return time.ParseDuration(text)
}

// identities are the keys to read encrypted snapshots with.
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
			return nil, problem.Usage(fmt.Sprintf("%s is no age identity file", name), "make one with: age-keygen -o "+name)
		}
		all = append(all, ids...)
	}
	return all, nil
}

// standing says in a word what a snapshot is worth.
func standing(s *backup.Snapshot) string {
	if s.Damage != nil {
		return "damaged"
	}
	if s.Good() {
		return "good"
	}
	var marks []string
	for _, m := range s.Manifest.Marks {
		marks = append(marks, string(m))
	}
	return strings.Join(marks, ", ")
}

// size writes a number of bytes as people read it.
func size(n int64) string {
	f, unit := float64(n), 0
	for ; f >= 1000 && unit < 4; unit++ {
		f /= 1000
	}
	if unit == 0 {
		return count(n, "byte")
	}
	return fmt.Sprintf("%.1f %s", f, []string{"", "kB", "MB", "GB", "TB"}[unit])
}
