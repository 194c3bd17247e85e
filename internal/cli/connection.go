package cli

import (
	"context"
	"os"
	"slices"
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

// server is the platform and the pace that it allows.
type server struct {
	*convertalk.Client
	pacer *ratelimit.Pacer
}

// dial returns the server that the flags describe. No request is made.
func (a *app) dial(ctx context.Context, flags settings.Flags, wire convertalk.Wire) (server, error) {
	c, err := settings.Resolve(flags, a.surroundings())
	if err != nil {
		return server{}, err
	}
	return connect(ctx, c, wire)
}

func connect(ctx context.Context, c *settings.Connection, wire convertalk.Wire) (s server, err error) {
	s.Client, s.pacer, err = c.Client(ctx, wire)
	return s, err
}

// pace is what a display shows of the server.
func (s server) pace() screen.Pace {
	if s.Client == nil { // of a run that makes no request
		return screen.Pace{}
	}
	return screen.Pace{Retries: s.Stats().Retries, Status: s.pacer.Status()}
}

// again is the command of this run, without some of its words, for people to copy.
func (a *app) again(without ...string) string {
	words := []string{"leadferry"}
	for _, arg := range a.args {
		if !slices.Contains(without, arg) {
			words = append(words, arg)
		}
	}
	return screen.Command(words...)
}
