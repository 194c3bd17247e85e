package flags

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
)

// Duration adds a flag that takes a duration, such as 30s, 15m, 3h, 2d or 1h30m.
func Duration(f *pflag.FlagSet, to *time.Duration, name, usual, usage string) {
	parse := func(text string) (time.Duration, error) {
		d, err := parseDuration(text)
		if err != nil {
			err = problem.Usage(fmt.Sprintf("--%s %q %s", name, text, err), problem.Remedy(err))
		}
		return d, err
	}
	*to, _ = parse(usual) // it is written in the program
	f.Var(&value[time.Duration]{to, usual, parse}, name, usage)
}

var (
	durations    = regexp.MustCompile(`^(?:[0-9]+(?:\.[0-9]+)?(?:[nuµm]s|[wdhms]))+$`)
	durationPart = regexp.MustCompile(`([0-9.]+)([nuµm]s|[wdhms])`)
)

// parseDuration reads numbers and units. The error says what is wrong, but not of what.
func parseDuration(text string) (time.Duration, error) {
	const longest = 100 * 365 * 24 * time.Hour
	units := map[string]time.Duration{
		"ns": time.Nanosecond, "us": time.Microsecond, "µs": time.Microsecond,
		"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	}
	text = strings.ToLower(text)
	if text == "0" {
		return 0, nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && !strings.HasPrefix(text, "-") {
		return 0, problem.Usage("has no unit", fmt.Sprintf("write seconds as %ss, minutes as %[1]sm, hours as %[1]sh, days as %[1]sd", text))
	}
	if !durations.MatchString(text) {
		return 0, problem.Usage("is not a duration", "give one such as 30s, 15m, 3h, 2d or 1h30m")
	}
	sum := 0.0
	for _, part := range durationPart.FindAllStringSubmatch(text, -1) {
		number, err := strconv.ParseFloat(part[1], 64)
		if sum += number * float64(units[part[2]]); err != nil || sum > float64(longest) {
			return 0, problem.Usage("is longer than a century", "give one such as 30s, 15m, 3h, 2d or 1h30m")
		}
	}
	return time.Duration(math.Round(sum)), nil
}
