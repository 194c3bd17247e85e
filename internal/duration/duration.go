// Package duration reads durations as people write them, in flags, settings and filters.
package duration

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

var (
	whole = regexp.MustCompile(`^(?:[0-9]+(?:\.[0-9]+)?(?:[nuµm]s|[wdhms]))+$`)
	part  = regexp.MustCompile(`([0-9.]+)([nuµm]s|[wdhms])`)
	units = map[string]time.Duration{
		"ns": time.Nanosecond, "us": time.Microsecond, "µs": time.Microsecond, "ms": time.Millisecond,
		"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	}
)

// Parse reads numbers with units, such as 30s, 15m, 2d or 1h30m, in any case, and a bare 0. The error is
// a *problem.Error whose text completes the name of what was read: "has no unit".
func Parse(text string) (time.Duration, error) {
	const (
		longest = 100 * 365 * 24 * time.Hour
		fix     = "give one such as 30s, 15m, 3h, 2d or 1h30m"
	)
	text = strings.ToLower(text)
	if text == "0" {
		return 0, nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && !strings.HasPrefix(text, "-") {
		return 0, problem.Usage("has no unit", fmt.Sprintf("write seconds as %ss, minutes as %[1]sm, hours as %[1]sh, days as %[1]sd", text))
	}
	if !whole.MatchString(text) {
		return 0, problem.Usage("is not a duration", fix)
	}
	sum := 0.0
	for _, p := range part.FindAllStringSubmatch(text, -1) {
		number, err := strconv.ParseFloat(p[1], 64)
		if sum += number * float64(units[p[2]]); err != nil || sum > float64(longest) {
			return 0, problem.Usage("is longer than a century", fix)
		}
	}
	return time.Duration(math.Round(sum)), nil
}
