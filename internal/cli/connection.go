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
		Pacers:    a.pacers, Rehearsal: ownState("sandbox.jsonl"),
	}
}
