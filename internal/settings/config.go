package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// UsualConfig is where the config file is unless the user says otherwise, as the help shows it.
const UsualConfig = "leadferry/config.toml in your own config folder"

const configVariable = "LEADFERRY_CONFIG"

// ConfigPath returns where the config file is or would be, "" if there is no place for one.
func ConfigPath(flags Flags, around Surroundings) string {
	c := Connection{Flags: flags, around: around}
	c.findConfig()
	return c.ConfigPath
}

// Profiles returns the path of the config file and its profiles. Flags that hold for one bot alone
// are refused.
func Profiles(flags Flags, around Surroundings) (path string, all []profile.Profile, err error) {
	for _, flag := range []string{"profile", "base-url", "bot-id", "customer-id", "token-file", "sandbox"} {
		if flags.Given(flag) {
			return "", nil, problem.Usage(fmt.Sprintf("--all-profiles and --%s cannot be used together", flag),
				"leave out one of them")
		}
	}
	c := Connection{Flags: flags, around: around}
	c.findConfig()
	file, err := c.loadConfig(true)
	if err != nil {
		return "", nil, err
	}
	if len(file.Profiles) == 0 {
		return "", nil, problem.Usage(file.Path+" has no profile", "make one with: leadferry init")
	}
	return c.ConfigPath, file.Profiles, nil
}

// KnownProfile is a profile for people, without its token.
type KnownProfile struct {
	Name       string   `json:"name"`
	Default    bool     `json:"default"` // of commands that name none
	BaseURL    string   `json:"baseUrl"`
	BotID      string   `json:"botId"`
	CustomerID string   `json:"customerId"`
	Token      string   `json:"tokenFrom"` // where it comes from, "" for the environment
	For        string   `json:"for,omitzero"`
	Delimiter  string   `json:"delimiter,omitzero"`
	MapFile    string   `json:"mapFile,omitzero"`
	Rate       *float64 `json:"rate,omitzero"`

	Error *Unusable `json:"error,omitzero"` // why it cannot be used; nil if it can
}

// Unusable is what is wrong with a profile in the config file.
type Unusable struct {
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

// Known returns the path of the config file and its profiles for people, none if there is no file.
func Known(flags Flags, around Surroundings) (path string, all []KnownProfile, err error) {
	c := Connection{Flags: flags, around: around}
	c.findConfig()
	all = []KnownProfile{}
	file, err := c.loadConfig(false)
	if err != nil || file == nil {
		return c.ConfigPath, all, err
	}
	first, _ := file.Default()
	for i := range file.Profiles {
		p := &file.Profiles[i]
		k := KnownProfile{
			Name: p.Name, Default: first != nil && first.Name == p.Name, BaseURL: shownBase(p.BaseURL), BotID: p.BotID, CustomerID: p.CustomerID,
			For: p.For, Delimiter: p.Delimiter, MapFile: p.MapFile, Rate: p.Rate, Token: p.TokenFile,
		}
		if p.TokenCommand != nil {
			k.Token = "what " + p.TokenCommand[0] + " prints"
		}
		if err := p.Problem(); err != nil {
			k.Error = &Unusable{err.Error(), problem.Remedy(err)}
		}
		all = append(all, k)
	}
	return c.ConfigPath, all, nil
}

// Chosen returns the profile that Resolve would choose, nil when none is meant.
func Chosen(flags Flags, around Surroundings) (*profile.Profile, error) {
	c := Connection{Flags: flags, around: around}
	return c.choose()
}

// choose finds the profile. It is nil when none is meant.
func (c *Connection) choose() (*profile.Profile, error) {
	c.findConfig()
	typed := c.Profile != "" || c.Config != ""
	if variable := c.ambient(); variable != "" && !typed {
		c.From.Profile = "not used, since " + variable + " is set"
		if _, err := os.Stat(c.ConfigPath); err == nil && c.ConfigPath != "" {
			c.hint = fmt.Sprintf("the config file is not used, since %s is set: choose one of its profiles with --profile, unset that variable, or set the missing ones, too", variable)
		}
		return nil, nil
	}
	file, err := c.loadConfig(c.Profile != "")
	if file == nil || err != nil {
		return nil, err
	}
	if c.Profile != "" {
		c.From.Profile = "--profile"
		return file.Named(c.Profile)
	}
	p, why := file.Default()
	c.From.Profile = why
	if p != nil {
		return p, p.Problem()
	}
	if len(file.Profiles) > 0 {
		var names []string
		for _, one := range file.Profiles {
			names = append(names, one.Name)
		}
		c.hint = "choose a profile with --profile: " + strings.Join(names, ", ")
		if c.All != "" {
			c.hint += "; or take all of them with " + c.All
		}
	}
	return nil, nil
}

// ambient returns the first variable of the environment that says something about the connection.
func (c *Connection) ambient() string {
	for _, name := range []string{"CONVERTALK_BASE_URL", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN"} {
		if c.around.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

// findConfig says where the config file is.
func (c *Connection) findConfig() {
	variable := c.around.Getenv(configVariable)
	switch {
	case c.Config != "":
		c.From.Config, c.ConfigPath = "--config", c.Config
	case variable != "":
		c.From.Config, c.ConfigPath = configVariable, variable
	case c.around.ConfigFolder != "":
		c.From.Config, c.ConfigPath = "default location", filepath.Join(c.around.ConfigFolder, "leadferry", "config.toml")
	default:
		c.From.Config = "no home folder to look in"
		return
	}
	if path, err := filepath.Abs(c.ConfigPath); err == nil {
		c.ConfigPath = path
	}
}

// loadConfig reads the config file. That there is none in default location is no mistake, unless it is
// needed.
func (c *Connection) loadConfig(needed bool) (*profile.File, error) {
	var file *profile.File
	err := fs.ErrNotExist
	if c.ConfigPath != "" {
		file, err = profile.Load(c.ConfigPath)
	}
	usual := c.Config == "" && c.around.Getenv(configVariable) == ""
	if !errors.Is(err, fs.ErrNotExist) || !usual {
		return file, err
	}
	c.From.Config += " (no file yet)"
	switch {
	case !needed:
		return nil, nil
	case c.ConfigPath == "":
		return nil, problem.Usage("there is no config file to find a profile in, because this user has no home folder",
			"name it with --config FILE or LEADFERRY_CONFIG")
	}
	return nil, problem.Usage(fmt.Sprintf("there is no config file yet (%s)", c.ConfigPath),
		"make a profile with leadferry init, or name another file with --config FILE")
}
