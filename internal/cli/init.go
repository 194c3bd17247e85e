package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

// initOptions are the flags of init.
type initOptions struct {
	flags.Connection
	page            string // the address of the bot's page, or its embed script
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
	f.BoolVarP(&o.force, "force", "f", false, "replace the profile of that name")
	f.BoolVar(&o.untested, "no-test", false, "make no request to try the settings out")
	o.Connection.Add(f)
	for _, name := range []string{"bot-id", "customer-id", "workers", "sandbox", "read-header", "write-header"} {
		f.Lookup(name).Hidden = true // the page tells, or the profile cannot hold it
	}
	f.Lookup("profile").Usage = "the name to keep the settings under; default: main, if there is none yet"
}

// init makes the profile, tries it out, and only then saves it.
func (a *app) init(ctx context.Context, o *initOptions) error {
	d, err := settings.NewDraft(o.Flags, a.surroundings(), o.force)
	if err != nil {
		return err
	}
	page, err := a.askPage(ctx, o)
	if err != nil {
		return err
	}
	if err := d.SetPage(page); err != nil {
		return err
	}
	if err := a.askToken(ctx, o, d); err != nil {
		return err
	}
	leads := 0
	if o.untested {
		_, err = d.Client()
	} else {
		leads, err = d.Try(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w; no profile was written", err)
	}
	if err := d.Save(); err != nil {
		return err
	}
	if !a.json {
		a.tellInit(o, d, leads)
	}
	return end(a, initSummary{
		d.Name, d.Path, d.TokenFile, cmp.Or(d.BaseURL, convertalk.DefaultBaseURL), d.BotID, d.CustomerID, !o.untested, leads,
	}, problem.ExitDone)
}

// askPage returns the address of the bot's page or its embed script.
func (a *app) askPage(ctx context.Context, o *initOptions) (string, error) {
	switch {
	case o.page != "":
		return o.page, nil
	case a.CanAsk:
		text, err := a.Prompt(ctx, "the address of the bot's page, or its embed script: ")
		if errors.Is(err, io.EOF) {
			err = problem.Usage("there was no answer", "give it as an argument")
		}
		return text, err
	case o.TokenFile == "-":
		return "", problem.Usage("the page and the token cannot both come from standard input",
			"give the page's address as an argument")
	}
	return screen.ReadAll(ctx, a.In)
}

// askToken takes the token from its file, from the environment, or from the keyboard.
func (a *app) askToken(ctx context.Context, o *initOptions, d *settings.Draft) (err error) {
	token := strings.TrimSpace(os.Getenv("CONVERTALK_TOKEN"))
	switch {
	case o.TokenFile == "-":
		token, err = screen.ReadAll(ctx, a.In)
	case o.TokenFile != "":
		return d.SetTokenFile(o.TokenFile)
	case token == "" && a.CanAsk:
		token, err = a.PromptSecret(ctx, "the token (from the vendor's support; it is not shown): ")
	}
	return cmp.Or(err, d.SetToken(token))
}

// tellInit says what was saved where.
func (a *app) tellInit(o *initOptions, d *settings.Draft, leads int) {
	if !o.untested {
		a.Say("the token fits bot %s: the first page holds %s", d.BotID, screen.Count(leads, "lead"))
	}
	a.Say("profile %s is kept in %s", d.Name, d.Path)
	if d.Token != "" {
		a.Say("  its token lies beside it in %s", d.TokenFile)
	}
	next := []string{"leadferry", "export", "leads.csv"}
	if o.Profile != "" {
		next = append(next, "--profile", o.Profile)
	}
	if o.Config != "" {
		next = append(next, "--config", o.Config)
	}
	a.Say("  next: %s", screen.Command(next...))
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
}
