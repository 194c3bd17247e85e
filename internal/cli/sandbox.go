package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/sandbox"
)

// sandboxOptions are the flags of sandbox.
type sandboxOptions struct {
	sandbox.Options
	addr  string
	bots  int
	reset bool
}

func (a *app) sandboxCommand() *cobra.Command {
	o := sandboxOptions{Options: sandbox.Believable()}
	run := func(ctx context.Context) error { return a.serve(ctx, &o) }
	return command("sandbox", noArgs, run, o.flags)
}

func (o *sandboxOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.addr, "addr", "127.0.0.1:8787", "where to listen; loopback only")
	f.BoolVar(&o.reset, "reset", false, "forget what was written with --sandbox, and end")
	f.IntVar(&o.bots, "bots", 1, "how many bots there are, each with a token, leads and limit of its own")
	f.IntVar(&o.Leads, "leads", o.Leads, "how many leads there are")
	f.IntVar(&o.NonLeads, "non-leads", o.NonLeads, "how many chats that are not leads")
	f.IntVar(&o.Strange, "strange", 0, "how many of the leads have odd shapes")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "another number makes other leads")
	f.IntVar(&o.PageSize, "page-size", 50, "leads on a page")
	flags.Duration(f, &o.Latency, "latency", "0", "wait before each answer")
	f.StringVar(&o.Put, "put", "replace", "what a write does to tags, notes and attributes: merge or replace")
	f.StringVar(&o.Body, "body", "both", "shape of tags, notes and attributes that a write may have: strings, arrays or both")
	f.StringVar(&o.Empty, "empty", "clear", "what an empty text in a write does: clear, ignore or reject")
	f.StringVar(&o.UnknownUUID, "unknown-uuid", "accept",
		"a write to an unknown uuid: accept, reject or swallow (ok, but not stored)")
	f.StringVar(&o.Touch, "touch", "yes", "does a write move updatedAt: yes or no")
	f.StringVar(&o.Order, "order", "newest", "order of the listing: newest, oldest or updated")
	f.StringVar(&o.End, "end", "empty", "answer past the end: empty, null, missing, repeat, first, 404 or 400")
	flags.Duration(f, &o.ClockSkew, "clock-skew", "0", "how far the times of leads are behind the server's clock")
	f.IntVar(&o.Ties, "ties", 0, "how many pages begin with the last lead of the page before, instead of their own")
	flags.Duration(f, &o.Stale, "stale", "0", "how long a cache in front of the server repeats an answer")
	f.IntVar(&o.Cap, "cap", 0, "list at most this many leads, however many there are; 0 = all")
	flags.Parsed(f, &o.Limit, "limit", "rate limit, such as 10/s or 60/m,hint=date or concurrent=4", orUsage(sandbox.ParseLimit))
	flags.Repeated(f, &o.Faults, "fault", "trouble, may be given more than once: 503=2%, reset=1%, html=1%, "+
		"400/7 (every write to a seventh of the leads), 401>100 (after 100 requests), ...",
		func(text string) ([]sandbox.Fault, error) {
			fault, err := orUsage(sandbox.ParseFault)(text)
			return append(o.Faults, fault), err
		})
	flags.Parsed(f, &o.Churn, "churn", "changes with each page that is read, such as insert=0.05,bump=0.5,delete=0.02", orUsage(sandbox.ParseChurn))
}

// orUsage makes the errors of a parser wrong use.
func orUsage[T any](parse func(string) (T, error)) func(string) (T, error) {
	return func(text string) (T, error) {
		v, err := parse(text)
		if err != nil {
			err = problem.Usage(err.Error(), sandboxHelp)
		}
		return v, err
	}
}

const sandboxHelp = "see: leadferry sandbox --help"

// forget makes the platform of --sandbox as new.
func (a *app) forget() error {
	if err := os.Remove(a.surroundings().Rehearsal); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	a.Say("The simulated Convertalk of --sandbox is reset: what you wrote to it is gone.")
	return nil
}

// serve runs the sandbox until it is stopped, which is its normal end.
func (a *app) serve(ctx context.Context, o *sandboxOptions) error {
	if o.reset {
		return a.forget()
	}
	if err := o.Validate(); err != nil {
		return problem.Usage(err.Error(), sandboxHelp)
	}
	host, _, err := net.SplitHostPort(o.addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return problem.Usage(fmt.Sprintf("--addr %q is not an address on this computer only", o.addr),
			"use 127.0.0.1 and a port, such as 127.0.0.1:8787")
	}
	if o.bots < 1 || o.bots > 1000 {
		return problem.Usage(fmt.Sprintf("--bots cannot be %d", o.bots), "choose 1 to 1000")
	}
	platform, err := sandbox.NewPlatform(o.Options, o.bots)
	if err != nil {
		return problem.Usage(err.Error(), sandboxHelp)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		why := "this computer does not allow it"
		if errors.Is(err, syscall.EADDRINUSE) {
			why = "another program already uses this address"
		}
		return problem.Usage(fmt.Sprintf("cannot listen on %s: %s", o.addr, why), "choose another port, such as --addr 127.0.0.1:0 for any free one")
	}
	if err := a.introduce(platform, o, listener.Addr()); err != nil {
		return err
	}
	return sandbox.Serve(ctx, listener, platform)
}

// introduce prints how to connect to the platform: variables for one bot, a config file for several.
func (a *app) introduce(platform *sandbox.Platform, o *sandboxOptions, at net.Addr) error {
	leads := screen.Count(o.Leads, "lead")
	if o.bots == 1 {
		var lines strings.Builder
		for _, v := range [][2]string{
			{"CONVERTALK_BASE_URL", "http://" + at.String()},
			{"CONVERTALK_TOKEN", sandbox.DefaultToken},
			{"CONVERTALK_BOT_ID", sandbox.DefaultBotID},
			{"CONVERTALK_CUSTOMER_ID", sandbox.DefaultCustomerID},
		} {
			lines.WriteString(shell.Assignment(v[0], v[1]) + "\n")
		}
		err := a.print(lines.String())
		a.Say("A simulated Convertalk with %s listens on %s. Ctrl-C stops it.", leads, at)
		a.Say("  next: leave this window open, paste the lines above into another terminal, and use leadferry there: all it does goes to this bot")
		return err
	}
	var text strings.Builder
	for i, bot := range platform.Bots() {
		fmt.Fprintf(&text, `[profile.bot-%d]
base_url = "http://%s"
bot_id = "%s"
customer_id = "%s"
token_command = ["echo", "%s"]

`, i+1, at, bot.BotID, sandbox.DefaultCustomerID, bot.Token)
	}
	err := a.print(text.String())
	a.Say("A simulated Convertalk with %s of %s each listens on %s. Save the lines above as sandbox.toml, "+
		"and use them in another terminal with --config sandbox.toml. Ctrl-C stops it.", screen.Count(o.bots, "bot"), leads, at)
	return err
}
