package cli

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/spelling"
)

// pages are the help of the commands. A page holds how a command is used, what it does in a line, all
// about it, and examples.
//
//go:embed help/*.txt
var pages embed.FS

const pageExamples = "\nExamples:\n"

// group returns a command that has a page, and does nothing but show it.
func group(page string, commands ...*cobra.Command) *cobra.Command {
	text, _ := pages.ReadFile("help/" + page + ".txt") // it stands in the program
	use, rest, _ := strings.Cut(string(text), "\n")
	short, rest, _ := strings.Cut(rest, "\n")
	about, examples, _ := strings.Cut(rest, pageExamples)
	cmd := &cobra.Command{
		Use: use, Short: short, Long: strings.Trim(about, "\n"), Example: strings.TrimRight(examples, "\n"),
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}

// command returns a command that has a page, takes arguments and runs.
func command(
	page string, take cobra.PositionalArgs, run func(context.Context) error, add ...func(*pflag.FlagSet),
) *cobra.Command {
	cmd := group(page)
	cmd.Args = take
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return run(cmd.Context()) }
	for _, add := range add {
		add(cmd.Flags())
	}
	completeFlags(cmd)
	completeArgument(cmd)
	return cmd
}

// jsonFlag adds --json.
func (a *app) jsonFlag(f *pflag.FlagSet) {
	f.BoolVar(&a.json, "json", a.json, "print one JSON object on standard output, also on failure")
	f.Lookup("json").DefValue = "false"
}

// quietFlag adds --quiet.
func (a *app) quietFlag(f *pflag.FlagSet) {
	f.BoolVarP(&a.Quiet, "quiet", "q", false, "say nothing on success but what you asked for")
}

// talkFlags are the flags about what a command says.
func (a *app) talkFlags(f *pflag.FlagSet) {
	a.jsonFlag(f)
	a.quietFlag(f)
	flags.Choice(f, &a.Progress, "progress", "auto, bar, lines or none", screen.Auto, screen.Bar, screen.Lines, screen.None)
}

// noArgs refuses all arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return problem.Usage(fmt.Sprintf("%s takes no %q", cmd.CommandPath(), args[0]), "see: "+cmd.CommandPath()+" --help")
}

// exactly takes as many arguments as there are places for them.
func exactly(text, fix string, to ...*string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != len(to) {
			return problem.Usage(text, fix)
		}
		for i, arg := range args {
			*to[i] = arg
		}
		return nil
	}
}

// oneFile takes the name of the file to read.
func oneFile(to *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return problem.Usage(cmd.Name()+" needs the name of the file to read", "for example: leadferry "+cmd.Name()+" leads.csv")
		case len(args) > 1:
			return problem.Usage(fmt.Sprintf("%s reads one file, but %q and %q were given", cmd.Name(), args[0], args[1]), "name one file")
		}
		*to = args[0]
		return nil
	}
}

// oneFolder takes the backup folder.
func oneFolder(to *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return problem.Usage(cmd.CommandPath()+" needs the backup folder, and nothing else", "for example: "+cmd.CommandPath()+" backups")
		}
		*to = args[0]
		return nil
	}
}

// unknownCommand names the commands that could have been meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	u := problem.Usage(fmt.Sprintf("there is no command %q", args[0]), fmt.Sprintf("see the commands with: %s --help", cmd.CommandPath()))
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || isTopic(c) {
			names = append(names, c.CommandPath())
		}
	}
	u.Fix = spelling.Ask(cmd.CommandPath()+" "+args[0], names, u.Fix)
	return u
}

// flagError says what is wrong with a flag, and which one could have been meant.
func flagError(cmd *cobra.Command, err error) error {
	if known, ok := errors.AsType[*problem.Error](err); ok { // from the parser of a value
		return known
	}
	if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 { // it is the flag of a command that is misspelled
		return unknownCommand(cmd, words)
	}
	u := problem.Usage(err.Error(), "see the flags with: "+cmd.CommandPath()+" --help")
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		unknownFlag(cmd, unknown.GetSpecifiedName(), u)
	}
	if bare, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		u.Text, u.Fix = "--"+bare.GetFlag().Name+" needs a value", "give it: "+bare.GetFlag().Usage
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f, want := wrong.GetFlag(), "a number"
		switch f.Value.Type() {
		case "bool":
			want, u.Fix = "yes or no", fmt.Sprintf("write --%s alone, or leave it out", f.Name)
		case "int", "uint64":
			want = "a whole number"
		}
		u.Text = fmt.Sprintf("--%s %q is not %s", f.Name, wrong.GetValue(), want)
	}
	return u
}

// typographic finds a flag whose hyphens became a dash, as word processors make them of "--".
func typographic(args []string) error {
	for _, arg := range args {
		rest := strings.TrimLeft(arg, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
		name, _, _ := strings.Cut(rest, "=")
		if dash := arg[:len(arg)-len(rest)]; strings.Trim(dash, "-") != "" && isFlag(name) {
			return problem.Usage(fmt.Sprintf("%s begins with a dash, as a word processor makes it", arg), "write two plain hyphens: "+shell.Command("--"+rest))
		}
	}
	return nil
}

// isFlag reports whether some command has a flag of that name.
func isFlag(name string) bool {
	for _, g := range flagGroups {
		for _, flag := range g.flags {
			if known, _, _ := strings.Cut(flag, "="); known == name {
				return true
			}
		}
	}
	return false
}

// unknownFlag says which flag is not there, and which could have been meant. A single letter is like
// many.
func unknownFlag(cmd *cobra.Command, name string, u *problem.Error) {
	if len(name) == 1 {
		u.Text = fmt.Sprintf("%s has no flag -%s", cmd.CommandPath(), name)
		return
	}
	u.Text = fmt.Sprintf("%s has no flag --%s", cmd.CommandPath(), name)
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	u.Fix = spelling.Ask(name, names, u.Fix)
}
