package flags

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
)

// Profiles are the flags of commands that do their job for every profile, several at once.
type Profiles struct {
	Every    bool
	Parallel int
	settings.Flags
}

// Add adds the flags.
func (p *Profiles) Add(f *pflag.FlagSet) {
	f.BoolVar(&p.Every, "all-profiles", false, "do it for every profile of the config file; in DIR each has the folder of its name")
	f.IntVar(&p.Parallel, "parallel", 4, "how many bots at once, with --all-profiles")
	if p.Given = f.Changed; f.Lookup("config") == nil {
		Config(f, &p.Config)
	}
}

// Check refuses what makes no sense.
func (p *Profiles) Check() error {
	switch {
	case !p.Every && p.Given("parallel"):
		return problem.Usage("--parallel is for --all-profiles: it says how many bots are read at once", "add --all-profiles, or leave --parallel out")
	case p.Parallel < 1 || p.Parallel > 1000:
		return problem.Usage(fmt.Sprintf("--parallel cannot be %d", p.Parallel), "choose 1 to 1000")
	}
	return nil
}
