package cli

import (
	"context"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/ratelimit"
)

// connection are the flags of all commands that talk to the server.
type connection struct{ settings.Flags }

func (c *connection) flags(f *pflag.FlagSet) {
	c.Given = f.Changed
	f.StringVar(&c.Profile, "profile", "", "the profile of the config file to use")
	f.StringVar(&c.Config, "config", "", "the config file (LEADFERRY_CONFIG; default "+settings.UsualConfig+")")
	f.StringVar(&c.BaseURL, "base-url", "", "address of the API (CONVERTALK_BASE_URL; default "+convertalk.DefaultBaseURL+")")
	f.StringVar(&c.BotID, "bot-id", "", "the bot (CONVERTALK_BOT_ID)")
	f.StringVar(&c.CustomerID, "customer-id", "", "the customer (CONVERTALK_CUSTOMER_ID)")
	f.StringVar(&c.TokenFile, "token-file", "", "file that holds the token, instead of CONVERTALK_TOKEN; - reads it from standard input")
	f.StringVar(&c.ReadHeader, "read-header", convertalk.DefaultReadHeader, "header that carries the token when reading")
	f.StringVar(&c.WriteHeader, "write-header", convertalk.DefaultWriteHeader, "header that carries the token when writing")
	f.BoolVar(&c.Sandbox, "sandbox", false, "use a simulated platform with made-up leads; no account is needed or touched")
	f.Float64Var(&c.Rate, "rate", 20, "requests per second at most, 0 = no ceiling; the pace adapts to the server below it")
	f.IntVar(&c.Workers, "workers", 8, "requests in flight at most")
	f.DurationVar(&c.MaxWait, "max-wait", 15*time.Minute,
		"end the run when the server tells to wait longer than this, or has not worked for so long")
}

// surroundings are what the settings may look at beside the flags.
func (a *app) surroundings() settings.Surroundings {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = ""
	}
	return settings.Surroundings{
		Getenv: os.Getenv, ConfigFolder: folder, UserAgent: "leadferry/" + version(),
		ReadStdin: func(ctx context.Context) (string, error) { return screen.ReadAll(ctx, a.In) },
	}
}

// dial returns the client that the flags describe, and its pacer. No request is made.
func (a *app) dial(ctx context.Context, flags settings.Flags, wire convertalk.Wire) (*convertalk.Client, *ratelimit.Pacer, error) {
	c, err := settings.Resolve(flags, a.surroundings())
	if err != nil {
		return nil, nil, err
	}
	return c.Client(ctx, wire)
}

// display starts the display of a run; client and pacer are nil for one that makes no request.
func (a *app) display(mode string, client *convertalk.Client, pacer *ratelimit.Pacer) *screen.Display {
	if client == nil {
		return a.Display(screen.Mode(mode), nil)
	}
	return a.Display(screen.Mode(mode), func() screen.Pace {
		return screen.Pace{Retries: client.Stats().Retries, Status: pacer.Status()}
	})
}
