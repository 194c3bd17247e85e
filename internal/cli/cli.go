// Package cli is the command line: each file is a command, whose flags become typed options, which
// runs the job and shows its summary. Only this package reads the environment.
package cli

import (
	"context"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

// Streams are the three standard streams. Out carries data, the JSON object or the one answer asked
// for; all messages go to Err.
type Streams struct{ In, Out, Err *os.File }

// Main runs the command that args name and returns the exit code. When ctx ends with a
// *problem.Interrupted cause, the run cleans up and ends.
func Main(ctx context.Context, args []string, std Streams) int {
	collectLess(garbageOfRun)
	kind, plain := os.Getenv("TERM"), os.Getenv("NO_COLOR") != ""
	a := &app{
		Screen: screen.New(std.In, std.Err, kind, plain), std: std, page: screen.New(std.In, std.Out, kind, plain),
		args: args, json: slices.Contains(args, "--json"), pacers: &settings.Pacers{Folder: ownState("pace")},
	}
	return a.run(ctx)
}

// run runs the command and returns the exit code.
func (a *app) run(ctx context.Context) int {
	err := problem.Caught("running", func() error {
		root := a.root()
		if err := typographic(a.args); err != nil {
			if meant, _, unknown := root.Find(a.args); unknown == nil {
				a.command = commandName(meant)
			}
			return err
		}
		root.SetArgs(a.args)
		root.SetIn(a.std.In)
		root.SetOut(a.std.Out)
		root.SetErr(a.std.Err)
		ran, err := root.ExecuteContextC(ctx)
		a.command = commandName(ran) // a wrong flag ends a run before it begins
		return err
	})()
	if a.lost != nil && (err == nil || isType[*saidError](err)) {
		err = a.lost
	}
	if err != nil {
		return a.fail(err)
	}
	return problem.ExitDone
}

// How much garbage gathers before it is collected, in percent of what lives: a run ends soon, but a page
// stays open beside a browser.
const (
	garbageOfRun  = 400
	garbageOfPage = 150
)

// collectLess makes garbage collection rarer than Go does by itself: what lives is a few megabytes,
// and collecting it all the time takes a fifth of a conversion. The memory limit, a soft one, brings
// the usual pace back where millions of leads are remembered: a uuid takes some 45 bytes, and
// with the program itself the limit stays below the 256 MB that no input may exceed. The environment wins.
func collectLess(garbage int) {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(garbage)
		debug.SetMemoryLimit(200 << 20)
	}
}

// app is one run of the program.
type app struct {
	*screen.Screen
	std     Streams
	args    []string
	page    *screen.Screen // standard output
	json    bool           // one JSON object on stdout, also on failure
	looks   bool           // the run sends nothing: what it finds is the answer
	command string         // that runs, for the JSON object
	printed bool           // the JSON object has been written
	pacers  *settings.Pacers
	lost    error // why the answer could not be written
}

// commandName is what a command is called after the program's name.
func commandName(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), "leadferry ")
}

func (a *app) root() *cobra.Command {
	root := group("leadferry")
	for _, part := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Leads", []*cobra.Command{
			a.exportCommand(), a.checkCommand(), a.importCommand(), a.undoCommand(), a.historyCommand(), a.convertCommand(), a.templateCommand(), a.duplicatesCommand(),
		}},
		{"Backup", []*cobra.Command{a.backupCommand(), a.scheduleCommand()}},
		{"Setup", []*cobra.Command{
			a.initCommand(), a.profilesCommand(), a.statusCommand(), a.sandboxCommand(), a.uiCommand(), a.versionCommand(), completionCommand(), manCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: part.title, Title: part.title})
		for _, cmd := range part.commands {
			cmd.GroupID = part.title
			root.AddCommand(cmd)
		}
	}
	root.SilenceUsage, root.SilenceErrors = true, true
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		a.command = commandName(cmd)
		if cmd.DisableFlagParsing { // it completes a line that is not finished
			return nil
		}
		return flags.Given(cmd.Flags(), a.args)
	}
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCommand(root))
	root.SetHelpFunc(a.showHelp)
	addTopics(root)
	a.completeProfiles(root)
	root.Version = version()
	root.SetVersionTemplate(versionLine())
	root.InitDefaultHelpFlag()
	root.Flags().Lookup("help").Hidden = true // the page says how to see those of the commands
	root.Flags().BoolP("version", "V", false, "print the version")
	root.Flags().Lookup("version").Hidden = true // the page names it, and fits a screen
	return root
}
