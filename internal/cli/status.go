package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) statusCommand() *cobra.Command {
	var c flags.Connection
	run := func(context.Context) error { return a.status(&c) }
	return command("status", noArgs, run, c.Add, a.jsonFlag)
}

// status shows the settings, also where something is wrong with them.
func (a *app) status(c *flags.Connection) error {
	found, err := settings.Resolve(c.Flags, a.surroundings())
	if err == nil {
		err = found.Usable()
	}
	shown := found.List()
	if a.json {
		out := status{Usable: err == nil, Settings: shown}
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
	return cmp.Or(a.answer(screen.Table(rows)), err)
}

// status is the JSON object of the command.
type status struct {
	Usable   bool               `json:"usable"`
	Settings []settings.Setting `json:"settings"`
	Error    string             `json:"error,omitempty"`
}
