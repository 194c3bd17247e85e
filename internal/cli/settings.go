package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// usualConfig is where the config file lies when nothing else is said, as the help shows it.
const usualConfig = "leadferry/config.toml in your own config folder"

// sources tells of each setting where it came from.
type sources struct {
	config, configPath                      string
	profile                                 string
	baseURL, botID, customerID, rate, token string
	hint                                    string // how to mend a missing setting, where that is special
}

// env returns a variable of the environment, unless the profile alone counts.
func (c *connection) env(name string) string {
	if c.alone {
		return ""
	}
	return os.Getenv(name)
}

// settle completes what the flags leave open. A flag wins over the environment. A profile that is named counts as much as the environment:
// where the two contradict each other the run is refused, since either could mean the wrong bot. A profile that nobody named is used only
// where the environment says nothing at all, so that all settings come from one place. No token is read here.
func (c *connection) settle() error {
	if c.sandbox {
		return nil
	}
	chosen, err := c.choose()
	if err != nil {
		return err
	}
	c.profile = chosen
	p := profile.Profile{}
	if chosen != nil {
		p = *chosen
	}
	var errs [3]error
	c.baseURL, c.sources.baseURL, errs[0] = c.pick("base-url", c.baseURL, "CONVERTALK_BASE_URL", p.BaseURL)
	c.botID, c.sources.botID, errs[1] = c.pick("bot-id", c.botID, "CONVERTALK_BOT_ID", p.BotID)
	c.customerID, c.sources.customerID, errs[2] = c.pick("customer-id", c.customerID, "CONVERTALK_CUSTOMER_ID", p.CustomerID)
	c.sources.rate = "default"
	switch {
	case c.given("rate"):
		c.sources.rate = "--rate"
	case p.Rate != nil:
		c.rate, c.sources.rate = *p.Rate, "profile "+p.Name
	}
	return cmp.Or(errs[0], errs[1], errs[2], c.samePlace())
}

// pick takes one setting from the flag, or else from the environment or the profile, which must not contradict each other.
func (c *connection) pick(flag, typed, env, kept string) (value, source string, err error) {
	ambient := c.env(env)
	switch {
	case c.given(flag):
		return typed, "--" + flag, nil
	case kept != "" && ambient != "" && ambient != kept && (flag != "base-url" || !convertalk.SameBaseURL(ambient, kept)):
		return kept, "profile " + c.profile.Name, problem.Usage(
			fmt.Sprintf("%s says %q, and profile %s says %q", env, clip(ambient, 80), c.profile.Name, clip(kept, 80)),
			fmt.Sprintf("unset %s, or leave the profile out, or decide with --%s", env, flag),
		)
	case kept != "":
		return kept, "profile " + c.profile.Name, nil
	case ambient != "":
		return ambient, env, nil
	}
	return "", "default", nil
}

// samePlace holds that a token goes only where it comes from: that of a profile to the profile's base URL, that of the environment to the
// environment's. A flag is typed by hand and may point elsewhere, but not with a profile's token.
func (c *connection) samePlace() error {
	switch {
	case c.tokenFile != "":
		c.sources.token = "--token-file"
	case c.profile != nil && c.profile.HasToken():
		c.sources.token = "token_file of profile " + c.profile.Name
		if c.profile.TokenCommand != nil {
			c.sources.token = "token_command of profile " + c.profile.Name
		}
		if !convertalk.SameBaseURL(c.baseURL, c.profile.BaseURL) {
			return problem.Usage(
				fmt.Sprintf("%s names another base URL than profile %s, so the profile's token is not used", c.sources.baseURL, c.profile.Name),
				"leave the base URL to the profile, or name the token for that address with --token-file",
			)
		}
	case c.env("CONVERTALK_TOKEN") != "":
		c.sources.token = "CONVERTALK_TOKEN"
		if c.profile != nil && !c.given("base-url") && !convertalk.SameBaseURL(c.baseURL, c.env("CONVERTALK_BASE_URL")) {
			return problem.Usage(
				fmt.Sprintf("the base URL comes from profile %s and the token from CONVERTALK_TOKEN, so the token is not used", c.profile.Name),
				"give the profile a token_file, or set CONVERTALK_BASE_URL to the same address too",
			)
		}
	}
	return nil
}

// choose finds the profile. It is nil when none is meant.
func (c *connection) choose() (*profile.Profile, error) {
	c.findConfig()
	byHand := c.profileName != "" || c.configFile != ""
	if variable := c.ambient(); variable != "" && !byHand {
		c.sources.profile = "not used, since " + variable + " is set"
		if _, err := os.Stat(c.sources.configPath); err == nil && c.sources.configPath != "" {
			c.sources.hint = fmt.Sprintf("the config file is not used, since %s is set: choose a profile of it with --profile, or unset that, or set all", variable)
		}
		return nil, nil
	}
	file, err := c.loadConfig()
	if file == nil || err != nil {
		return nil, err
	}
	if c.profileName != "" {
		c.sources.profile = "--profile"
		return file.Named(c.profileName)
	}
	p, why := file.Default()
	c.sources.profile = why
	if p == nil && len(file.Profiles) > 0 {
		var names []string
		for _, one := range file.Profiles {
			names = append(names, one.Name)
		}
		c.sources.hint = "choose a profile with --profile: " + strings.Join(names, ", ")
		if c.orAll != "" {
			c.sources.hint += "; or take all of them with " + c.orAll
		}
	}
	return p, nil
}

// ambient returns the first variable of the environment that says something about the connection.
func (c *connection) ambient() string {
	for _, name := range []string{"CONVERTALK_BASE_URL", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN"} {
		if c.env(name) != "" {
			return name
		}
	}
	return ""
}

// findConfig says where the config file is.
func (c *connection) findConfig() {
	switch folder, err := os.UserConfigDir(); {
	case c.configFile != "":
		c.sources.config, c.sources.configPath = "--config", c.configFile
	case os.Getenv("LEADFERRY_CONFIG") != "":
		c.sources.config, c.sources.configPath = "LEADFERRY_CONFIG", os.Getenv("LEADFERRY_CONFIG")
	case err == nil:
		c.sources.config, c.sources.configPath = "the usual place", filepath.Join(folder, "leadferry", "config.toml")
	default:
		c.sources.config = "no home folder to look in"
	}
	if path, err := filepath.Abs(c.sources.configPath); err == nil && c.sources.configPath != "" {
		c.sources.configPath = path
	}
}

// loadConfig reads the config file. That there is none in the usual place is no mistake, unless a profile is named.
func (c *connection) loadConfig() (*profile.File, error) {
	usual := c.configFile == "" && os.Getenv("LEADFERRY_CONFIG") == ""
	path := c.sources.configPath
	var file *profile.File
	err := fs.ErrNotExist
	if path != "" {
		file, err = profile.Load(path)
	}
	if !errors.Is(err, fs.ErrNotExist) || !usual {
		return file, err
	}
	c.sources.config += ", where there is none"
	switch {
	case c.profileName == "" && !c.alone:
		return nil, nil
	case path == "":
		return nil, problem.Usage("there is no config file to find a profile in, for there is no home folder", "name it with --config FILE or LEADFERRY_CONFIG")
	}
	return nil, problem.Usage(fmt.Sprintf("there is no config file yet (%s)", path), "make a profile with leadferry init, or name another file with --config FILE")
}
