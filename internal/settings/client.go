package settings

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
)

// Options returns the flags as a client takes them.
func (c *Flags) Options(token, userAgent string) (convertalk.Options, error) {
	var none convertalk.Options
	switch {
	case c.Workers < 1 || c.Workers > 256:
		return none, problem.Usage(fmt.Sprintf("--workers cannot be %d", c.Workers), "choose 1 to 256")
	case !(c.Rate >= 0 && c.Rate <= 1e6):
		return none, problem.Usage(fmt.Sprintf("--rate cannot be %v", c.Rate),
			"give requests per second, such as 5, or 0 for no ceiling")
	case c.MaxWait <= 0:
		return none, problem.Usage(fmt.Sprintf("--max-wait cannot be %v", c.MaxWait),
			"give a duration such as 15m")
	}
	return convertalk.Options{
		BaseURL: c.BaseURL, BotID: c.BotID, CustomerID: c.CustomerID, Token: token,
		ReadHeader: c.ReadHeader, WriteHeader: c.WriteHeader, UserAgent: userAgent,
		MaxWait: c.MaxWait, Transport: convertalk.NewTransport(c.Workers),
		Pacer: ratelimit.New(c.pace(false)),
	}, nil
}

// firstWait is how long a server may leave the first requests without an answer, unless --max-wait
// is given: with what the last attempt takes, a wrong address ends a run within 10 seconds.
const firstWait = 7 * time.Second

func (c *Flags) pace(eager bool) ratelimit.Options {
	first := c.MaxWait
	if !c.Given("max-wait") {
		first = min(first, firstWait)
	}
	return ratelimit.Options{Rate: c.Rate, Workers: c.Workers, MaxWait: c.MaxWait, FirstWait: first, Eager: eager}
}

// authorize checks the address and that nothing is missing before it reads the token: those are the
// cheaper mistakes to fix.
func (c *Connection) authorize(ctx context.Context, o *convertalk.Options) (err error) {
	if _, err := convertalk.New(*o); err != nil {
		return err
	}
	if err := c.missing(); err != nil {
		return err
	}
	o.Token, err = c.token(ctx)
	return err
}

// token reads the token from the source that Resolve chose. It never stands in a message.
func (c *Connection) token(ctx context.Context) (text string, err error) {
	ambient := strings.TrimSpace(c.around.Getenv("CONVERTALK_TOKEN"))
	switch {
	case c.TokenFile == "-":
		if text, err = c.around.ReadStdin(ctx); err == nil && strings.TrimSpace(text) == "" {
			return "", EmptyInput()
		}
	case c.TokenFile != "":
		text, err = profile.ReadToken(c.TokenFile)
	case c.Chosen != nil && c.Chosen.HasToken():
		text, err = c.Chosen.Token(ctx)
		if err == nil && ambient != "" && ambient != text {
			return "", problem.Usage(fmt.Sprintf("there are two tokens: one in profile %s, and another in CONVERTALK_TOKEN", c.Chosen.Name),
				"unset CONVERTALK_TOKEN, or leave --profile out")
		}
	default:
		text = ambient
	}
	if text = strings.TrimSpace(text); err != nil || text != "" {
		return text, err
	}
	return "", c.missingSettings([]needed{token})
}
