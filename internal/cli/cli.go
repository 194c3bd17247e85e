// Package cli is the command line: each file is a command, whose flags become typed options, which
// runs the job and shows its summary. Only this package reads the environment.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/spelling"
)

// Streams are the three standard streams. Out carries data, the JSON object or the one answer asked
// for; all messages go to Err.
type Streams struct{ In, Out, Err *os.File }

// Main runs the command that args name and returns the exit code. When ctx ends with a
// *problem.Interrupted cause, the run cleans up and ends.
func Main(ctx context.Context, args []string, std Streams) int {
	collectLess()
	a := &app{
		Screen: screen.New(std.In, std.Err, os.Getenv("TERM")), std: std,
		args: args, json: slices.Contains(args, "--json"),
	}
	err := problem.Caught("running", func() error {
		root := a.root()
		root.SetArgs(args)
		root.SetIn(std.In)
		root.SetOut(std.Out)
		root.SetErr(std.Err)
		return root.ExecuteContext(ctx)
	})()
	if err != nil {
		return a.fail(err)
	}
	return problem.ExitDone
}

// collectLess makes garbage collection rarer than Go does by itself: what lives is a few megabytes,
// and collecting it all the time takes a fifth of a conversion. The memory limit, a soft one, brings
// the usual pace back where millions of leads are remembered. The environment wins.
func collectLess() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(96 << 20)
	}
}

// app is one run of the program.
type app struct {
	*screen.Screen
	std     Streams
	args    []string
	json    bool   // one JSON object on stdout, also on failure
	command string // that runs, for the JSON object
	printed bool   // the JSON object has been written
}

const about = `leadferry moves leads between Convertalk and spreadsheets.

  leadferry export leads.csv --sandbox     try it on made-up leads, no account needed
  leadferry export leads.csv               every lead of your bot into a spreadsheet
  leadferry check leads.csv                what is wrong with a spreadsheet, before it is imported
  leadferry import leads.csv               write the leads of a spreadsheet to your bot
  leadferry undo leads.csv.report          take that back
  leadferry backup create backups          keep a dated, proved snapshot of your bot
  leadferry sandbox                        a Convertalk to rehearse on, in a second terminal

Where it connects to is told by CONVERTALK_TOKEN, CONVERTALK_BOT_ID and CONVERTALK_CUSTOMER_ID
(and CONVERTALK_BASE_URL for a white-label), or kept once with leadferry init. Add --help to any command for more.`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "leadferry",
		Short:         "Move leads between Convertalk and spreadsheets",
		Long:          about,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          unknownCommand,
		RunE:          showHelp,
		PersistentPreRun: func(cmd *cobra.Command, _ []string) {
			a.command = strings.TrimPrefix(cmd.CommandPath(), "leadferry ")
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		a.exportCommand(), a.importCommand(), a.undoCommand(), a.convertCommand(), a.checkCommand(), a.templateCommand(),
		a.backupCommand(), a.scheduleCommand(), a.initCommand(), a.statusCommand(), a.sandboxCommand(), a.versionCommand(),
		completionCommand(),
	)
	root.SetHelpCommand(&cobra.Command{
		Use: "help [command]", Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			named, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(named, rest)
			}
			return named.Help()
		},
	})
	return root
}

func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// unknownCommand names the commands that could have been meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	u := problem.Usage(fmt.Sprintf("there is no command %q", args[0]), fmt.Sprintf("see the commands with: %s --help", cmd.CommandPath()))
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		u.Fix = fmt.Sprintf("did you mean: %s %s", cmd.CommandPath(), near[0])
	}
	return u
}

// flagError says what is wrong with a flag, and which one could have been meant.
func flagError(cmd *cobra.Command, err error) error {
	if known, ok := errors.AsType[*problem.Error](err); ok { // from the parser of a value
		return known
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return problem.Usage(err.Error(), "see the flags with: "+cmd.CommandPath()+" --help")
	}
	u := problem.Usage(
		fmt.Sprintf("%s has no flag --%s", cmd.CommandPath(), unknown.GetSpecifiedName()),
		"see the flags with: "+cmd.CommandPath()+" --help",
	)
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := spelling.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		u.Fix = "did you mean --" + near
	}
	return u
}
