package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// sandboxOptions are the flags of sandbox.
type sandboxOptions struct {
	sandbox.Options
	addr, limit, churn string
	faults             []string
}

func (a *app) sandboxCommand() *cobra.Command {
	o := sandboxOptions{Options: sandbox.Believable()}
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a simulated Convertalk on this machine to rehearse on",
		Long: `Serves a simulated Convertalk with made-up leads on this machine, and prints the lines that point leadferry to it.
Whatever is written to it is kept until it stops. What the real platform's documents leave open can be chosen by flags.`,
		Example: `  leadferry sandbox
  leadferry sandbox --addr 127.0.0.1:8787 --leads 20000 --latency 50ms
  leadferry sandbox --limit 10/s,hint=seconds --fault 503=2% --fault reset=1% --churn insert=0.05`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "sandbox"
			return a.serve(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:8787", "where to listen; loopback only")
	f.IntVar(&o.Leads, "leads", o.Leads, "how many leads there are")
	f.IntVar(&o.NonLeads, "non-leads", o.NonLeads, "how many chats that are no leads")
	f.IntVar(&o.Strange, "strange", 0, "how many of the leads have odd shapes")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "another number makes other leads")
	f.IntVar(&o.PageSize, "page-size", 50, "leads a page")
	f.DurationVar(&o.Latency, "latency", 0, "wait before each answer")
	f.StringVar(&o.Put, "put", "replace", "what a write does to tags, notes and attributes: merge or replace")
	f.StringVar(&o.Body, "body", "both", "shape of those it takes: strings, arrays or both")
	f.StringVar(&o.Empty, "empty", "clear", "what an empty text does: clear, ignore or reject")
	f.StringVar(&o.UnknownUUID, "unknown-uuid", "accept", "a write to an unknown uuid: accept, reject or swallow (ok, but not stored)")
	f.StringVar(&o.Touch, "touch", "yes", "does a write move updatedAt: yes or no")
	f.StringVar(&o.Order, "order", "newest", "order of the listing: newest, oldest or updated")
	f.StringVar(&o.End, "end", "empty", "answer past the end: empty, null, missing, repeat, first, 404 or 400")
	f.StringVar(&o.limit, "limit", "", "rate limit, such as 10/s or 60/m,hint=date or concurrent=4")
	f.StringArrayVar(&o.faults, "fault", nil, "trouble, may be given more than once: 503=2%, reset=1%, html=1%, 400/7 (every write to a seventh of the leads), 401>100 (after so many requests), ...")
	f.StringVar(&o.churn, "churn", "", "changes a page read, such as insert=0.05,bump=0.5,delete=0.02")
	return cmd
}

func (o *sandboxOptions) parse() error {
	var problems []error
	var err error
	if o.limit != "" {
		o.Limit, err = sandbox.ParseLimit(o.limit)
		problems = append(problems, err)
	}
	if o.churn != "" {
		o.Churn, err = sandbox.ParseChurn(o.churn)
		problems = append(problems, err)
	}
	for _, text := range o.faults {
		fault, err := sandbox.ParseFault(text)
		problems = append(problems, err)
		o.Faults = append(o.Faults, fault)
	}
	problems = append(problems, o.Validate())
	if err := errors.Join(problems...); err != nil {
		return problem.Usage(err.Error(), "see: leadferry sandbox --help")
	}
	return nil
}

// serve runs the sandbox until it is stopped, which is its normal end.
func (a *app) serve(ctx context.Context, o *sandboxOptions) error {
	if err := o.parse(); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(o.addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return problem.Usage(fmt.Sprintf("--addr %q is not an address of this machine alone", o.addr), "use 127.0.0.1 and a port, such as 127.0.0.1:8787")
	}
	handler, err := sandbox.New(o.Options)
	if err != nil {
		return problem.Usage(err.Error(), "see: leadferry sandbox --help")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return problem.Usage(fmt.Sprintf("cannot listen on %s: %v", o.addr, err), "choose another port with --addr")
	}
	if _, err := fmt.Fprintf(a.std.Out, `export CONVERTALK_BASE_URL=http://%s
export CONVERTALK_TOKEN=%s
export CONVERTALK_BOT_ID=%s
export CONVERTALK_CUSTOMER_ID=%s
`, listener.Addr(), sandbox.DefaultToken, sandbox.DefaultBotID, sandbox.DefaultCustomerID); err != nil {
		return err
	}
	a.say("a simulated Convertalk with %s listens on %s; paste the lines above into another terminal, Ctrl-C ends it",
		count(o.Leads, "lead"), listener.Addr())
	return serveUntil(ctx, listener, handler)
}

func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}
