package listing_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestDeadServerEndsTheWalk: a server that dies in mid-walk sees few more requests, and the walk ends
// after the wait that was allowed.
func TestDeadServerEndsTheWalk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const before = 40 // requests
		server, c := platform(t, sandbox.Options{Leads: 5000, Latency: 20 * time.Millisecond, Faults: []sandbox.Fault{{Kind: "503", Percent: 100, After: before}}},
			ratelimit.Options{Workers: 8, MaxWait: 15 * time.Minute})
		began := time.Now()
		_, _, err := walked(t, reader(c, lead.TypeLead))
		if _, ok := errors.AsType[*ratelimit.OutageError](err); !ok || time.Since(began) > 17*time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if n := len(server.Ledger()) - before; n > 40 {
			t.Errorf("%d requests to a dead server", n)
		}
	})
}

// TestFaultsAreRiddenOut: with every kind of passing trouble, two in a hundred answers each, the
// reading finds what the platform holds, proved.
func TestFaultsAreRiddenOut(t *testing.T) {
	t.Parallel()
	kinds := []string{"500", "503", "reset", "cut", "html", "false", "slow", "duplicate"}
	duplicates, struck := 0, map[string]bool{}
	for seed := range seeds(t, 2) {
		synctest.Test(t, func(t *testing.T) {
			p := sandbox.Options{Leads: 1500, PageSize: 5, Seed: seed, Latency: 20 * time.Millisecond, Now: later}
			for _, kind := range kinds {
				p.Faults = append(p.Faults, sandbox.Fault{Kind: kind, Percent: 2})
			}
			server, c := platform(t, p, ratelimit.Options{Workers: 8, MaxWait: time.Hour})
			records, res := proved(t, reader(c, lead.TypeLead), &memory{}, listing.Budget{})
			if !res.Verified || res.Passes != 1 || strings.Join(records, "\n") != strings.Join(truth(server), "\n") {
				t.Errorf("seed %d: %+v", seed, res)
			}
			for _, e := range server.Ledger() {
				struck[e.Fault] = true
			}
			duplicates += res.Duplicates
		})
	}
	for _, kind := range kinds[:7] {
		if !struck[kind] {
			t.Errorf("no %s ever struck", kind)
		}
	}
	if duplicates == 0 {
		t.Error("no record ever came twice")
	}
}
