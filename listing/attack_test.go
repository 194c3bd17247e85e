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

// attack is a kind of server that a proof must not be fooled by.
type attack struct {
	name  string
	types []lead.Type // nil = leads alone
	wrong bool        // it breaks what the package document says that a proof assumes
	arm   func(*world)
}

// attacks are the kinds that were seen, or thought of, to give a false proof. Each begins with an
// honest listing that moves.
func attacks() []attack {
	both := []lead.Type{lead.TypeLead, lead.TypeNonLead}
	list := []attack{
		{name: "honest", arm: func(*world) {}},
		{name: "honest, both listings", types: both, arm: func(*world) {}},
		{name: "no Date", arm: func(w *world) { w.dated = false }},
		{name: "clocks that differ", arm: func(w *world) {
			lags := []time.Duration{0, 10 * time.Second, time.Minute, 10 * time.Hour}
			w.skew = func() time.Duration { return lags[w.rng.IntN(4)] }
		}},
		{name: "one uuid, several chats", arm: func(w *world) {
			for i, s := range w.all {
				if w.rng.IntN(3) == 0 {
					s.uuid = []string{"undefined", " ", "", w.all[i/2].uuid}[w.rng.IntN(4)]
				}
			}
		}},
		{name: "one _id, several chats", arm: func(w *world) {
			for _, s := range w.all {
				if w.rng.IntN(3) == 0 {
					s.id = []string{"undefined", " ", ""}[w.rng.IntN(3)]
				}
			}
		}},
		{name: "no _id and one uuid", arm: func(w *world) {
			for _, s := range w.all {
				if w.rng.IntN(10) == 0 {
					s.id, s.uuid = "", "undefined"
				}
			}
		}},
		{name: "records that are alike", arm: func(w *world) {
			for _, s := range w.all {
				s.bare = w.rng.IntN(10) == 0
			}
		}},
		{name: "inserts when pages count from 0", arm: func(w *world) {
			w.first = 0
			burst := 1 + w.rng.IntN(2*w.size)
			w.move = func() { // between page 0 and page 1
				if w.requests == 2 {
					for range burst {
						w.insert(lead.TypeLead, w.stamp())
					}
				}
			}
		}},
		{name: "pages that count from 0, moving", arm: func(w *world) { w.first = 0 }},
		{name: "ties that stand", arm: func(w *world) {
			at := 2 + w.rng.IntN(3)
			w.move = nil
			w.shown = func(page int, list, on []*soul) []*soul {
				if page == at && len(on) > 0 {
					on = slices.Clone(on)
					on[0] = list[(page-1)*w.size-1]
				}
				return on
			}
		}},
		{name: "ties that shift", arm: func(w *world) {
			w.shown = func(page int, list, on []*soul) []*soul {
				if page > 1 && len(on) > 0 && w.requests <= w.until && w.rng.IntN(4) == 0 {
					on = slices.Clone(on)
					on[0] = list[(page-1)*w.size-1]
				}
				return on
			}
		}},
		{name: "a lead twice on each page", arm: func(w *world) {
			w.move = nil
			w.shown = func(_ int, _, on []*soul) []*soul {
				if len(on) > 2 {
					on = slices.Clone(on)
					on[1] = on[2]
				}
				return on
			}
		}},
		{name: "a cache that tells its age", arm: func(w *world) { w.cache, w.aged = time.Duration(1+w.rng.IntN(30))*time.Second, true }},
		{name: "a cache with old Dates", arm: func(w *world) {
			w.cache, w.slow = time.Duration(4+w.rng.IntN(30))*time.Second, time.Second // in which an answer may always be old
		}},
		{name: "page size that changes", arm: func(w *world) {
			sizes, calm := []int{w.size, 1 + w.rng.IntN(30)}, w.move
			odds := 1 + w.rng.IntN(60)
			w.move = func() {
				calm()
				if w.rng.IntN(odds) == 0 {
					w.size = sizes[w.rng.IntN(2)]
				}
			}
		}},
		{name: "leads that leave and come back", arm: func(w *world) { w.leave(lead.TypeLead, "", true) }},
		{name: "leads that hide for a moment", arm: func(w *world) { w.leave(lead.TypeLead, "", false) }},
		{name: "leads that become chats", arm: func(w *world) { w.leave(lead.TypeLead, lead.TypeNonLead, true) }},
		{name: "chats that become leads", arm: func(w *world) { w.leave(lead.TypeNonLead, lead.TypeLead, true) }},
		{name: "chats that become leads, both listings", types: both, arm: func(w *world) { w.leave(lead.TypeNonLead, lead.TypeLead, true) }},
		{name: "leads that become chats, both listings", types: both, wrong: true, arm: func(w *world) { w.leave(lead.TypeLead, lead.TypeNonLead, true) }},
	}
	return list
}

// leave makes souls leave a listing, for another one or for nowhere, from where they come back later.
// If it is stamped, updatedAt tells of both.
func (w *world) leave(from, to lead.Type, stamped bool) {
	calm, odds := w.move, 2+w.rng.IntN(30)
	var gone []*soul
	stamp := func(s *soul) {
		if stamped {
			s.updated = w.stamp()
		}
	}
	w.move = func() {
		calm()
		if w.rng.IntN(odds) > 0 {
			return
		}
		if to != "" {
			if s := w.take(from); s != nil {
				stamp(s)
				w.put(to, s)
			}
			return
		}
		if len(gone) > 0 && w.rng.IntN(2) == 0 {
			s := gone[0]
			gone = gone[1:]
			stamp(s)
			w.put(from, s)
		} else if s := w.take(from); s != nil {
			s.left = true
			gone = append(gone, s)
		}
	}
}

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
		reader.Key = key
		var b listing.Budget
		if rng.IntN(3) == 0 {
			b.Pages = 1 + rng.IntN(40)
		}
		m := &memory{}
		var reading listing.Reading
		for !reading.Done && r.err == nil {
			reader.Workers = 1 + rng.IntN(64)>>rng.IntN(7)
			time.Sleep(time.Duration(rng.IntN(2)*rng.IntN(3600)) * time.Second)
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
			n := seeds(t, 4)
			for seed := range n {
				r := attacked(t, a, seed)
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
				} else if r.Verified && r.missing > 0 || r.Alike == 0 && r.twice > 0 || r.err == nil && r.Verified != (r.Reason == "") {
					t.Errorf("seed %d: %+v", seed, r)
				}
			}
			t.Logf("%d runs, %d verified after 1, 2, ... passes: %v; %d falsely; of the others %d miss leads and say so, %d ended with an error",
				n, verified, passes[1:], fooled, missed, gaveUp)
		})
	}
}

// TestEveryWalkEnds: a walk without a proof ends too, whatever the server does, and asks for no more
// than a few times the pages there are. A goroutine that waits for ever would fail the bubble.
func TestEveryWalkEnds(t *testing.T) {
	t.Parallel()
	for _, a := range attacks() {
		for seed := range seeds(t, 2) {
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
