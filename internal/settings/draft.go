package settings

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
)

// Draft is a profile that is not saved yet.
type Draft struct {
	profile.Profile
	Path       string // of the config file
	Token      string // to be saved in a file beside it; "" if the profile names one
	WhiteLabel string // the host of the page, if its API has an address that the page does not tell

	flags   Flags
	around  Surroundings
	replace bool
	file    *profile.File // as it was; empty if there was none
}

// NewDraft takes what the flags say of a profile. A profile of its name is replaced only if that is
// wanted.
func NewDraft(flags Flags, around Surroundings, replace bool) (*Draft, error) {
	d := &Draft{Path: ConfigPath(flags, around), flags: flags, around: around, replace: replace}
	switch {
	case d.Path == "":
		return nil, problem.Usage("there is no home folder to keep the config file in",
			"name the file with --config FILE")
	case flags.Sandbox:
		return nil, problem.Usage("--sandbox has no settings to keep",
			"start a platform of its own with leadferry sandbox, and name it with --base-url")
	}
	d.Name = flags.Profile
	d.BaseURL = cmp.Or(flags.BaseURL, around.Getenv("CONVERTALK_BASE_URL"))
	if flags.Given("rate") {
		d.Rate = &d.flags.Rate
	}
	file, err := profile.Load(d.Path)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = &profile.File{Path: d.Path}, nil
	}
	d.file = file
	return d, err
}

// IsFirst reports whether the config file has no profile yet.
func (d *Draft) IsFirst() bool { return len(d.file.Profiles) == 0 }

// Default returns the name of the profile that commands take which name none, "" if they have to.
func (d *Draft) Default() string {
	if first, _ := d.file.Default(); first != nil {
		return first.Name
	}
	if d.IsFirst() {
		return d.Name
	}
	return ""
}

// SetName names the profile.
func (d *Draft) SetName(name string) error {
	if name == "" {
		return problem.Usage(d.Path+" has profiles already", "name the new one with --profile NAME")
	}
	if err := profile.CheckName(name); err != nil {
		return err
	}
	if d.file.Has(name) && !d.replace {
		return problem.Usage(fmt.Sprintf("%s has a profile %s already", d.Path, name),
			"choose another name with --profile, or replace it with --force")
	}
	d.Name = name
	return nil
}

// SetIDs takes the IDs that flags name, without a page.
func (d *Draft) SetIDs(bot, customer, page string) error {
	switch {
	case page != "":
		return problem.Usage("both the page and --bot-id with --customer-id name the bot", "leave out one of them")
	case bot == "" || customer == "":
		return problem.Usage("--bot-id and --customer-id belong together", "give both, or the address of the bot's page")
	}
	d.BotID, d.CustomerID = bot, customer
	return nil
}

// SetPage takes the IDs from the address of the bot's page or its embed script.
func (d *Draft) SetPage(text string) error {
	page, err := profile.ParsePage(text)
	if err != nil {
		return err
	}
	d.BotID, d.CustomerID, d.WhiteLabel = page.BotID, page.CustomerID, ""
	if page.Host != "" && page.Host != "convertalk.com" && !strings.HasSuffix(page.Host, ".convertalk.com") {
		d.WhiteLabel = page.Host
	}
	return nil
}

// SetBaseURL takes the address of the API of a white-label.
func (d *Draft) SetBaseURL(address string) error {
	if address == "" {
		return problem.Usage("the page on "+d.WhiteLabel+" does not say the address of its API",
			"add --base-url https://...; the platform's support knows it, and leadferry sandbox prints its own")
	}
	if _, err := convertalk.New(convertalk.Options{BaseURL: address, Pacer: ratelimit.New(d.flags.pace(false))}); err != nil {
		return err
	}
	d.BaseURL = address
	return nil
}

// SetTokenFile names a file that holds the token.
func (d *Draft) SetTokenFile(path string) (err error) {
	if d.TokenFile, err = filepath.Abs(path); err == nil {
		_, err = profile.ReadToken(path)
	}
	return err
}

// SetToken takes a token that is in no file yet.
func (d *Draft) SetToken(token string) error {
	d.Token = strings.TrimSpace(token)
	if d.Token == "" {
		return MissingToken("set CONVERTALK_TOKEN, or pipe the token in with --token-file - (the vendor's support gives you one)")
	}
	return nil
}

// Client returns a client with the settings of the draft. No request is made.
func (d *Draft) Client() (*convertalk.Client, error) {
	flags := d.flags
	flags.BaseURL, flags.BotID, flags.CustomerID = d.BaseURL, d.BotID, d.CustomerID
	flags.patient()
	token := d.Token
	if token == "" {
		var err error
		if token, err = profile.ReadToken(d.TokenFile); err != nil {
			return nil, err
		}
	}
	o, err := flags.Options(token, d.around.UserAgent)
	if err != nil {
		return nil, err
	}
	return convertalk.New(o)
}

// Try reads one page of leads and returns how many are on it.
func (d *Draft) Try(ctx context.Context) (leads int, err error) {
	client, err := d.Client()
	if err != nil {
		return 0, err
	}
	return firstPage(ctx, client)
}

// Try reads one page of leads and returns how many are on it.
func (c *Connection) Try(ctx context.Context) (leads int, err error) {
	c.patient()
	s, err := c.Reader(ctx)
	if err != nil {
		return 0, err
	}
	return firstPage(ctx, s.Client)
}

func firstPage(ctx context.Context, client *convertalk.Client) (leads int, err error) {
	page, err := client.Chats(ctx, lead.TypeLead, 1)
	if err != nil {
		return 0, err
	}
	defer page.Release()
	if page.Data == convertalk.DataMissing {
		return 0, convertalk.NoList(lead.TypeLead)
	}
	return len(page.Records), nil
}

// Save writes the profile, and the token if it is in no file yet.
func (d *Draft) Save() (err error) {
	d.Profile, err = profile.Save(d.Path, d.Profile, d.Token, d.replace)
	return err
}

// patient lets a request that a person waits for take half a minute, unless a flag says otherwise.
func (f *Flags) patient() {
	if !f.Given("max-wait") {
		f.MaxWait = 30 * time.Second
	}
}
