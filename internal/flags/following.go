package flags

import "github.com/spf13/pflag"

// Following are the flags about what follows a run.
type Following struct {
	NoHooks bool // run none of the profile's programs
}

// Add adds the flags.
func (o *Following) Add(f *pflag.FlagSet) {
	f.BoolVar(&o.NoHooks, "no-hooks", false, "do not run the profile's then, on_success and on_failure programs")
}
