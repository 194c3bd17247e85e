package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
)

// Given refuses command lines that give a flag no value, as a variable of a script that is not set does,
// or two different ones, of which the last would win in silence. Flags that add up what they are given
// may be repeated. The flags have been parsed, and lose their arguments.
func Given(f *pflag.FlagSet, args []string) error {
	given := map[*pflag.Flag]string{}
	return f.ParseAll(args, func(flag *pflag.Flag, text string) error {
		if strings.TrimSpace(text) == "" && !mayBeEmpty(flag) {
			return problem.Usage(fmt.Sprintf("the value of --%s is empty", flag.Name), "give it a value, or leave --"+flag.Name+" out")
		}
		before, twice := given[flag]
		given[flag] = text
		if !twice || before == text || Repeats(flag) {
			return nil
		}
		return problem.Usage(fmt.Sprintf("--%s is given twice, as %q and as %q", flag.Name, before, text), "give it once")
	})
}

// mayBeEmpty reports whether an empty value of a flag means something, or is refused where it is read.
func mayBeEmpty(flag *pflag.Flag) bool {
	return slices.Contains([]string{"null", "ping-url", "delimiter", "out-delimiter", "columns", "no-header"}, flag.Name)
}

// Repeats reports whether a flag adds up what it is given.
func Repeats(flag *pflag.Flag) bool {
	return slices.Contains([]string{"stringArray", "stringSlice", list}, flag.Value.Type())
}
