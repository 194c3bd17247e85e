package cli

import (
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/screen"
)

// jsonFlag adds --json.
func (a *app) jsonFlag(f *pflag.FlagSet) {
	f.BoolVar(&a.json, "json", a.json, "print one JSON object on standard output, also on failure")
	f.Lookup("json").DefValue = "false"
}

// quietFlag adds --quiet.
func (a *app) quietFlag(f *pflag.FlagSet) {
	f.BoolVarP(&a.Quiet, "quiet", "q", false, "say nothing on success")
}

// talkFlags are the flags about what a command says.
func (a *app) talkFlags(f *pflag.FlagSet, progress *screen.Mode) {
	a.jsonFlag(f)
	a.quietFlag(f)
	flags.Choice(f, progress, "progress", "auto, bar, lines or none", screen.Modes()...)
}
