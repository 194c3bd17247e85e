package exporter_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// TestDeadServerEndsTheRun: a server that dies in mid-walk sees few requests more, and the run ends after the wait that was allowed.
func TestDeadServerEndsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const before = 40 // requests
		server, c := platform(t, sandbox.Options{Leads: 5000, Latency: 20 * time.Millisecond, Faults: []sandbox.Fault{{Kind: "503", Percent: 100, After: before}}},
			ratelimit.Options{Workers: 8, MaxWait: 15 * time.Minute})
		began := time.Now()
		o := options(8)
		o.Format = sheet.Raw
		_, err := exporter.Run(t.Context(), c, new(bytes.Buffer), nil, o)
		if _, ok := errors.AsType[*ratelimit.OutageError](err); !ok || time.Since(began) > 17*time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if n := len(server.Ledger()) - before; n > 40 {
			t.Errorf("%d requests to a dead server", n)
		}
	})
}

// TestFaultsAreRiddenOut: with every kind of passing trouble, two in a hundred answers each, the export is what the platform holds, proved.
func TestFaultsAreRiddenOut(t *testing.T) {
	t.Parallel()
	kinds := []string{"500", "503", "reset", "cut", "html", "false", "slow", "duplicate"}
	duplicates, struck := 0, map[string]bool{}
	for seed := range seeds(t, 2) {
		synctest.Test(t, func(t *testing.T) {
			p := sandbox.Options{Leads: 1500, PageSize: 5, Seed: seed, Latency: 20 * time.Millisecond, Now: func() time.Time { return time.Now().Add(years) }}
			for _, kind := range kinds {
				p.Faults = append(p.Faults, sandbox.Fault{Kind: kind, Percent: 2})
			}
			server, c := platform(t, p, ratelimit.Options{Workers: 8, MaxWait: time.Hour})
			o := verifying(lead.TypeLead)
			o.Format = sheet.Raw
			var out bytes.Buffer
			sum, err := exporter.Run(t.Context(), c, &out, &memory{}, o)
			if err != nil || !sum.Verified || sum.Passes != 1 || out.String() != truth(server) {
				t.Errorf("seed %d: %v, %+v", seed, err, sum)
			}
			for _, e := range server.Ledger() {
				struck[e.Fault] = true
			}
			duplicates += sum.Duplicates
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
