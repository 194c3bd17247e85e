package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) statusCommand() *cobra.Command {
	var c flags.Connection
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show each setting of the connection and where it comes from",
		Long: `Shows what another command would connect with here, and where each setting comes from: a flag, the environment, a profile of the config
file, or the default. The token is not shown. No request is made and no token_command is run.

A flag wins over the environment. A profile named with --profile must not contradict the environment. The profile that the config file
names as default (or its only one) is used where none of the CONVERTALK_ variables is set.

Exit codes: 0 all is there; 2 a setting is missing or wrong; 4 there is no token.`,
		Example: `  leadferry status
  leadferry status --profile acme`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return a.status(&c) },
	}
	c.Add(cmd.Flags())
	a.jsonFlag(cmd.Flags())
	return cmd
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
