// Package settings finds out which bot to connect to and how: from the flags, the environment and
// the profiles of the config file. It reads the environment only through the functions it is given,
// and makes no request.
package settings

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/duration"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// Flags are what the user typed.
type Flags struct {
	BaseURL, BotID, CustomerID string
	TokenFile                  string // "-" for standard input
	Profile, Config            string // a profile's name, and the config file
	ReadHeader, WriteHeader    string
	Sandbox                    bool
	Rate                       float64 // requests per second, 0 for no ceiling
	Workers                    int
	MaxWait                    time.Duration
	Lag                        time.Duration // how far behind the server's answers may be

	Given func(flag string) bool // whether a flag was typed, by its name
	All   string                 // the flag that makes a command use all profiles, "" if it has none
}

// Surroundings are what the flags do not say.
type Surroundings struct {
	Getenv       func(name string) string
	ConfigFolder string // the user's; "" if there is none
	ReadStdin    func(context.Context) (string, error)
	UserAgent    string
	Rehearsal    string  // the file that keeps what is written to the simulated platform; "" keeps nothing
	Pacers       *Pacers // nil for a pacer of its own for each client
}

// Alone are surroundings whose environment says only where the config file is.
func (s Surroundings) Alone() Surroundings {
	getenv := s.Getenv
	s.Getenv = func(name string) string {
		if name != configVariable {
			return ""
		}
		return getenv(name)
	}
	return s
}

// Sources say where each setting came from, in words.
type Sources struct {
	Config, Profile                         string
	BaseURL, BotID, CustomerID, Rate, Token string
}

// Connection is a bot and the way to it.
type Connection struct {
	Flags      // completed with what the other sources say
	From       Sources
	ConfigPath string           // "" if there is no place for a config file
	Chosen     *profile.Profile // nil for none

	around Surroundings
	hint   string // how to fix a missing setting, where that is special
}

// Resolve completes what the flags leave open. A flag wins over the environment. A profile that the
// user names counts as much as the environment: where the two contradict each other it refuses,
// since either could mean the wrong bot. Another profile counts only where the environment says
// nothing at all, so that all settings come from one place. The connection is never nil: with an
// error it holds what was found so far. No token is read.
func Resolve(flags Flags, around Surroundings) (*Connection, error) {
	c := &Connection{Flags: flags, around: around}
	return c, c.resolve()
}

func (c *Connection) resolve() error {
	if err := c.setLag(); c.Sandbox || err != nil {
		return err
	}
	chosen, err := c.choose()
	if err != nil {
		return err
	}
	c.Chosen = chosen
	p := profile.Profile{}
	if chosen != nil {
		p = *chosen
	}
	var errs [3]error
	c.BaseURL, c.From.BaseURL, errs[0] = c.pick("base-url", c.BaseURL, "CONVERTALK_BASE_URL", p.BaseURL)
	c.BotID, c.From.BotID, errs[1] = c.pick("bot-id", c.BotID, "CONVERTALK_BOT_ID", p.BotID)
	c.CustomerID, c.From.CustomerID, errs[2] = c.pick("customer-id", c.CustomerID, "CONVERTALK_CUSTOMER_ID", p.CustomerID)
	c.From.Rate = "default"
	switch {
	case c.Given("rate"):
		c.From.Rate = "--rate"
	case p.Rate != nil:
		c.Rate, c.From.Rate = *p.Rate, "profile "+p.Name
	}
	return cmp.Or(errs[0], errs[1], errs[2], c.samePlace())
}

const lagVariable = "CONVERTALK_LAG"

// setLag settles how far behind answers may be. The simulated platform never is.
func (c *Connection) setLag() (err error) {
	const most = 10 * time.Minute
	text := c.around.Getenv(lagVariable)
	switch {
	case c.Given("lag"):
		text = c.Lag.String()
	case c.Sandbox:
		c.Lag = 0
	case text != "":
		c.Lag, err = duration.Parse(text)
	}
	if err != nil || c.Lag < 0 || c.Lag > most {
		return problem.Usage(fmt.Sprintf("the lag (--lag, %s) cannot be %.80q", lagVariable, text), "choose 0s to 10m, such as 2s")
	}
	return nil
}

// pick takes one setting from the flag, or else from the environment or the profile.
func (c *Connection) pick(flag, typed, env, kept string) (value, source string, err error) {
	ambient := c.around.Getenv(env)
	switch {
	case c.Given(flag):
		return typed, "--" + flag, nil
	case kept != "" && ambient != "" && ambient != kept && (flag != "base-url" || !convertalk.SameBaseURL(ambient, kept)):
		return kept, "profile " + c.Chosen.Name, problem.Usage(
			fmt.Sprintf("%s says %.80q, and profile %s says %.80q", env, ambient, c.Chosen.Name, kept),
			fmt.Sprintf("unset %s, or leave the profile out, or decide with --%s", env, flag),
		)
	case kept != "":
		return kept, "profile " + c.Chosen.Name, nil
	case ambient != "":
		return ambient, env, nil
	}
	return "", "default", nil
}

// samePlace makes sure that a token goes only where it comes from: a profile's to the profile's
// base URL, the environment's to the environment's. A base URL typed by hand may point elsewhere,
// but not with a profile's token.
func (c *Connection) samePlace() error {
	switch {
	case c.TokenFile != "":
		c.From.Token = "--token-file"
	case c.Chosen != nil && c.Chosen.HasToken():
		c.From.Token = "token_file of profile " + c.Chosen.Name
		if c.Chosen.TokenCommand != nil {
			c.From.Token = "token_command of profile " + c.Chosen.Name
		}
		if !convertalk.SameBaseURL(c.BaseURL, c.Chosen.BaseURL) {
			return problem.Usage(
				fmt.Sprintf("%s names another base URL than profile %s, so the profile's token is not used", c.From.BaseURL, c.Chosen.Name),
				"leave the base URL to the profile, or name the token for that address with --token-file",
			)
		}
	case c.around.Getenv("CONVERTALK_TOKEN") != "":
		c.From.Token = "CONVERTALK_TOKEN"
		if c.Chosen != nil && !c.Given("base-url") && !convertalk.SameBaseURL(c.BaseURL, c.around.Getenv("CONVERTALK_BASE_URL")) {
			return problem.Usage(
				fmt.Sprintf("the base URL comes from profile %s and the token from CONVERTALK_TOKEN, so the token is not used", c.Chosen.Name),
				"give the profile a token_file, or set CONVERTALK_BASE_URL to the same address too",
			)
		}
	}
	return nil
}
