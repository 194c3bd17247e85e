package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/pflag"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"

	"github.com/leadferry/leadferry/internal/problem"
)

// engine are the flags that say where the engine is. Temporal's own variables and file say the rest, such
// as TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_CLIENT_CERT_PATH.
type engine struct{ address, namespace string }

func (e *engine) add(f *pflag.FlagSet) {
	f.StringVar(&e.address, "engine", "", "host and port of the engine, Temporal (TEMPORAL_ADDRESS; default 127.0.0.1:7233)")
	f.StringVar(&e.namespace, "namespace", "", "the engine's namespace (TEMPORAL_NAMESPACE; default leadferry)")
}

// dial connects to the engine. The caller closes the client.
func (e *engine) dial() (client.Client, error) {
	o, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, problem.Usage(fmt.Sprintf("the settings of the engine cannot be read: %v", err), "correct the TEMPORAL_ variables, or the file of TEMPORAL_CONFIG_FILE")
	}
	if e.address != "" {
		o.HostPort = e.address
	}
	if e.namespace != "" {
		o.Namespace = e.namespace
	}
	if o.Namespace == "" {
		o.Namespace = "leadferry"
	}
	o.Logger = log.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	c, err := client.Dial(o)
	if err != nil {
		p := problem.Usage(fmt.Sprintf("the engine at %s does not answer: %v", o.HostPort, err),
			"start it, or name another one with --engine HOST:PORT; to try everything on this machine: leadferry-cluster dev")
		p.Exit, p.Cause = problem.ExitFailed, err
		return nil, p
	}
	return c, nil
}
