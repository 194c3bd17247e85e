package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
)

// initOptions are the flags of init.
type initOptions struct {
	flags.Connection
	page            string // the address of the bot's page, or its embed script
	files           flags.Output
	force, untested bool
}

func (a *app) initCommand() *cobra.Command {
	var o initOptions
	take := func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return problem.Usage("init takes one page address or embed script", "put it in quotes")
		}
		o.page = strings.Join(args, "")
		return nil
	}
	run := func(ctx context.Context) error { return a.init(ctx, &o) }
	return command("init", take, run, o.flags, a.jsonFlag)
}

func (o *initOptions) flags(f *pflag.FlagSet) {
	flags.Force(f, &o.force)
	f.BoolVar(&o.untested, "no-test", false, "do not try out the settings")
	o.Connection.Add(f)
	o.files.AddProgram(f)
	for _, name := range []string{"workers", "sandbox", "read-header", "write-header"} {
		f.Lookup(name).Hidden = true // a profile cannot hold them
	}
}

// init makes the profile, tries it out, and only then saves it.
func (a *app) init(ctx context.Context, o *initOptions) error {
	d, err := settings.NewDraft(o.Flags, a.surroundings(), o.force)
	if err != nil {
		return err
	}
	if err := a.askName(ctx, d); err != nil {
		return err
	}
	if err := a.askBot(ctx, o, d); err != nil {
		return err
	}
	leads, err := a.askToken(ctx, o, d)
	if err != nil {
		return unkept(err)
	}
	if err := a.askProgram(ctx, o, d); err != nil {
		return unkept(err)
	}
	if err := d.Save(); err != nil {
		return err
	}
	if !a.json {
		a.tellInit(o, d, leads)
	}
	return end(a, initSummary{
		d.Name, d.Path, d.TokenFile, cmp.Or(d.BaseURL, convertalk.DefaultBaseURL), d.BotID, d.CustomerID, !o.untested, leads, d.Default() == d.Name,
	}, problem.ExitDone)
}

// tellInit says what was saved where.
func (a *app) tellInit(o *initOptions, d *settings.Draft, leads int) {
	if !o.untested {
		a.Say("%s", accepted(d.BotID, leads))
	}
	saved := ""
	if d.Token != "" {
		saved = "; token saved in " + shell.Quote(d.TokenFile) + " (readable only by you)"
	}
	a.Say("Saved profile %q in %s%s.", d.Name, shell.Quote(d.Path), saved)
	next := []string{"leadferry", "export", "leads.csv"}
	if first := d.Default(); first != d.Name {
		next = append(next, "--profile", d.Name)
		if first != "" {
			a.Say("  %s stays the default", first)
		}
	}
	if o.Config != "" {
		next = append(next, "--config", o.Config)
	}
	a.Say("  next: %s", shell.Command(next...))
	a.Say("  or back the bot up: %s", shell.Command(append([]string{"leadferry", "backup", "create", "backups"}, next[3:]...)...))
}

// initSummary is the JSON object of init.
type initSummary struct {
	Profile    string `json:"profile"`
	Config     string `json:"config"`
	TokenFile  string `json:"tokenFile"`
	BaseURL    string `json:"baseUrl"`
	BotID      string `json:"botId"`
	CustomerID string `json:"customerId"`
	Tested     bool   `json:"tested"`
	Leads      int    `json:"leads"`
	Default    bool   `json:"default"` // it is the profile of commands that name none
}
