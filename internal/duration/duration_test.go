package duration

import (
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestParse: what Go can read, too, means the same to Go.
func TestParse(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"0": 0, "0s": 0, "30s": 30 * time.Second, "15m": 15 * time.Minute, "3h": 3 * time.Hour, "2d": 2 * day, "2w": 14 * day,
		"1h30m": 90 * time.Minute, "1d12h": 36 * time.Hour, "1.5h": 90 * time.Minute, "500ms": 500 * time.Millisecond, "1ns": 1, "2D": 2 * day,
	} {
		d, err := Parse(text)
		if err != nil || d != want {
			t.Errorf("%s: %v, %v", text, d, err)
		}
		if got, err := time.ParseDuration(text); err == nil && got != want {
			t.Errorf("%s means %v to Go", text, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const fix = "give one such as 30s, 15m, 3h, 2d or 1h30m"
	for text, want := range map[string]string{
		"5":       "has no unit; write seconds as 5s, minutes as 5m, hours as 5h, days as 5d",
		"fast":    "is not a duration; " + fix,
		"-5m":     "is not a duration; " + fix,
		"5 m":     "is not a duration; " + fix,
		"1m5":     "is not a duration; " + fix,
		"":        "is not a duration; " + fix,
		"99999d":  "is longer than a century; " + fix,
		"9e99999": "is not a duration; " + fix,
	} {
		d, err := Parse(text)
		if err == nil || d != 0 {
			t.Errorf("%s: %v, %v", text, d, err)
			continue
		}
		if got := err.Error() + "; " + problem.Remedy(err); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
