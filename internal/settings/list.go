package settings

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
)

// Setting is one setting for people, and where it came from.
type Setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// List returns all settings for people. The token is not among them.
func (c *Connection) List() []Setting {
	if c.Sandbox {
		return []Setting{{"base URL", "a simulated platform inside leadferry", "--sandbox"}}
	}
	name := ""
	if c.Chosen != nil {
		name = c.Chosen.Name
	}
	rate := strconv.FormatFloat(c.Rate, 'f', -1, 64) + " requests a second at most"
	if c.Rate == 0 {
		rate = "no ceiling"
	}
	needed := []Setting{
		{"base URL", shownBase(c.BaseURL), c.From.BaseURL},
		{"bot ID", c.BotID, c.From.BotID},
		{"customer ID", c.CustomerID, c.From.CustomerID},
		{"token", c.shownToken(), c.From.Token},
		{"rate", rate, c.From.Rate},
	}
	for i := range needed {
		if needed[i].Value == "" {
			needed[i].Source = "missing"
		}
	}
	return append([]Setting{
		{"config file", c.ConfigPath, c.From.Config},
		{"profile", name, cmp.Or(c.From.Profile, "none")},
	}, needed...)
}

// shownBase is a base URL for people, who do not see a password in it.
func shownBase(address string) string {
	if strings.Contains(address, "@") {
		return "not shown: it holds a password"
	}
	return cmp.Or(address, convertalk.DefaultBaseURL)
}

// shownToken says where the token is kept, "" if there is none.
func (c *Connection) shownToken() string {
	const hidden = "not shown"
	switch {
	case c.TokenFile != "":
		return hidden + ": " + c.TokenFile
	case c.From.Token == "":
		return ""
	case c.Chosen != nil && c.Chosen.TokenCommand != nil:
		return hidden + ": what " + c.Chosen.TokenCommand[0] + " prints"
	case c.Chosen != nil && c.Chosen.TokenFile != "":
		return hidden + ": " + c.Chosen.TokenPath()
	}
	return hidden
}

// Usable reports what a request would lack, as far as that can be known without one and without
// running a token command.
func (c *Connection) Usable() error {
	if c.Sandbox {
		return nil
	}
	_, err := convertalk.New(convertalk.Options{BaseURL: c.BaseURL, Pacer: ratelimit.New(ratelimit.Options{Workers: 1})})
	switch {
	case err != nil:
		return err
	case c.missing() != nil:
		return c.missing()
	case c.TokenFile != "" && c.TokenFile != "-":
		return c.readable(c.TokenFile)
	case c.TokenFile == "" && c.Chosen != nil && c.Chosen.TokenFile != "":
		return c.readable(c.Chosen.TokenPath())
	}
	return nil
}

// readable reports what is wrong with a token file.
func (c *Connection) readable(tokenFile string) error {
	_, err := profile.ReadToken(tokenFile)
	return err
}

// Explicit returns the flags that say what the surroundings say now, but for the token: with them
// the connection is the same where those are missing, as they are in a cron job.
func (c *Connection) Explicit() (flags []string) {
	if c.Chosen != nil {
		if c.Profile == "" {
			flags = append(flags, "--profile="+c.Chosen.Name)
		}
		if c.Config == "" {
			flags = append(flags, "--config="+c.ConfigPath)
		}
	}
	for _, s := range []struct{ flag, value, source string }{
		{"--base-url", c.BaseURL, c.From.BaseURL},
		{"--bot-id", c.BotID, c.From.BotID},
		{"--customer-id", c.CustomerID, c.From.CustomerID},
	} {
		if strings.HasPrefix(s.source, "CONVERTALK_") {
			flags = append(flags, s.flag+"="+s.value)
		}
	}
	if !c.Given("lag") && c.around.Getenv(lagVariable) != "" {
		flags = append(flags, "--lag="+c.Lag.String())
	}
	return flags
}
