package main

import (
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/ratelimit"
)

// TestStatus: each profile says what its lane does for it, why it waits, and what became of the last job.
func TestStatus(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	backup := func(profile string) lane.Job { return lane.Job{Kind: lane.BackupKind, Profile: profile} }
	state := &lane.State{
		Now:     &lane.Run{Job: backup("acme"), Turns: 3, Pages: 120},
		Waiting: []lane.Job{backup("beta")},
		Pace:    ratelimit.State{Pace: 4.2},
		Last: []lane.Outcome{
			{Job: backup("beta"), Error: "the server rejected the token (401)"},
			{Job: backup("gamma"), Snapshot: "2026-11-28T030000Z", Marks: []string{"unverified"}},
		},
		Good: []lane.Outcome{{Job: backup("acme"), Snapshot: "2026-11-28T031500Z", Leads: 1234}},
	}
	told := *state
	told.Now = &lane.Run{Job: backup("acme"), Until: now.Add(time.Hour), Trouble: "the server asked to wait 1h0m0s"}
	for _, tc := range []struct {
		profile string
		state   *lane.State
		want    string
	}{
		{"acme", state, "turn 3, 120 pages so far, 4.2 requests/s|2026-11-28T031500Z|1234|-"},
		{"acme", &told, "the server asked to wait 1h0m0s|2026-11-28T031500Z|1234|-"},
		{"beta", state, "waits behind acme|-|-|failed: the server rejected the token (401)"},
		{"gamma", state, "nothing|-|-|made 2026-11-28T030000Z, which is unverified"},
		{"delta", nil, "never begun|-|-|-"},
	} {
		one := standing{Profile: tc.profile, State: tc.state}
		if got := strings.Join(one.row(now)[1:], "|"); !strings.HasSuffix(got, tc.want) {
			t.Errorf("%s: %s", tc.profile, got)
		}
	}
}
