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
)

// Draft is a profile that is not saved yet.
type Draft struct {
	profile.Profile
	Path  string // of the config file
	Token string // to be saved in a file beside it; "" if the profile names one

	flags   Flags
	around  Surroundings
	replace bool
}

// NewDraft names a profile and takes what the flags say of it. It refuses a name that is taken,
// unless it is to be replaced.
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
	d.Name = cmp.Or(flags.Profile, "main")
	d.BaseURL = cmp.Or(flags.BaseURL, around.Getenv("CONVERTALK_BASE_URL"))
	if flags.Given("rate") {
		d.Rate = &d.flags.Rate
	}
	return d, d.checkName()
}

func (d *Draft) checkName() error {
	file, err := profile.Load(d.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := profile.CheckName(d.Name); err != nil || file == nil || d.replace {
		return err
	}
	if d.flags.Profile == "" && len(file.Profiles) > 0 {
		return problem.Usage(file.Path+" has profiles already", "name the new one with --profile NAME")
	}
	if _, err := file.Named(d.Name); err == nil {
		return problem.Usage(fmt.Sprintf("%s has a profile %s already", file.Path, d.Name),
			"choose another name with --profile, or replace it with --force")
	}
	return nil
}

// SetPage takes the IDs from the address of the bot's page or its embed script.
func (d *Draft) SetPage(text string) error {
	page, err := profile.ParsePage(text)
	if err != nil {
		return err
	}
	d.BotID, d.CustomerID = page.BotID, page.CustomerID
	if d.BaseURL == "" && page.Host != "" && page.Host != "convertalk.com" && !strings.HasSuffix(page.Host, ".convertalk.com") {
		return problem.Usage(page.Host+" is a white-label, whose API has an address of its own",
			"ask its support for that, and add --base-url https://...")
	}
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
		return MissingToken("set CONVERTALK_TOKEN, or pipe the token in with --token-file - (the vendor's support hands tokens out)")
	}
	return nil
}

// Client returns a client with the settings of the draft. No request is made.
func (d *Draft) Client() (*convertalk.Client, error) {
	flags := d.flags
	flags.BaseURL, flags.BotID, flags.CustomerID = d.BaseURL, d.BotID, d.CustomerID
	if !flags.Given("max-wait") {
		flags.MaxWait = 30 * time.Second // a person is waiting
	}
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
	page, err := client.Chats(ctx, lead.TypeLead, 1)
	if err != nil {
		return 0, err
	}
	defer page.Release()
	return len(page.Records), nil
}

// Save writes the profile, and the token if it is in no file yet.
func (d *Draft) Save() (err error) {
	d.Profile, err = profile.Save(d.Path, d.Profile, d.Token, d.replace)
	return err
}
