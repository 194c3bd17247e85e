package cli

import (
	"context"
	"os"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
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

// paceOf returns what a display shows of the server, which is nil in a run that makes no request.
func paceOf(s *settings.Server) func() screen.Pace {
	return func() screen.Pace {
		if s == nil {
			return screen.Pace{}
		}
		return screen.Pace{Retries: s.Stats().Retries, Trouble: s.Trouble(), Status: s.Pacer.Status()}
	}
}
