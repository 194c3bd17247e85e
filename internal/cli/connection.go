package cli

import (
	"context"
	"os"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/ratelimit"
)

// surroundings are what the settings may look at beside the flags.
func (a *app) surroundings() settings.Surroundings {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = ""
	}
	return settings.Surroundings{
		Getenv: os.Getenv, ConfigFolder: folder, UserAgent: "leadferry/" + version(),
		ReadStdin: func(ctx context.Context) (string, error) { return screen.ReadAll(ctx, a.In) },
		Pacers:    a.pacers,
	}
}

// server is the platform and the pace that it allows.
type server struct {
	*convertalk.Client
	pacer *ratelimit.Pacer
	lag   time.Duration
}

// connect returns the server of a connection, for writing. No request is made.
func connect(ctx context.Context, c *settings.Connection, wire convertalk.Wire) (s server, err error) {
	s.lag = c.Lag
	s.Client, s.pacer, err = c.Client(ctx, wire, false)
	return s, err
}

// connectReader returns the server of a connection, only to read from.
func connectReader(ctx context.Context, c *settings.Connection) (s server, err error) {
	s.lag = c.Lag
	s.Client, s.pacer, err = c.Client(ctx, convertalk.WireStrings, true)
	return s, err
}

// pace is what a display shows of the server.
func (s server) pace() screen.Pace {
	if s.Client == nil { // of a run that makes no request
		return screen.Pace{}
	}
	return screen.Pace{Retries: s.Stats().Retries, Trouble: s.Trouble(), Status: s.pacer.Status()}
}
