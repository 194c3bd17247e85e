package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// connection holds the settings that all commands share which talk to the server: what the flags say, until settle has added the rest.
type connection struct {
	baseURL, botID, customerID, tokenFile string
	profileName, configFile               string
	readHeader, writeHeader               string
	sandbox                               bool
	orAll                                 string // the flag that has a command go through all profiles, "" if it has none
	rate                                  float64
	workers                               int
	maxWait                               time.Duration
	wireShape                             convertalk.Wire // of what is written

	given   func(flag string) bool // whether a flag was given
	alone   bool                   // the profile counts, and the environment does not
	profile *profile.Profile       // nil for none
	sources sources
}

func (c *connection) flags(f *pflag.FlagSet) {
	c.given = f.Changed
	f.StringVar(&c.profileName, "profile", "", "the profile of the config file to use")
	f.StringVar(&c.configFile, "config", "", "the config file (LEADFERRY_CONFIG; default "+usualConfig+")")
	f.StringVar(&c.baseURL, "base-url", "", "address of the API (CONVERTALK_BASE_URL; default "+convertalk.DefaultBaseURL+")")
	f.StringVar(&c.botID, "bot-id", "", "the bot (CONVERTALK_BOT_ID)")
	f.StringVar(&c.customerID, "customer-id", "", "the customer (CONVERTALK_CUSTOMER_ID)")
	f.StringVar(&c.tokenFile, "token-file", "", "file that holds the token, instead of CONVERTALK_TOKEN; - reads it from standard input")
	f.StringVar(&c.readHeader, "read-header", convertalk.DefaultReadHeader, "header that carries the token when reading")
	f.StringVar(&c.writeHeader, "write-header", convertalk.DefaultWriteHeader, "header that carries the token when writing")
	f.BoolVar(&c.sandbox, "sandbox", false, "use a simulated platform with made-up leads; no account is needed or touched")
	f.Float64Var(&c.rate, "rate", 20, "requests per second at most, 0 = no ceiling; the pace adapts to the server below it")
	f.IntVar(&c.workers, "workers", 8, "requests in flight at most")
	f.DurationVar(&c.maxWait, "max-wait", 15*time.Minute, "end the run when the server tells to wait longer than this, or has not worked for so long")
}

// client completes and checks the settings and returns the client they describe. No request is made.
func (c *connection) client(ctx context.Context, stdin io.Reader) (*convertalk.Client, *ratelimit.Pacer, error) {
	if err := c.settle(); err != nil {
		return nil, nil, err
	}
	o, err := c.options()
	if err != nil {
		return nil, nil, err
	}
	if c.sandbox {
		if o.Transport, err = rehearsal(); err != nil {
			return nil, nil, err
		}
		o.BaseURL, o.BotID, o.CustomerID, o.Token = "http://127.0.0.1", sandbox.DefaultBotID, sandbox.DefaultCustomerID, sandbox.DefaultToken
		o.ReadHeader, o.WriteHeader = "", ""
	} else {
		if err := c.check(); err != nil {
			return nil, nil, err
		}
		if _, err := convertalk.New(o); err != nil { // the address before the token: it is the cheaper mistake to mend
			return nil, nil, err
		}
		if o.Token, err = c.token(ctx, stdin); err != nil {
			return nil, nil, err
		}
	}
	client, err := convertalk.New(o)
	return client, o.Pacer, err
}

// options are the settings as a client takes them, but for the token.
func (c *connection) options() (convertalk.Options, error) {
	var none convertalk.Options
	switch {
	case c.workers < 1 || c.workers > 256:
		return none, problem.Usage(fmt.Sprintf("--workers %d is not possible", c.workers), "choose 1 to 256")
	case !(c.rate >= 0 && c.rate <= 1e6):
		return none, problem.Usage(fmt.Sprintf("--rate %v is not possible", c.rate), "give requests per second, such as 5, or 0 for no ceiling")
	case c.maxWait <= 0:
		return none, problem.Usage(fmt.Sprintf("--max-wait %v is not possible", c.maxWait), "give a duration such as 15m")
	}
	return convertalk.Options{
		BaseURL: c.baseURL, BotID: c.botID, CustomerID: c.customerID, ReadHeader: c.readHeader, WriteHeader: c.writeHeader,
		UserAgent: "leadferry/" + version(), MaxWait: c.maxWait, Wire: c.wireShape, Transport: convertalk.NewTransport(c.workers),
		Pacer: ratelimit.New(ratelimit.Options{Rate: c.rate, Workers: c.workers, MaxWait: c.maxWait}),
	}, nil
}

// rehearsal starts the simulated platform inside the process.
func rehearsal() (http.RoundTripper, error) {
	server, err := sandbox.New(sandbox.Believable())
	if err != nil {
		return nil, err
	}
	return server.Transport(), nil
}

func (c *connection) check() error {
	const where = "both stand in the bot's page address, https://page.convertalk.com/<BotId>/<CustomerId>, and in its embed script"
	for _, s := range []struct{ value, what, env, flag string }{
		{c.botID, "bot ID", "CONVERTALK_BOT_ID", "--bot-id"}, {c.customerID, "customer ID", "CONVERTALK_CUSTOMER_ID", "--customer-id"},
	} {
		if strings.TrimSpace(s.value) == "" {
			fix := fmt.Sprintf("set %s or use %s (%s), or keep it in a profile with leadferry init, or try --sandbox", s.env, s.flag, where)
			return problem.Usage("there is no "+s.what, cmp.Or(c.sources.hint, fix))
		}
	}
	return nil
}

// token reads the token from where settle has found it. It never stands in a message.
func (c *connection) token(ctx context.Context, stdin io.Reader) (text string, err error) {
	ambient := strings.TrimSpace(c.env("CONVERTALK_TOKEN"))
	switch {
	case c.tokenFile == "-":
		text, err = readAll(ctx, stdin)
	case c.tokenFile != "":
		text, err = profile.ReadToken(c.tokenFile)
	case c.profile != nil && c.profile.HasToken():
		text, err = c.profile.Token(ctx)
		if err == nil && ambient != "" && ambient != text {
			return "", problem.Usage(fmt.Sprintf("there are two tokens: that of profile %s, and another one in CONVERTALK_TOKEN", c.profile.Name),
				"unset CONVERTALK_TOKEN, or leave --profile out")
		}
	default:
		text = ambient
	}
	if text = strings.TrimSpace(text); err != nil || text != "" {
		return text, err
	}
	return "", c.noToken()
}

// noToken is what is said when there is none.
func (c *connection) noToken() error {
	if c.sources.hint != "" {
		return problem.Usage("there is no token", c.sources.hint)
	}
	return noToken("set CONVERTALK_TOKEN or use --token-file FILE (the vendor's support hands tokens out), or keep it in a profile with leadferry init, or try --sandbox")
}

// readAll reads a short text from standard input.
func readAll(ctx context.Context, stdin io.Reader) (text string, err error) {
	const most = 64 << 10
	waitErr := interruptible(ctx, func() {
		var b []byte
		b, err = io.ReadAll(io.LimitReader(stdin, most))
		text = string(b)
	})
	if waitErr != nil {
		return "", waitErr
	}
	return text, err
}

// interruptible does what cannot be interrupted, such as reading from a terminal or a pipe. When ctx ends first, it is left to itself, and
// what it does must not be looked at: the process is about to end.
func interruptible(ctx context.Context, do func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
