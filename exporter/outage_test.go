package exporter_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/exporter"
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
