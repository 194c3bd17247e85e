package listing

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// fakeListing answers as a server with that many pages does.
type fakeListing struct {
	pages int
	end   string
	holes map[int]bool // empty pages in the middle
}

func (l fakeListing) read(page int) sign {
	switch {
	case page <= l.pages && l.holes[page]:
		return sign{past: "empty"}
	case page <= l.pages:
		return sign{fingerprint: uint64(page)}
	case l.pages == 0 && (l.end == "repeat" || l.end == "first"):
		return sign{past: "empty"}
	case l.end == "repeat":
		return sign{fingerprint: uint64(l.pages)}
	case l.end == "first":
		return sign{fingerprint: 1}
	}
	return sign{past: l.end}
}

// walkListing lets workers read in a random order and returns the pages passed on, in order, and how
// many requests it took.
func walkListing(t *testing.T, l fakeListing, workers int, seed uint64) (pages []int, requests, beyond int, f *frontier) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	f = newFrontier(4 * workers)
	var flying []int
	held := map[int]bool{}
	for !f.finished() {
		for len(flying) < workers {
			p := f.claim()
			if p == 0 {
				break
			}
			flying = append(flying, p)
			requests++
			if p > l.pages {
				beyond++
			}
		}
		if len(flying) == 0 || requests > 10*l.pages+1000 {
			t.Fatalf("%+v workers %d seed %d: stuck after %d requests: %+v", l, workers, seed, requests, f)
		}
		i := rng.IntN(len(flying))
		p := flying[i]
		flying = append(flying[:i], flying[i+1:]...)
		keep, err := f.report(p, l.read(p))
		if err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
		held[p] = keep
		for held[f.delivered+1] && f.done[f.delivered+1] {
			f.delivered++
			pages = append(pages, f.delivered)
		}
	}
	return pages, requests, beyond, f
}

func TestFrontierFindsEveryEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"empty", "null", "missing", "404", "400", "repeat", "first"} {
		for _, pages := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100, 1000} {
			for _, workers := range []int{1, 2, 8, 16} {
				for seed := range uint64(10) {
					l := fakeListing{pages: pages, end: end}
					got, _, beyond, f := walkListing(t, l, workers, seed)
					if len(got) != pages {
						t.Fatalf("%+v workers %d seed %d: %d pages", l, workers, seed, len(got))
					}
					if limit := workers + 3 + bits.Len(uint(pages)); beyond > limit {
						t.Fatalf("%+v workers %d seed %d: %d requests past the end, at most %d wanted", l, workers, seed, beyond, limit)
					}
					if rule := f.endRule(); pages > 2 && rule != end {
						t.Fatalf("%+v: end rule %q", l, rule)
					}
				}
			}
		}
	}
}

func TestFrontierReadsEachPageOnce(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"empty", "404", "first"} {
		_, requests, beyond, _ := walkListing(t, fakeListing{pages: 500, end: end}, 8, 1)
		if requests != 500+beyond {
			t.Errorf("%s: %d requests, %d of them past the end, for 500 pages", end, requests, beyond)
		}
	}
}

func TestFrontierSeesThroughHoles(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 2))
		l := fakeListing{pages: 5 + rng.IntN(200), end: "empty", holes: map[int]bool{}}
		for range rng.IntN(4) {
			if h := 1 + rng.IntN(l.pages-1); h > 1 && !l.holes[h-1] && !l.holes[h+1] { // one page alone: the next one shows that it is a hole
				l.holes[h] = true
			}
		}
		got, _, _, _ := walkListing(t, l, 1+rng.IntN(8), seed)
		if len(got) != l.pages {
			t.Fatalf("seed %d %+v: %d pages", seed, l, len(got))
		}
	}
}

func TestFrontierHoleBeforeTheLastPage(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"empty", "404", "repeat", "first"} {
		for pages := 3; pages < 70; pages++ {
			for seed := range uint64(20) {
				l := fakeListing{pages: pages, end: end, holes: map[int]bool{pages - 1: true}}
				if got, _, _, _ := walkListing(t, l, 1+int(seed)%8, seed); len(got) != pages {
					t.Fatalf("%s, %d pages, seed %d: %d pages", end, pages, seed, len(got))
				}
			}
		}
	}
}

func TestFrontierRefusedInTheMiddle(t *testing.T) {
	t.Parallel()
	f := newFrontier(100)
	var err error
	for i := 0; i < 100 && err == nil && !f.finished(); i++ {
		p := f.claim()
		if p == 0 {
			break
		}
		s := sign{fingerprint: uint64(p)}
		switch {
		case p > 20:
			s = sign{past: "empty"}
		case p == 7:
			s = sign{past: "404"}
		}
		_, err = f.report(p, s)
	}
	if err == nil || err.Error() != fmt.Sprintf("the server answers 404 to page 7, but page %d holds chats", f.lo) {
		t.Errorf("got %v", err)
	}
}

func TestFrontierEndlessListing(t *testing.T) {
	t.Parallel()
	f := newFrontier(4)
	for range 100 {
		p := f.claim()
		if p == 0 {
			t.Fatal("stuck")
		}
		if _, err := f.report(p, sign{fingerprint: rand.Uint64()}); err != nil {
			return
		}
	}
	t.Error("the walk goes on although the listing has no end")
}

// TestFrontierEndThatMoves: a page past the end shows the last or the first page, whose leads are
// others by the time that page is read. The one or two pages after the last can hold leads that
// inserts have pushed there.
func TestFrontierEndThatMoves(t *testing.T) {
	t.Parallel()
	const size = 10
	for _, end := range []string{"repeat", "first"} {
		for leads := 21; leads < 500; leads += 7 {
			for seed := range uint64(20) {
				rng := rand.New(rand.NewPCG(seed, 3))
				newest, pages := leads, 0
				f := newFrontier(16)
				for requests := 0; !f.finished(); requests++ {
					if rng.IntN(20) == 0 {
						newest++
					}
					pages = (newest + size - 1) / size
					page := f.claim()
					if page == 0 || requests > pages+50 {
						t.Fatalf("%s, %d leads, seed %d: %d requests: %+v", end, leads, seed, requests, f)
					}
					shown := min(page, pages)
					if page > pages && end == "first" {
						shown = 1
					}
					s := sign{}
					for i := (shown - 1) * size; i < min(shown*size, newest); i++ {
						s.who = append(s.who, uint64(newest-i))
						s.fingerprint = s.fingerprint*31 + uint64(newest-i)
					}
					slices.Sort(s.who)
					if _, err := f.report(page, s); err != nil {
						t.Fatal(err)
					}
					for f.done[f.delivered+1] {
						f.delivered++
					}
				}
				if f.delivered > pages+2 || f.delivered < (leads+size-1)/size || f.endRule() != end {
					t.Errorf("%s, %d to %d leads, seed %d: %d pages, end rule %s", end, leads, newest, seed, f.delivered, f.endRule())
				}
			}
		}
	}
}
