package exporter_test

import (
	"bytes"

	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// seeds is how many seeds a property is tried with: a few, or LEADFERRY_SOAK of them.
func seeds(t *testing.T, few int) uint64 {
	t.Helper()
	if text := os.Getenv("LEADFERRY_SOAK"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return uint64(n)
	}
	return uint64(few)
}

// moving is what came of an export from a platform that changed meanwhile.
type moving struct {
	sum      exporter.Summary
	missing  int // leads that lived through the walk and are not in the file
	twice    int // uuids that stand there more than once
	requests int
	restarts int // of a file that was written while the listing was read: so it is with every other seed
}

// years lie between the fake clock's beginning and the sandbox's leads.
const years = 27 * 366 * 24 * time.Hour

// exportMoving exports a platform that changes while it is read. The oracle is the platform's own store: who was in it before and after.
func exportMoving(t *testing.T, o sandbox.Options, opts exporter.Options, meddle func(*sandbox.Server, *convertalk.Client) exporter.Lister) moving {
	t.Helper()
	var m moving
	synctest.Test(t, func(t *testing.T) {
		o.Now = func() time.Time { return time.Now().Add(years) }
		server, client := platform(t, o, ratelimit.Options{Workers: opts.Workers})
		before := living(t, server, opts.Types)
		var l exporter.Lister = client
		if meddle != nil {
			l = meddle(server, client)
		}
		var out bytes.Buffer
		var err error
		opts.Format = sheet.Raw
		if o.Seed%2 == 0 {
			opts.Restart = func() error {
				m.restarts++
				out.Reset()
				return nil
			}
		}
		if m.sum, err = exporter.Run(t.Context(), l, &out, &memory{}, opts); err != nil {
			t.Fatal(err)
		}
		m.requests = len(server.Ledger())
		after := living(t, server, opts.Types)
		written := map[string]bool{}
		for line := range bytes.Lines(out.Bytes()) {
			uuid := uuidOf(t, line)
			if written[uuid] {
				m.twice++
			}
			written[uuid] = true
		}
		for uuid := range before {
			if after[uuid] && !written[uuid] {
				m.missing++
			}
		}
		if len(written)+m.twice != m.sum.Leads {
			t.Errorf("%d leads are written, %d told", len(written)+m.twice, m.sum.Leads)
		}
	})
	return m
}

func living(t *testing.T, s *sandbox.Server, types []lead.Type) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, kind := range types {
		for _, record := range s.All(string(kind)) {
			all[uuidOf(t, record)] = true
		}
	}
	return all
}

func uuidOf(t *testing.T, record []byte) string {
	t.Helper()
	var r struct{ UUID string }
	if err := json.Unmarshal(record, &r); err != nil {
		t.Fatal(err)
	}
	return r.UUID
}

// memory is a spool that needs no disk.
type memory struct {
	data []byte
	at   int64
}

func (m *memory) Write(p []byte) (int, error) {
	m.data = append(m.data[:m.at], p...)
	m.at = int64(len(m.data))
	return len(p), nil
}

func (m *memory) Read(p []byte) (int, error) {
	n, err := bytes.NewReader(m.data[m.at:]).Read(p)
	m.at += int64(n)
	return n, err
}

func (m *memory) Seek(offset int64, whence int) (int64, error) {
	if whence != 0 {
		return 0, fmt.Errorf("whence %d", whence)
	}
	m.at = offset
	return offset, nil
}

func verifying(types ...lead.Type) exporter.Options {
	return exporter.Options{Types: types, Workers: 8}
}

// TestVerifiedMeansComplete is the promise: over many ways of moving, no export that says verified misses a lead that lived through it.
func TestVerifiedMeansComplete(t *testing.T) {
	t.Parallel()
	leads := 1000
	if os.Getenv("LEADFERRY_SOAK") != "" {
		leads = 10_000
	}
	rates := []float64{0, 0, 0.005, 0.02, 0.1, 0.5}
	verified, missed, runs := 0, 0, 0
	for _, order := range []string{"newest", "oldest", "updated"} {
		for seed := range seeds(t, 8) {
			rng := rand.New(rand.NewPCG(seed, 7))
			o := sandbox.Options{Leads: leads, Seed: seed, Order: order, PageSize: 50, Latency: 50 * time.Millisecond, Churn: sandbox.Churn{
				Insert: rates[rng.IntN(len(rates))], Bump: rates[rng.IntN(len(rates))], Delete: rates[rng.IntN(len(rates))],
			}}
			if o.Leads < 10_000 {
				o.PageSize = 5
			}
			m := exportMoving(t, o, verifying(lead.TypeLead), nil)
			runs++
			if m.twice > 0 || m.sum.Verified && m.missing > 0 || m.sum.Verified != (m.sum.Reason == "") {
				t.Errorf("%s, seed %d, %+v: %+v", order, seed, o.Churn, m)
			}
			if m.sum.Verified {
				verified++
			} else if m.missing > 0 {
				missed++
			}
		}
	}
	t.Logf("%d runs, %d verified; of the others %d miss leads and say so", runs, verified, missed)
}

// TestLightDriftIsVerified: inserts that go on for ever, one in 20 page reads, do not keep a run from its proof.
func TestLightDriftIsVerified(t *testing.T) {
	t.Parallel()
	passes, runs := [exporterPasses + 1]int{}, 0
	for seed := range seeds(t, 8) {
		o := sandbox.Options{Leads: 10_000, Seed: seed, Latency: 50 * time.Millisecond, Churn: sandbox.Churn{Insert: 0.05}}
		m := exportMoving(t, o, verifying(lead.TypeLead), nil)
		runs++
		if m.sum.Verified {
			passes[m.sum.Passes]++
		}
		if m.missing > 0 && m.sum.Verified {
			t.Errorf("seed %d: %+v", seed, m)
		}
	}
	early := passes[1] + passes[2] + passes[3]
	if runs-early > max(1, runs/20) {
		t.Errorf("%d of %d runs are verified within 3 passes", early, runs)
	}
	t.Logf("%d runs, verified after 1, 2, 3, ... passes: %v", runs, passes[1:])
}

const exporterPasses = 5
