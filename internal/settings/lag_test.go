package settings

import (
	"testing"
	"time"
)

// TestLag: the flag wins over the environment, and the simulated platform is never behind.
func TestLag(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		env     string
		flag    time.Duration
		given   bool
		sandbox bool
		want    time.Duration
		wrong   bool
	}{
		{flag: time.Second, want: time.Second},
		{flag: time.Second, env: "3s", want: 3 * time.Second},
		{flag: time.Second, env: "0", want: 0},
		{flag: time.Second, env: "0.001D", want: 86400 * time.Millisecond},
		{flag: time.Minute, given: true, env: "3s", want: time.Minute},
		{flag: time.Second, env: "3s", sandbox: true},
		{flag: time.Minute, given: true, sandbox: true, want: time.Minute},
		{flag: time.Second, env: "soon", wrong: true},
		{flag: time.Second, env: "-1s", wrong: true},
		{flag: time.Hour, given: true, wrong: true},
	} {
		c := &Connection{
			Flags:  Flags{Lag: tc.flag, Sandbox: tc.sandbox, Given: func(string) bool { return tc.given }},
			around: Surroundings{Getenv: func(string) string { return tc.env }},
		}
		if err := c.setLag(); (err != nil) != tc.wrong || !tc.wrong && c.Lag != tc.want {
			t.Errorf("%+v: %v, %v", tc, c.Lag, err)
		}
	}
}
