// Package cli is the command line: flags, environment, terminal, messages and exit codes. It is the only package that knows any of
// those; one file holds one command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
)

// Streams are the three standard streams. Out carries data, the JSON object or the one answer asked for; all talk goes to Err.
type Streams struct{ In, Out, Err *os.File }

// Main runs the command that args name and returns the exit code. When ctx ends with an *Interrupted cause, the run cleans up and ends.
func Main(ctx context.Context, args []string, std Streams) (code int) {
	a := &app{std: std, args: args, json: slices.Contains(args, "--json")}
	defer func() {
		if r := recover(); r != nil {
			code = a.fail(fmt.Errorf("leadferry ran into a fault of its own: %v\n%s", r, debug.Stack()))
		}
	}()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // what lives is a few megabytes, whatever the number of leads: collecting it all the time is a waste
	}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(std.In)
	root.SetOut(std.Out)
	root.SetErr(std.Err)
	if err := root.ExecuteContext(ctx); err != nil {
		return a.fail(err)
	}
	return problem.ExitDone
}

// app is one run of the program.
type app struct {
	std     Streams
	args    []string
	json    bool   // one JSON object on stdout, also on failure
	quiet   bool   // no talk on success
	command string // that ran, for the JSON object
	printed bool   // the JSON object has been written
	thrift  sync.Once
	spare   sync.Once
	cores   int
}

// From so many rows and leads on what is remembered of each makes up most of the heap.
const (
	manyRows  = 100_000
	manyLeads = 200_000
)

// saveMemory lets the collector run more often: what is remembered is quick to go over, but there is much of it.
func (a *app) saveMemory() {
	if os.Getenv("GOGC") == "" {
		a.thrift.Do(func() { debug.SetGCPercent(50) })
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "leadferry",
		Short: "Move leads between Convertalk and spreadsheets",
		Long: `leadferry moves leads between Convertalk and spreadsheets.

  leadferry export leads.csv --sandbox     try it on made-up leads, no account needed
  leadferry export leads.csv               every lead of your bot into a spreadsheet
  leadferry check leads.csv                what is wrong with a spreadsheet, before it is imported
  leadferry import leads.csv               write the leads of a spreadsheet to your bot
  leadferry undo leads.csv.report          take that back
  leadferry backup create backups          keep a dated, proved snapshot of your bot
  leadferry sandbox                        a Convertalk to rehearse on, in a second terminal

Where it connects to is told by CONVERTALK_TOKEN, CONVERTALK_BOT_ID and CONVERTALK_CUSTOMER_ID
(and CONVERTALK_BASE_URL for a white-label), or kept once with leadferry init. Add --help to any command for more.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	root.AddCommand(a.exportCommand(), a.importCommand(), a.undoCommand(), a.convertCommand(), a.checkCommand(), a.templateCommand(), a.backupCommand(), a.scheduleCommand(), a.initCommand(), a.statusCommand(), a.sandboxCommand(), a.versionCommand(), completionCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Use: "help [command]", Short: "Help about a command", RunE: func(cmd *cobra.Command, args []string) error {
		about, _, err := root.Find(args)
		if err != nil {
			return unknownCommand(root, args)
		}
		return about.Help()
	}})
	return root
}

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
	if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
		u.Fix = "did you mean --" + near
	}
	return u
}

// nearest returns the name that differs least from a mistyped one, "" if none is near.
func nearest(typed string, names []string) string {
	best, least := "", 3
	fold := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s))
	}
	for _, name := range names {
		if d := spelling.Distance(fold(typed), fold(name)); d < least && d < len(name) {
			best, least = name, d
		}
	}
	return best
}
