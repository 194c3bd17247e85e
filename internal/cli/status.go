package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
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
	err := c.settle()
	if err == nil {
		err = c.usable()
	}
	shown := c.settings()
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

// usable tells what a request would lack, as far as that can be told without one.
func (c *connection) usable() error {
	if c.sandbox {
		return nil
	}
	if err := c.check(); err != nil {
		return err
	}
	_, err := convertalk.New(convertalk.Options{BaseURL: c.baseURL, Pacer: ratelimit.New(ratelimit.Options{Workers: 1})})
	switch {
	case err != nil:
		return err
	case c.sources.token == "":
		return c.noToken()
	case c.tokenFile != "" && c.tokenFile != "-":
		_, err = profile.ReadToken(c.tokenFile)
	case c.tokenFile == "" && c.profile != nil && c.profile.TokenFile != "":
		_, err = profile.ReadToken(c.profile.TokenPath())
	}
	return err
}

// settings lists all of them for people. The token is not among them.
func (c *connection) settings() []settingJSON {
	if c.sandbox {
		return []settingJSON{{"base URL", "a simulated platform inside leadferry", "--sandbox"}}
	}
	name, token := "", ""
	if c.profile != nil {
		name = c.profile.Name
	}
	switch {
	case c.tokenFile != "":
		token = "not shown: " + c.tokenFile
	case c.sources.token == "":
	case c.profile != nil && c.profile.TokenCommand != nil:
		token = "not shown: what " + c.profile.TokenCommand[0] + " prints"
	case c.profile != nil && c.profile.TokenFile != "":
		token = "not shown: " + c.profile.TokenPath()
	default:
		token = "not shown"
	}
	base := cmp.Or(c.baseURL, convertalk.DefaultBaseURL)
	if strings.Contains(base, "@") {
		base = "not shown: it holds a password"
	}
	rate := strconv.FormatFloat(c.rate, 'f', -1, 64) + " requests a second at most"
	if c.rate == 0 {
		rate = "no ceiling"
	}
	all := []settingJSON{
		{"config file", c.sources.configPath, c.sources.config},
		{"profile", name, cmp.Or(c.sources.profile, "none")},
		{"base URL", base, c.sources.baseURL},
		{"bot ID", c.botID, c.sources.botID},
		{"customer ID", c.customerID, c.sources.customerID},
		{"token", token, c.sources.token},
		{"rate", rate, c.sources.rate},
	}
	for i := range all {
		if all[i].Value == "" && all[i].Name != "profile" && all[i].Name != "config file" {
			all[i].Source = "missing"
		}
	}
	return all
}

// settingJSON is one setting and where it comes from.
type settingJSON struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// settingsJSON is the JSON object of status.
type settingsJSON struct {
	Schema   int           `json:"schema"`
	Command  string        `json:"command"`
	Usable   bool          `json:"usable"`
	Settings []settingJSON `json:"settings"`
	Error    string        `json:"error,omitempty"`
	ExitCode int           `json:"exitCode"`
}
