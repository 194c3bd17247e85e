package flags

import (
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/settings"
)

// Connection are the flags of all commands that talk to the server.
type Connection struct{ settings.Flags }

// Add adds the flags.
func (c *Connection) Add(f *pflag.FlagSet) {
	c.AddProfile(f)
	f.StringVar(&c.BaseURL, "base-url", "", "address of the API (CONVERTALK_BASE_URL; default "+convertalk.DefaultBaseURL+")")
	f.StringVar(&c.BotID, "bot-id", "", "the bot (CONVERTALK_BOT_ID)")
	f.StringVar(&c.CustomerID, "customer-id", "", "the customer (CONVERTALK_CUSTOMER_ID)")
	f.StringVar(&c.TokenFile, "token-file", "", "file that holds the token, instead of CONVERTALK_TOKEN; - reads it from standard input")
	f.StringVar(&c.ReadHeader, "read-header", convertalk.DefaultReadHeader,
		"header that carries the token when reading")
	f.StringVar(&c.WriteHeader, "write-header", convertalk.DefaultWriteHeader,
		"header that carries the token when writing")
	f.BoolVar(&c.Sandbox, "sandbox", false, "use a simulated platform with made-up leads; needs no account and touches none; it keeps what you write")
	f.Float64Var(&c.Rate, "rate", 20, "most requests per second, 0 = no ceiling; below it the pace adapts to the server")
	f.IntVar(&c.Workers, "workers", 8, "most requests in flight at once")
	Duration(f, &c.Lag, "lag", "1s",
		"how far behind the server's answers may be, if several machines give them; a proof waits that long, twice (CONVERTALK_LAG)")
	Duration(f, &c.MaxWait, "max-wait", "15m",
		"give up when the server asks to wait, or is unreachable, for longer than this; 10s before its first answer, unless given")
}

// AddProfile adds the flags that choose a profile. A command that asks no server has no more of them.
func (c *Connection) AddProfile(f *pflag.FlagSet) {
	c.Given = f.Changed
	f.StringVar(&c.Profile, "profile", "", "the profile of the config file to use")
	Config(f, &c.Config)
}

// Config adds --config.
func Config(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "config", "", "the config file (LEADFERRY_CONFIG; default "+settings.UsualConfig+")")
}
