package flags

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/duration"
	"github.com/leadferry/leadferry/internal/problem"
)

// Duration adds a flag that takes a duration, such as 30s, 15m, 3h, 2d or 1h30m.
func Duration(f *pflag.FlagSet, to *time.Duration, name, usual, usage string) {
	parse := func(text string) (time.Duration, error) {
		d, err := duration.Parse(text)
		if err != nil {
			err = problem.Usage(fmt.Sprintf("--%s %q %s", name, text, err), problem.Remedy(err))
		}
		return d, err
	}
	*to, _ = parse(usual) // it is written in the program
	f.Var(&value[time.Duration]{to, usual, "string", parse}, name, usage)
}
