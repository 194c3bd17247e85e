package flags

import (
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
)

// Once refuses command lines that give a flag two different values, of which the last would win in
// silence. Flags that add up what they are given may be repeated. The flags have been parsed, and lose
// their arguments.
func Once(f *pflag.FlagSet, args []string) error {
	given := map[*pflag.Flag]string{}
	return f.ParseAll(args, func(flag *pflag.Flag, text string) error {
		before, twice := given[flag]
		given[flag] = text
		if !twice || before == text || Repeats(flag) {
			return nil
		}
		return problem.Usage(fmt.Sprintf("--%s is given twice, as %q and as %q", flag.Name, before, text), "give it once")
	})
}

// Repeats reports whether a flag adds up what it is given.
func Repeats(flag *pflag.Flag) bool {
	return slices.Contains([]string{"stringArray", "stringSlice", list}, flag.Value.Type())
}
