package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/schedule"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/spelling"
)

// scheduleOptions are the flags of schedule.
type scheduleOptions struct {
	at, name, output string
	force            bool
	kind             string   // of system
	words            []string // the command
}

func (a *app) scheduleCommand() *cobra.Command {
	var o scheduleOptions
	cmd := group("schedule")
	cmd.ValidArgs = schedule.Kinds()
	cmd.Args = func(cmd *cobra.Command, args []string) (err error) {
		o.kind, o.words, err = scheduledWords(args, cmd.ArgsLenAtDash())
		return err
	}
	cmd.RunE = func(*cobra.Command, []string) error { return a.schedule(&o) }
	cmd.SetFlagErrorFunc(a.misplacedFlag)
	f := cmd.Flags()
	f.StringVar(&o.at, "at", "", "time of day, such as 03:17; default: a minute after 3 that differs from command to command; after 6 for backup status and backup check")
	f.StringVar(&o.name, "name", "", "what the units, tasks and files are called; default: after the command and the profile")
	flags.OutputFile(f, &o.output)
	flags.Force(f, &o.force)
	return cmd
}

// scheduledWords returns the kind of system and the command. With a backup folder before "--" it is a
// backup, with flags after "--"; without, it is all that stands there.
func scheduledWords(args []string, dash int) (kind string, words []string, err error) {
	if dash < 0 {
		dash = len(args)
	}
	before, after := args[:dash], args[dash:]
	switch {
	case len(before) > 0 && !slices.Contains(schedule.Kinds(), before[0]):
		return "", nil, problem.Usage(fmt.Sprintf("schedule does not know %q", before[0]),
			spelling.Ask(before[0], schedule.Kinds(), "choose "+strings.Join(schedule.Kinds(), ", ")+"; for example: leadferry schedule cron backups"))
	case len(before) == 0 || len(before) > 2 || len(before) == 1 && len(after) == 0:
		return "", nil, problem.Usage("schedule needs cron, systemd, launchd or windows, and a backup folder or a command after --",
			"for example: leadferry schedule cron backups -- --token-file token.txt, or: leadferry schedule cron -- export leads.csv --force")
	case len(before) == 2:
		return before[0], append([]string{"backup", "create", before[1]}, after...), nil
	case after[0] == "leadferry":
		after = after[1:]
	}
	return before[0], after, nil
}

// misplacedFlag says of a flag of backup create that stands before "--" where it belongs.
func (a *app) misplacedFlag(cmd *cobra.Command, err error) error {
	e := flagError(cmd, err)
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	u, isProblem := errors.AsType[*problem.Error](e)
	before := cmd.Flags().Args()
	if !ok || !isProblem || len(before) != 2 {
		return e
	}
	at := slices.IndexFunc(a.args, func(word string) bool {
		name, _, _ := strings.Cut(word, "=")
		return name == "--"+unknown.GetSpecifiedName()
	})
	if at < 0 {
		return e
	}
	if _, err := a.parseNightly(append([]string{"backup", "create", before[1]}, a.args[at:]...)); err == nil {
		u.Fix = "put it after --: " + shell.Command(append([]string{"leadferry"}, slices.Insert(slices.Clone(a.args), at, "--")...)...)
	}
	return u
}

// schedule prints or writes what runs a command every day.
func (a *app) schedule(o *scheduleOptions) error {
	job, err := a.nightly(o.words)
	if err != nil {
		return err
	}
	job.Name = cmp.Or(o.name, job.Name)
	if o.kind != "windows" {
		job.Words = append(folders(), job.Words...)
	}
	if job, err = job.At(o.at); err != nil {
		return err
	}
	plan, err := job.Plan(o.kind)
	if err != nil {
		return err
	}
	if o.output == "" {
		if plan.Bare {
			a.sayNext(plan.Steps(""))
		}
		return a.print(plan.Text)
	}
	return a.writePlan(o, plan)
}

// writePlan writes the files of a plan into a folder, or a single one under a name of its own. If one
// may not be replaced, none is written.
func (a *app) writePlan(o *scheduleOptions, plan schedule.Plan) error {
	info, err := os.Stat(o.output)
	isFolder := len(plan.Files) > 1 || err == nil && info.IsDir() || strings.HasSuffix(o.output, "/")
	folder := o.output
	if !isFolder {
		folder, plan.Files[0].Name = filepath.Split(o.output)
	}
	if err := os.MkdirAll(filepath.Clean(folder), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder for the schedule: %w", err)
	}
	var write []schedule.File
	for _, f := range plan.Files {
		_, err := os.Lstat(filepath.Join(folder, f.Name))
		switch there := err == nil; {
		case there && f.Shared:
			a.Say("%s stays as it is.", shell.Quote(filepath.Join(folder, f.Name)))
		case there && !o.force:
			return problem.Usage(filepath.Join(folder, f.Name)+" exists already", "give another name, or add --force to replace it")
		default:
			write = append(write, f)
		}
	}
	for _, f := range write {
		if err := atomicfile.Write(filepath.Join(folder, f.Name), f.Bytes, o.force); err != nil {
			return err
		}
		a.Say("Wrote %s.", shell.Quote(filepath.Join(folder, f.Name)))
	}
	a.sayNext(plan.Steps(filepath.Join(folder, plan.Files[0].Name)))
	return nil
}

// sayNext shows what is to be done next, the first step beside the word.
func (a *app) sayNext(steps []string) {
	for i, step := range steps {
		if i == 0 {
			step = "next: " + step
		} else {
			step = "      " + step
		}
		a.Say("%s", step)
	}
}
