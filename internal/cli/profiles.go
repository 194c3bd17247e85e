package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) profilesCommand() *cobra.Command {
	var config string
	run := func(context.Context) error { return a.profiles(config) }
	return command("profiles", noArgs, run, a.jsonFlag, func(f *pflag.FlagSet) { flags.Config(f, &config) })
}

// profiles lists the profiles of the config file.
func (a *app) profiles(config string) error {
	path, all, err := settings.Known(settings.Flags{Config: config}, a.surroundings())
	if err != nil {
		return err
	}
	switch {
	case a.json:
	case len(all) == 0:
		a.Say("there is no profile yet: make one with: leadferry init")
	default:
		rows := [][]string{{"PROFILE", "BOT", "SERVER", "TOKEN FROM", "FILES FOR"}}
		for _, p := range all {
			name := p.Name
			if p.Default {
				name += " (default)"
			}
			files := strings.Trim(p.For+", "+p.Delimiter, ", ")
			rows = append(rows, []string{name, cmp.Or(p.BotID, "-"), p.BaseURL, cmp.Or(p.Token, "-"), cmp.Or(files, "-")})
		}
		if err := a.answer(screen.Table(rows)); err != nil {
			return err
		}
	}
	code := problem.ExitDone
	for i := range all {
		if bad := all[i].Error; bad != nil {
			code = problem.ExitUsage
			a.Warn("error: profile %s cannot be used: %s", all[i].Name, bad.Text)
			a.Warn("  fix: %s", bad.Fix)
		}
	}
	return end(a, profileList{path, all}, code)
}

// profileList is the JSON object of profiles.
type profileList struct {
	Config   string                  `json:"config"`
	Profiles []settings.KnownProfile `json:"profiles"`
}
