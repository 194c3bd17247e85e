package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/lead"
)

// initOptions are the flags of init, and what it has found out.
type initOptions struct {
	connection
	page            string // the bot's page address or its embed script
	force, untested bool

	made  profile.Profile
	token string // to be kept in a file of our own, "" if it has one already
}

func (a *app) initCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [PAGE]",
		Short: "Keep the settings of a bot as a profile, and try them out",
		Long: `Finds the bot's IDs in PAGE, which is the address of the bot's page or its embed script, reads one page of leads to see whether the token
fits, and keeps all that as a profile in the config file. Nothing is kept when the token does not work.

Without PAGE it asks, or reads it from standard input. The token comes from --token-file, else from CONVERTALK_TOKEN, else it asks. A token
that is not in a file yet is kept in one beside the config file, which only you can read. For a program that hands out tokens, such as a
password manager, write token_command = ["pass", "show", "convertalk"] into the profile in place of token_file.

Exit codes: 0 done; 1 the bot could not be read; 2 wrong use; 4 token missing or refused. Any other code is a failure too.`,
		Example: `  leadferry init https://page.convertalk.com/<BotId>/<CustomerId>
  leadferry init --profile acme --token-file acme.token '<script ...>BotId,CustomerId</script>'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return problem.Usage("init takes one page address or embed script", "put it in quotes")
			}
			o.page = strings.Join(args, "")
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "init"
			return a.init(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.force, "force", "f", false, "replace the profile of that name")
	f.BoolVar(&o.untested, "no-test", false, "make no request to try the settings out")
	o.flags(f)
	for _, name := range []string{"bot-id", "customer-id", "workers", "sandbox", "read-header", "write-header"} {
		f.Lookup(name).Hidden = true // the page tells, or the profile cannot hold it
	}
	f.Lookup("profile").Usage = "the name to keep the settings under; default: main, if there is none yet"
	a.jsonFlag(cmd)
	return cmd
}

// init makes the profile, tries it out, and only then writes it.
func (a *app) init(ctx context.Context, o *initOptions) error {
	o.findConfig()
	switch {
	case o.sources.configPath == "":
		return problem.Usage("there is no home folder to keep the config file in", "name the file with --config FILE")
	case o.sandbox:
		return problem.Usage("--sandbox has no settings to keep", "start a platform of its own with leadferry sandbox, and name it with --base-url")
	}
	if err := o.nameProfile(); err != nil {
		return err
	}
	if err := a.findBot(ctx, o); err != nil {
		return err
	}
	if err := a.findToken(ctx, o); err != nil {
		return err
	}
	leads, err := a.try(ctx, o)
	if err != nil {
		return fmt.Errorf("%w; no profile was written", err)
	}
	if o.made, err = profile.Save(o.sources.configPath, o.made, o.token, o.force); err != nil {
		return err
	}
	return a.tellInit(o, leads)
}

// nameProfile decides what the profile is called, and refuses a name that is taken before anything is asked.
func (o *initOptions) nameProfile() error {
	file, err := profile.Load(o.sources.configPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	o.made.Name = cmp.Or(o.profileName, "main")
	if err := profile.CheckName(o.made.Name); err != nil || file == nil {
		return err
	}
	if o.profileName == "" && len(file.Profiles) > 0 && !o.force {
		return problem.Usage(fmt.Sprintf("%s has profiles already", file.Path), "name the new one with --profile NAME")
	}
	if _, err := file.Named(o.made.Name); err == nil && !o.force {
		return problem.Usage(fmt.Sprintf("%s has a profile %s already", file.Path, o.made.Name), "choose another name with --profile, or replace it with --force")
	}
	return nil
}

// findBot takes the IDs from what the user has: the page's address or the embed script.
func (a *app) findBot(ctx context.Context, o *initOptions) (err error) {
	text := o.page
	switch {
	case text != "":
	case a.mayAsk():
		text, err = a.prompt(ctx, "the address of the bot's page, or its embed script: ")
	case o.tokenFile == "-":
		return problem.Usage("the page and the token cannot both come from standard input", "give the page's address as an argument")
	default:
		text, err = readAll(ctx, a.std.In)
	}
	if err != nil {
		return err
	}
	page, err := profile.ParsePage(text)
	if err != nil {
		return err
	}
	o.made.BotID, o.made.CustomerID = page.BotID, page.CustomerID
	if o.given("rate") {
		o.made.Rate = &o.rate
	}
	o.made.BaseURL = cmp.Or(o.baseURL, os.Getenv("CONVERTALK_BASE_URL"))
	if o.made.BaseURL == "" && page.Host != "" && page.Host != "convertalk.com" && !strings.HasSuffix(page.Host, ".convertalk.com") {
		return problem.Usage(fmt.Sprintf("%s is a white-label, whose API has an address of its own", page.Host), "ask its support for that, and add --base-url https://...")
	}
	return nil
}

// prompt asks for a line of text. A script element may be pasted as several.
func (a *app) prompt(ctx context.Context, question string) (text string, err error) {
	a.show(question)
	in := bufio.NewReader(a.std.In)
	waitErr := interruptible(ctx, func() {
		for more := true; more && err == nil; more = strings.Contains(text, "<script") && !strings.Contains(text, "</script") {
			var line string
			line, err = in.ReadString('\n')
			text += line
		}
	})
	switch {
	case waitErr != nil:
		return "", waitErr
	case err != nil && text == "":
		return "", problem.Usage("there was no answer", "give it as an argument")
	}
	return text, nil
}

// findToken takes the token from its file, from the environment, or from the keyboard.
func (a *app) findToken(ctx context.Context, o *initOptions) (err error) {
	ambient := strings.TrimSpace(os.Getenv("CONVERTALK_TOKEN"))
	switch {
	case o.tokenFile == "-":
		o.token, err = readAll(ctx, a.std.In)
	case o.tokenFile != "":
		if o.made.TokenFile, err = filepath.Abs(o.tokenFile); err == nil {
			_, err = profile.ReadToken(o.tokenFile)
		}
		return err
	case ambient != "":
		o.token = ambient
	case a.mayAsk():
		o.token, err = a.promptSecret(ctx, "the token (from the vendor's support; it is not shown): ")
	}
	if o.token = strings.TrimSpace(o.token); o.token == "" && err == nil {
		err = noToken("set CONVERTALK_TOKEN, or pipe the token in with --token-file - (the vendor's support hands tokens out)")
	}
	return err
}

// promptSecret asks for a line that is not to be seen. The terminal shows nothing any more before it asks, so that what is pasted at once is not
// seen either, and is put right again however this ends.
func (a *app) promptSecret(ctx context.Context, question string) (text string, err error) {
	fd := int(a.std.In.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	a.show(question)
	var typed []byte
	waitErr := interruptible(ctx, func() { typed, err = term.ReadPassword(fd) })
	restoreErr := term.Restore(fd, before)
	a.show("\n")
	if waitErr != nil {
		return "", errors.Join(waitErr, restoreErr)
	}
	return string(typed), errors.Join(err, restoreErr)
}

// try reads one page with the new settings. leads is how many are on it, -1 if it was not tried.
func (a *app) try(ctx context.Context, o *initOptions) (leads int, err error) {
	c := o.connection
	c.baseURL, c.botID, c.customerID = o.made.BaseURL, o.made.BotID, o.made.CustomerID
	if !c.given("max-wait") {
		c.maxWait = 30 * time.Second // somebody is waiting
	}
	settings, err := c.options()
	if err != nil {
		return 0, err
	}
	if settings.Token = o.token; o.token == "" {
		if settings.Token, err = profile.ReadToken(o.made.TokenFile); err != nil {
			return 0, err
		}
	}
	client, err := convertalk.New(settings)
	if err != nil || o.untested {
		return -1, err
	}
	page, err := client.Chats(ctx, lead.TypeLead, 1)
	if err != nil {
		return 0, err
	}
	defer page.Release()
	return len(page.Records), nil
}

// tellInit says what stands where now.
func (a *app) tellInit(o *initOptions, leads int) error {
	if a.json {
		return a.printJSON(initSummary{1, a.command, o.made.Name, o.sources.configPath, o.made.TokenFile, cmp.Or(o.made.BaseURL, convertalk.DefaultBaseURL), o.made.BotID, o.made.CustomerID, !o.untested, max(leads, 0)})
	}
	if !o.untested {
		a.say("the token fits bot %s: the first page holds %s", o.made.BotID, count(leads, "lead"))
	}
	a.say("profile %s is kept in %s", o.made.Name, o.sources.configPath)
	if o.token != "" {
		a.say("  its token lies beside it in %s", o.made.TokenFile)
	}
	words := "leadferry export leads.csv"
	if o.profileName != "" {
		words += " --profile " + o.profileName
	}
	if o.configFile != "" {
		words += " --config " + quoteArg(o.configFile)
	}
	a.say("  next: %s", words)
	return nil
}

// initSummary is the JSON object of init.
type initSummary struct {
	Schema     int    `json:"schema"`
	Command    string `json:"command"`
	Profile    string `json:"profile"`
	Config     string `json:"config"`
	TokenFile  string `json:"tokenFile"`
	BaseURL    string `json:"baseUrl"`
	BotID      string `json:"botId"`
	CustomerID string `json:"customerId"`
	Tested     bool   `json:"tested"`
	Leads      int    `json:"leads"`
}
