package listing_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// run is what came of an attack.
type run struct {
	listing.Result
	err            error // a reading may give up
	missing, twice int   // leads that were there all the time
	requests       int
}

// attacked reads one world of a kind, in turns of any length, with any number of workers.
func attacked(t *testing.T, a attack, seed uint64) (r run) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(seed, 17))
		w := newWorld(rng, 20+rng.IntN(200), 20+rng.IntN(60))
		rates := []float64{0, 0, 0.02, 0.1, 0.4}
		w.move = w.churn(rates[rng.IntN(5)], rates[rng.IntN(5)], rates[rng.IntN(5)])
		a.arm(w)
		types := a.types
		if types == nil {
			types = []lead.Type{lead.TypeLead}
		}
		var before []*soul
		for _, kind := range types {
			before = append(before, w.lists[kind]...)
		}
		reader := reader(w, types...)
		reader.Key, reader.Lag = key, max(a.lag, time.Second)
		var b listing.Budget
		if rng.IntN(3) == 0 {
			b.Pages = 1 + rng.IntN(40)
		}
		m := &memory{}
		var reading listing.Reading
		for !reading.Done && r.err == nil {
			reader.Workers = 1 + rng.IntN(64)>>rng.IntN(7)
			time.Sleep(time.Duration(rng.IntN(2)*rng.IntN(3600)) * time.Second)
			if w.busy && w.requests > 0 && w.requests < w.until {
				time.Sleep(time.Duration(rng.IntN(50)) * time.Hour)
				for range rng.IntN(200) {
					w.move()
				}
			}
			m.recalled = 0
			reading, r.err = reader.Turn(t.Context(), m, b)
		}
		if len(types) == 1 { // whoever is in the other listing now was not in this one all the time
			for _, s := range before {
				s.left = s.left || !slices.Contains(w.lists[types[0]], s)
			}
		}
		r.Result, r.requests = reading.Result, w.requests
		if r.err == nil {
			r.missing, r.twice = w.missing(before, m.latest(&reading))
		}
	})
	return r
}

// TestNoFalseProof is the promise under attack: whatever a server does, no reading that says verified
// misses a lead that was there all the time.
func TestNoFalseProof(t *testing.T) {
	t.Parallel()
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			verified, missed, gaveUp, fooled := 0, 0, 0, 0
			var passes [listing.MaxPasses + 1]int
			requests := 0
			n := seeds(t, 2)
			for seed := range n {
				r := attacked(t, a, seed)
				requests += r.requests
				switch {
				case r.err != nil:
					gaveUp++
				case r.Verified:
					verified++
					passes[r.Passes]++
				case r.missing > 0:
					missed++
				}
				if r.Verified && r.missing > 0 && a.wrong {
					fooled++
				} else if r.Verified && r.missing > 0 || r.Alike == 0 && r.twice > 0 && !a.vague || r.err == nil && r.Verified != (r.Reason == "") {
					t.Errorf("seed %d: %+v", seed, r)
				}
			}
			t.Logf("%d runs, %d verified after 1, 2, ... passes: %v; %d falsely; of the others %d miss leads and say so, %d ended with an error; %d requests each",
				n, verified, passes[1:], fooled, missed, gaveUp, requests/int(n))
		})
	}
}

// TestEveryWalkEnds: a walk without a proof ends too, whatever the server does, and asks for no more
// than a few times the pages there are. A goroutine that waits for ever would fail the bubble.
func TestEveryWalkEnds(t *testing.T) {
	t.Parallel()
	for _, a := range attacks() {
		for seed := range seeds(t, 1) {
			synctest.Test(t, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(seed, 19))
				w := newWorld(rng, rng.IntN(200), 20)
				w.move = w.churn(0.4, 0.4, 0.4)
				a.arm(w)
				began, pages := time.Now(), len(w.all)/w.size+w.until
				r := reader(w, lead.TypeLead)
				r.Workers = 1 + rng.IntN(64)>>rng.IntN(7)
				_, err := r.WalkPages(t.Context(), func(*listing.Page) error { return nil })
				if took := time.Since(began); w.requests > 40*pages+1000 || took > time.Hour {
					t.Errorf("%s, seed %d: %d requests for %d pages in %v, %v", a.name, seed, w.requests, pages, took, err)
				}
			})
		}
	}
}
