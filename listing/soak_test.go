package listing_test

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

var orders = []string{"newest", "oldest", "updated"}

// moving is what came of reading a platform that changed meanwhile.
type moving struct {
	listing.Result
	missing int // leads that lived through the walk and have no row
	twice   int // uuids that have more than one row
}

// readMoving reads a platform that changes while it is read. The oracle is the platform's own store:
// who was in it before and after.
func readMoving(t *testing.T, o sandbox.Options, types []lead.Type, meddle func(*sandbox.Server, *convertalk.Client) listing.Lister) moving {
	t.Helper()
	var m moving
	synctest.Test(t, func(t *testing.T) {
		o.Now = later
		server, client := platform(t, o, ratelimit.Options{Workers: 8})
		before := living(t, server, types)
		var l listing.Lister = client
		if meddle != nil {
			l = meddle(server, client)
		}
		records, res := proved(t, reader(l, types...), &memory{}, listing.Budget{})
		m.Result = res
		m.compare(t, records, before, living(t, server, types))
	})
	return m
}

// compare compares the records that count with who lived before and after the reading.
func (m *moving) compare(t *testing.T, records []string, before, after map[string]bool) {
	t.Helper()
	written := map[string]bool{}
	for _, uuid := range uuids(t, records) {
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
	if len(records) != m.Leads {
		t.Errorf("%d leads have rows, %d are reported", len(records), m.Leads)
	}
}

// TestVerifiedMeansComplete is the promise: over many ways of moving, no reading that says verified
// misses a lead that lived through it.
func TestVerifiedMeansComplete(t *testing.T) {
	t.Parallel()
	leads := 1000
	if os.Getenv("LEADFERRY_SOAK") != "" {
		leads = 10_000
	}
	rates := []float64{0, 0, 0.005, 0.02, 0.1, 0.5}
	verified, missed, runs := 0, 0, 0
	for _, order := range orders {
		for seed := range seeds(t, 4) {
			rng := rand.New(rand.NewPCG(seed, 7))
			o := sandbox.Options{Leads: leads, Seed: seed, Order: order, PageSize: 50, Latency: 50 * time.Millisecond, Churn: sandbox.Churn{
				Insert: rates[rng.IntN(len(rates))], Bump: rates[rng.IntN(len(rates))], Delete: rates[rng.IntN(len(rates))],
			}}
			if o.Leads < 10_000 {
				o.PageSize = 5
			}
			m := readMoving(t, o, []lead.Type{lead.TypeLead}, nil)
			runs++
			if m.twice > 0 || m.Verified && m.missing > 0 || m.Verified != (m.Reason == "") {
				t.Errorf("%s, seed %d, %+v: %+v", order, seed, o.Churn, m)
			}
			if m.Verified {
				verified++
			} else if m.missing > 0 {
				missed++
			}
		}
	}
	t.Logf("%d runs, %d verified; of the others %d miss leads and say so", runs, verified, missed)
}

// TestLightDriftIsVerified: inserts that go on for ever, one in 20 page reads, do not keep a reading
// from its proof.
func TestLightDriftIsVerified(t *testing.T) {
	t.Parallel()
	passes, runs := [listing.MaxPasses + 1]int{}, 0
	for seed := range seeds(t, 4) {
		o := sandbox.Options{Leads: 10_000, Seed: seed, Latency: 50 * time.Millisecond, Churn: sandbox.Churn{Insert: 0.05}}
		m := readMoving(t, o, []lead.Type{lead.TypeLead}, nil)
		runs++
		if m.Verified {
			passes[m.Passes]++
		}
		if m.missing > 0 && m.Verified {
			t.Errorf("seed %d: %+v", seed, m)
		}
	}
	early := passes[1] + passes[2] + passes[3]
	if runs-early > max(1, runs/20) {
		t.Errorf("%d of %d runs are verified within 3 passes", early, runs)
	}
	t.Logf("%d runs, verified after 1, 2, 3, ... passes: %v", runs, passes[1:])
}

// TestDriftThatStopsIsVerified lets leads come, go and move for a while.
func TestDriftThatStopsIsVerified(t *testing.T) {
	t.Parallel()
	for _, order := range orders {
		for _, end := range []string{"empty", "404", "repeat", "first"} {
			if testing.Short() && end != "repeat" {
				continue
			}
			o := sandbox.Options{Leads: 1000, PageSize: 5, Latency: 50 * time.Millisecond, Order: order, End: end, Seed: 4}
			m := readMoving(t, o, []lead.Type{lead.TypeLead}, drift(t, 250))
			if !m.Verified || m.missing > 0 || m.twice > 0 {
				t.Errorf("%s, %s: %+v", order, end, m)
			}
		}
	}
}

// drift makes leads come, go and move during the first requests.
func drift(t *testing.T, until int) func(*sandbox.Server, *convertalk.Client) listing.Lister {
	t.Helper()
	return func(s *sandbox.Server, c *convertalk.Client) listing.Lister {
		return &meddler{Lister: c, turn: make(chan struct{}, 1), until: until, each: func(_ context.Context, n int) {
			all := s.All("lead")
			switch uuid := uuidOf(t, string(all[n*37%len(all)])); n % 6 {
			case 0:
				s.Insert()
			case 1:
				s.Delete(uuid)
			case 2:
				s.Bump(uuid)
			}
		}}
	}
}
