package listing

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// rogue is a server of which nothing is sure: listings grow and shrink while they are read, pages
// change, old answers come back late, and the end looks different each time.
type rogue struct {
	rng   *rand.Rand
	pages int
	shift int // of the leads on the pages
	wild  int // one in so many answers changes something
	calm  int // after so many answers, nothing changes any more
	ends  []string
}

func newRogue(seed uint64) *rogue {
	rng := rand.New(rand.NewPCG(seed, 23))
	r := &rogue{rng: rng, pages: rng.IntN(60), wild: 1 + rng.IntN(20), calm: rng.IntN(2000)}
	for range 1 + rng.IntN(2) {
		r.ends = append(r.ends, []string{"empty", "404", "400", "repeat", "first", "null"}[rng.IntN(6)])
	}
	return r
}

func (r *rogue) read(page int) (s sign) {
	if r.calm--; r.calm > 0 && r.rng.IntN(r.wild) == 0 {
		switch r.rng.IntN(3) {
		case 0:
			r.pages = r.rng.IntN(60)
		case 1:
			r.shift += r.rng.IntN(5)
		case 2:
			return sign{past: "empty"}
		}
	}
	if page > r.pages {
		end := r.ends[0]
		if r.calm > 0 {
			end = r.ends[r.rng.IntN(len(r.ends))]
		}
		switch {
		case end == "repeat" && r.pages > 0:
			page = r.pages
		case end == "first" && r.pages > 0:
			page = 1
		case end == "repeat" || end == "first":
			return sign{past: "empty"}
		default:
			return sign{past: end}
		}
	}
	leads := make([]sighting, 4)
	for i := range leads {
		leads[i].key = uint64(4*page + i + r.shift)
	}
	return signOf(leads)
}

// many returns how many seeds to try: so many, a quarter where tests are to be short, or a hundred times as
// many as LEADFERRY_SOAK says.
func many(few uint64) uint64 {
	if n, err := strconv.Atoi(os.Getenv("LEADFERRY_SOAK")); err == nil {
		return uint64(100 * n)
	}
	if testing.Short() {
		return few / 4
	}
	return few
}

// TestAnyWalkEnds: whatever a server answers, in whatever order answers come, no page is asked for
// twice at once, a walk and a search end, and nothing is in flight then.
func TestAnyWalkEnds(t *testing.T) {
	t.Parallel()
	for seed := range many(400) {
		server := newRogue(seed)
		rng := server.rng
		workers, reach := 1+rng.IntN(64)>>rng.IntN(7), rng.IntN(2)*rng.IntN(60)
		f := newFrontier(window * workers)
		f.reach = reach
		flying := map[int]sign{}
		var order []int
		held := map[int]bool{}
		requests := 0
		for !f.finished() {
			for len(order) < workers {
				p := f.claim()
				if p == 0 {
					break
				}
				if _, twice := flying[p]; twice {
					t.Fatalf("seed %d: page %d is asked for twice at once", seed, p)
				}
				flying[p] = server.read(p)
				order = append(order, p)
				requests++
			}
			if len(order) == 0 || requests > 20_000 {
				t.Fatalf("seed %d: stuck after %d requests: %+v", seed, requests, f)
			}
			i := rng.IntN(len(order))
			p, s := order[i], flying[order[i]]
			if rng.IntN(3) == 0 { // it is answered now, not when it was asked for
				s = server.read(p)
			}
			order = append(order[:i], order[i+1:]...)
			delete(flying, p)
			keep, err := f.report(p, s)
			if err != nil {
				order = nil
				break
			}
			held[p] = keep
			for held[f.delivered+1] && f.done[f.delivered+1] {
				f.delivered++
			}
		}
		if len(order) > 0 {
			t.Fatalf("seed %d: %d answers are in flight at the end", seed, len(order))
		}
	}
}

// TestAnySearchEnds is the same of the search for the end.
func TestAnySearchEnds(t *testing.T) {
	t.Parallel()
	for seed := range many(400) {
		server := newRogue(seed)
		r := newRounds(server.rng.IntN(2)*server.rng.IntN(60), 1+server.rng.IntN(64)>>server.rng.IntN(7))
		requests := 0
	search:
		for !r.ended() {
			numbers := r.next(r.size())
			if len(numbers) == 0 || requests > 20_000 {
				t.Fatalf("seed %d: stuck after %d requests: %+v", seed, requests, r.frontier)
			}
			for _, p := range numbers {
				requests++
				if _, err := r.report(p, server.read(p)); err != nil {
					break search
				}
			}
		}
	}
}
