package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/schedule"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/target"
)

// night is a command as it will run at night, where no one answers and the environment is empty.
type night struct {
	*app
	cmd   *cobra.Command
	typed []string // the flags and arguments
	args  []string // the arguments
}

// nightly makes the job of a command. What would keep it from working is found now: at night no person
// reads it.
func (a *app) nightly(words []string) (job schedule.Job, err error) {
	program, err := os.Executable()
	if err != nil {
		return job, fmt.Errorf("cannot tell where leadferry itself is installed: %w", err)
	}
	if passing(program) {
		return job, problem.Usage("go run builds leadferry for one run, and it would be gone at night", "build it with: go build -o leadferry . and run: ./leadferry schedule ...")
	}
	n, err := a.parseNightly(words)
	if err != nil {
		return job, err
	}
	if err := n.checkUnattended(); err != nil {
		return job, err
	}
	args, flags := n.written()
	whose, explicit, err := n.settle(args)
	if err != nil {
		return job, err
	}
	flags = append(flags, explicit...)
	if f := n.cmd.Flags().Lookup("quiet"); f != nil && !f.Changed {
		flags = append(flags, "--quiet")
	}
	home, _ := os.UserHomeDir() // cron and systemd do without
	name := strings.TrimSuffix(strings.ReplaceAll(commandName(n.cmd), " ", "-"), "-create")
	words = slices.Concat([]string{program}, strings.Fields(commandName(n.cmd)), args, flags)
	job = schedule.Job{
		Name: "leadferry-" + name, About: "leadferry " + commandName(n.cmd), Key: name + " " + strings.Join(args, " "), Words: words, Home: home,
		Silent: n.onlyProblems(),
	}
	if whose != "" {
		job.Name, job.About = job.Name+"-"+whose, job.About+" of "+whose
	}
	return job, nil
}

// passing reports whether go run has built a program, which Go deletes again.
func passing(program string) bool {
	folder := filepath.Base(filepath.Dir(program))
	return strings.Contains(program, "go-build") && (folder == "exe" || strings.HasSuffix(folder, "-d"))
}

// folders set, where the person has moved them, the folders of settings and state: at night they would be
// the usual ones. Windows has none of these.
func folders() (words []string) {
	for _, name := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		if value := os.Getenv(name); filepath.IsAbs(value) {
			words = append(words, name+"="+value)
		}
	}
	if words != nil {
		words = append([]string{"/usr/bin/env"}, words...)
	}
	return words
}

// parseNightly reads a command line and checks it as far as that goes without running it.
func (a *app) parseNightly(words []string) (n night, err error) {
	root := (&app{Screen: new(screen.Screen), page: new(screen.Screen), args: words}).root()
	cmd, typed, err := root.Find(words)
	if err != nil {
		return n, problem.Usage(err.Error(), "see the commands with: leadferry --help")
	}
	if err := cmd.ParseFlags(typed); err != nil {
		return n, flagError(cmd, err)
	}
	args := cmd.Flags().Args()
	if name := commandName(cmd); name == "backup create" && len(args) > 1 {
		return n, problem.Usage(fmt.Sprintf("%q is not a flag of backup create", args[1]),
			"after a backup folder only its flags come after --; for another command leave the folder out: leadferry schedule cron -- export leads.csv --force")
	}
	if err := cmd.ValidateArgs(args); err != nil {
		return n, err
	}
	if cmd.HasSubCommands() || slices.Contains([]string{"init", "sandbox", "schedule", "completion", "help"}, cmd.Name()) {
		return n, problem.Usage(fmt.Sprintf("%s cannot run by itself every night", cmd.CommandPath()), "choose one such as export, import, backup create or backup check")
	}
	if cmd.PreRunE != nil {
		if err := cmd.PreRunE(cmd, args); err != nil {
			return n, err
		}
	}
	return night{a, cmd, typed, args}, flags.Given(cmd.Flags(), typed)
}

// checkUnattended refuses what needs a person, or works in the first night only.
func (n night) checkUnattended() error {
	f, name := n.cmd.Flags(), n.cmd.CommandPath()
	given := func(flag string) bool { return typedText(f, flag) == "true" }
	args := n.args
	switch {
	case typedText(f, "token-file") == "-":
		return problem.Usage("--token-file - reads standard input, which is empty at night",
			"write the token into a file that only you can read (chmod 600), and name that")
	case len(args) > 0 && args[0] == target.Stdout && n.cmd.Name() != "export":
		return problem.Usage(name+" - reads standard input, which is empty at night", "name a file")
	case slices.Contains(args, target.Stdout) || typedText(f, "output") == target.Stdout:
		return problem.Usage(name+" - prints what it writes, and at night no one reads that", "name a file, and add --force to replace it every night")
	case n.cmd.Name() == "undo":
		return problem.Usage("an import is undone once, not every night", "run it yourself: "+shell.Command(append([]string{"leadferry"}, slices.Concat([]string{"undo"}, n.typed)...)...))
	case n.asks() && !given("yes") && !given("dry-run") && !given("plan"):
		return problem.Usage(name+" asks before it sends, and at night no one answers", "add --yes, or --dry-run to send nothing")
	case f.Lookup("force") == nil || given("force"):
		return nil
	case given("since-last") || typedText(f, "mark") != "":
		return problem.Usage("from the second night on the file would exist already, and no later export repeats the leads in it",
			"let each night have its own file, with a line of your own in crontab -e: "+n.dated())
	case slices.Contains([]string{"export", "convert", "template"}, n.cmd.Name()) || typedText(f, "output") != "" || typedText(f, "tag-others") != "":
		return problem.Usage("from the second night on the file would exist already, and stay as it is", "add --force to replace it when the new one is complete")
	}
	return nil
}

// dated is the line of a crontab that exports what is new into a file named after its day.
func (n night) dated() string {
	_, flags := n.written("since-last", "mark", "output", "quiet")
	mark := cmp.Or(typedText(n.cmd.Flags(), "mark"), "crm")
	words := shell.Command(append(flags, "--mark", mark, "-q")...)
	return `10 3 * * * leadferry export "$HOME/new-$(date +\%F).csv" ` + schedule.CronText(words)
}

// asks reports whether the command asks before it sends.
func (n night) asks() bool {
	f := n.cmd.Flags()
	return f.Lookup("yes") != nil && (f.Lookup("tag-others") == nil || typedText(f, "tag-others") != "")
}

// onlyProblems reports whether what the command prints matters only if something is wrong, which it
// then says on standard error.
func (n night) onlyProblems() bool {
	return slices.Contains([]string{"backup status", "backup check"}, commandName(n.cmd)) && typedText(n.cmd.Flags(), "json") != "true"
}

// written returns the arguments and the flags as the schedule has them: where one names a file its
// path is absolute, since at night another folder is the current one. It leaves the named flags out.
func (n night) written(without ...string) (args, flags []string) {
	for _, arg := range n.args {
		args = append(args, absolute(arg))
	}
	add := func(f *pflag.Flag, value string) error {
		name := "--" + f.Name
		switch {
		case slices.Contains(without, f.Name):
		case f.NoOptDefVal != "" && value == f.NoOptDefVal:
			flags = append(flags, name)
		case namesFile(f):
			flags = append(flags, name+"="+absolute(value))
		case f.NoOptDefVal != "" || value == "" || strings.HasPrefix(value, "-"):
			flags = append(flags, name+"="+value)
		default:
			flags = append(flags, name, value)
		}
		return nil
	}
	_ = n.cmd.Flags().ParseAll(n.typed, add) // it was parsed before
	return args, flags
}

func absolute(path string) string {
	if path == target.Stdout {
		return path
	}
	return string(job.FromRoot(path))
}

// namesFile reports whether the value of a flag is the name of a file or a folder.
func namesFile(f *pflag.Flag) bool {
	for _, g := range flagGroups {
		if slices.ContainsFunc([]string{"=FILE", "=DIR", "=SNAPSHOT"}, func(kind string) bool { return slices.Contains(g.flags, f.Name+kind) }) {
			return true
		}
	}
	return false
}
