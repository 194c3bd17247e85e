package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) statusCommand() *cobra.Command {
	var c flags.Connection
	var test bool
	run := func(ctx context.Context) error { return a.status(ctx, &c, test) }
	return command("status", noArgs, run, c.Add, a.jsonFlag, func(f *pflag.FlagSet) {
		f.BoolVar(&test, "test", false, "try the token: read one page of leads")
	})
}

// status shows the settings, also where something is wrong with them, and tries them out.
func (a *app) status(ctx context.Context, c *flags.Connection, test bool) error {
	found, err := settings.Resolve(c.Flags, a.surroundings())
	if err == nil {
		err = found.Usable()
	}
	shown, leads := found.List(), 0
	test = test && err == nil
	if test {
		leads, err = found.Try(ctx)
	}
	if a.json {
		out := status{Usable: err == nil, Tested: test, Leads: leads, Settings: shown}
		if err != nil {
			out.Error = err.Error()
		}
		if printErr := printObject(a, out, problem.ExitCode(err)); printErr != nil {
			return printErr
		}
		return err
	}
	rows := make([][]string, len(shown))
	for i, s := range shown {
		rows[i] = []string{s.Name, cmp.Or(s.Value, "-"), s.Source}
	}
	text := screen.Table(rows)
	if test && err == nil {
		text += accepted(found.BotID, leads) + "\n"
	}
	return cmp.Or(a.answer(text), err)
}

// accepted says that a page of leads was read.
func accepted(bot string, leads int) string {
	if bot == "" {
		bot = "of the simulated platform"
	}
	return fmt.Sprintf("Token accepted: bot %s answered with %s on the first page.", bot, screen.Count(leads, "lead"))
}

// status is the JSON object of the command.
type status struct {
	Usable   bool               `json:"usable"`
	Tested   bool               `json:"tested"` // a page of leads was asked for
	Leads    int                `json:"leads"`  // on it
	Settings []settings.Setting `json:"settings"`
	Error    string             `json:"error,omitempty"`
}
