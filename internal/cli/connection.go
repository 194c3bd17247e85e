package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// connection holds the settings that all commands share which talk to the server.
type connection struct {
	baseURL, botID, customerID, tokenFile string
	readHeader, writeHeader               string
	sandbox                               bool
	rate                                  float64
	workers                               int
	maxWait                               time.Duration
	wireShape                             convertalk.Wire // of what is written
}

func (c *connection) flags(f *pflag.FlagSet) {
	f.StringVar(&c.baseURL, "base-url", os.Getenv("CONVERTALK_BASE_URL"), "address of the API (CONVERTALK_BASE_URL; default "+convertalk.DefaultBaseURL+")")
	f.StringVar(&c.botID, "bot-id", os.Getenv("CONVERTALK_BOT_ID"), "the bot (CONVERTALK_BOT_ID)")
	f.StringVar(&c.customerID, "customer-id", os.Getenv("CONVERTALK_CUSTOMER_ID"), "the customer (CONVERTALK_CUSTOMER_ID)")
	f.StringVar(&c.tokenFile, "token-file", "", "file that holds the token, instead of CONVERTALK_TOKEN; - reads it from standard input")
	f.StringVar(&c.readHeader, "read-header", convertalk.DefaultReadHeader, "header that carries the token when reading")
	f.StringVar(&c.writeHeader, "write-header", convertalk.DefaultWriteHeader, "header that carries the token when writing")
	f.BoolVar(&c.sandbox, "sandbox", false, "use a simulated platform with made-up leads; no account is needed or touched")
	f.Float64Var(&c.rate, "rate", 20, "requests per second at most, 0 = no ceiling; the pace adapts to the server below it")
	f.IntVar(&c.workers, "workers", 8, "requests in flight at most")
	f.DurationVar(&c.maxWait, "max-wait", 15*time.Minute, "end the run when the server tells to wait longer than this, or has not worked for so long")
	for _, name := range []string{"base-url", "bot-id", "customer-id"} {
		f.Lookup(name).DefValue = "" // an ID from the environment is not for the help text
	}
}

// client checks the settings and returns the client they describe. No request is made.
func (c *connection) client(ctx context.Context, stdin io.Reader) (*convertalk.Client, *ratelimit.Pacer, error) {
	switch {
	case c.workers < 1 || c.workers > 256:
		return nil, nil, &usageError{fmt.Sprintf("--workers %d is not possible", c.workers), "choose 1 to 256"}
	case !(c.rate >= 0 && c.rate <= 1e6):
		return nil, nil, &usageError{fmt.Sprintf("--rate %v is not possible", c.rate), "give requests per second, such as 5, or 0 for no ceiling"}
	case c.maxWait <= 0:
		return nil, nil, &usageError{fmt.Sprintf("--max-wait %v is not possible", c.maxWait), "give a duration such as 15m"}
	}
	pacer := ratelimit.New(ratelimit.Options{Rate: c.rate, Workers: c.workers, MaxWait: c.maxWait})
	o := convertalk.Options{
		BaseURL: c.baseURL, BotID: c.botID, CustomerID: c.customerID, ReadHeader: c.readHeader, WriteHeader: c.writeHeader,
		UserAgent: "leadferry/" + version(), Pacer: pacer, MaxWait: c.maxWait, Wire: c.wireShape,
	}
	if c.sandbox {
		transport, err := rehearsal()
		if err != nil {
			return nil, nil, err
		}
		o.BaseURL, o.BotID, o.CustomerID, o.Token = "http://127.0.0.1", sandbox.DefaultBotID, sandbox.DefaultCustomerID, sandbox.DefaultToken
		o.ReadHeader, o.WriteHeader, o.Transport = "", "", transport
	} else {
		o.Transport = convertalk.NewTransport(c.workers)
		if err := c.check(); err != nil {
			return nil, nil, err
		}
	}
	if _, err := convertalk.New(o); err != nil { // the address before the token: it is the cheaper mistake to mend
		return nil, nil, err
	}
	if !c.sandbox {
		token, err := c.token(ctx, stdin)
		if err != nil {
			return nil, nil, err
		}
		o.Token = token
	}
	client, err := convertalk.New(o)
	return client, pacer, err
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
			return &usageError{"there is no " + s.what, fmt.Sprintf("set %s or use %s (%s), or try --sandbox", s.env, s.flag, where)}
		}
	}
	return nil
}

// token reads the token from its file, or else from the environment. It never stands in a message.
func (c *connection) token(ctx context.Context, stdin io.Reader) (string, error) {
	text := os.Getenv("CONVERTALK_TOKEN")
	if c.tokenFile != "" {
		var err error
		if text, err = readToken(ctx, c.tokenFile, stdin); err != nil {
			return "", err
		}
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", noToken{}
	}
	return text, nil
}

func readToken(ctx context.Context, name string, stdin io.Reader) (text string, err error) {
	const most = 64 << 10
	if name == "-" {
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
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &usageError{fmt.Sprintf("the token file %s does not exist", name), "check the name"}
	}
	if err != nil {
		return "", &usageError{fmt.Sprintf("the token file cannot be read: %v", err), "check the name and its permissions"}
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return "", &usageError{fmt.Sprintf("the token file %s can be read by others (mode %04o)", name, info.Mode().Perm()), "run: chmod 600 " + name}
	}
	b, err := io.ReadAll(io.LimitReader(f, most))
	return string(b), err
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
