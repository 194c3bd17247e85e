package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) statusCommand() *cobra.Command {
	var c connection
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
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "status"
			return a.status(&c)
		},
	}
	c.flags(cmd.Flags())
	a.jsonFlag(cmd)
	return cmd
}

// status shows the settings, also where something is wrong with them.
func (a *app) status(c *connection) error {
	found, err := settings.Resolve(c.Flags, a.surroundings())
	if err == nil {
		err = found.Usable()
	}
	shown := found.List()
	if a.json {
		out := settingsJSON{Schema: 1, Command: a.command, Usable: err == nil, Settings: shown}
		if err != nil {
			out.Error, out.ExitCode = err.Error(), problem.ExitCode(err)
		}
		if printErr := a.printJSON(out); printErr != nil {
			return printErr
		}
		return err
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, s := range shown {
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.Name, cmp.Or(s.Value, "-"), s.Source) //nolint:errcheck // it goes to memory
	}
	table.Flush() //nolint:errcheck // to memory too
	if answerErr := a.answer(text.String()); answerErr != nil {
		return answerErr
	}
	return err
}

// settingsJSON is the JSON object of status.
type settingsJSON struct {
	Schema   int                `json:"schema"`
	Command  string             `json:"command"`
	Usable   bool               `json:"usable"`
	Settings []settings.Setting `json:"settings"`
	Error    string             `json:"error,omitempty"`
	ExitCode int                `json:"exitCode"`
}
