package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
)

// connectionOptions are the flags of status.
type connectionOptions struct {
	flags.Connection
	bots flags.Profiles
	test bool
}

func (a *app) statusCommand() *cobra.Command {
	var o connectionOptions
	run := func(ctx context.Context) error {
		if o.bots.Every {
			return a.statusOfAll(ctx, &o)
		}
		return a.status(ctx, &o)
	}
	cmd := command("status", noArgs, run, o.Connection.Add, a.jsonFlag, func(f *pflag.FlagSet) {
		f.BoolVar(&o.test, "test", false, "try the token: read one page of leads")
		o.bots.Add(f)
		o.All = "--all-profiles"
	})
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.bots.Check() }
	return cmd
}

// status shows the settings, also where something is wrong with them, and tries them out.
func (a *app) status(ctx context.Context, o *connectionOptions) error {
	found, err := settings.Resolve(o.Flags, a.surroundings())
	shown, err := o.look(ctx, found, err)
	if a.json {
		if err != nil {
			shown.Error = err.Error()
		}
		if printErr := printObject(a, shown, problem.ExitCode(err)); printErr != nil {
			return printErr
		}
		return err
	}
	rows := make([][]string, len(shown.Settings))
	for i, s := range shown.Settings {
		rows[i] = []string{s.Name, cmp.Or(s.Value, "-"), s.Source}
	}
	text := screen.Table(rows)
	if shown.Tested && err == nil {
		text += accepted(found.BotID, shown.Leads) + "\n"
	}
	return cmp.Or(a.answer(text), err)
}

// statusOfAll shows whether every profile can be used.
func (a *app) statusOfAll(ctx context.Context, o *connectionOptions) error {
	o.bots.Flags = o.Flags
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (shown status, line summary.Line, err error) {
		found, err := bot.ofProfile(o.Flags, p)
		if shown, err = o.look(ctx, found, err); err == nil {
			line.State = "usable"
			if shown.Tested {
				line = summary.Line{State: "token accepted"}
			}
		}
		return shown, line, err
	})
	if err != nil {
		return err
	}
	return answerBots(a, &bots, wanted, "usable", bots.Table(time.Now()))
}

// look finds out whether a connection can be used, as far as is wanted.
func (o *connectionOptions) look(ctx context.Context, found *settings.Connection, err error) (status, error) {
	if err == nil {
		err = found.Usable()
	}
	shown := status{Tested: o.test && err == nil, Settings: found.List()}
	if shown.Tested {
		shown.Leads, err = found.Try(ctx)
	}
	shown.Usable = err == nil
	return shown, err
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
