package exporter

import (
	"math/bits"
	"testing"
)

// searchListing looks for the end of a listing and returns what it found, and how many rounds and requests that took.
func searchListing(t *testing.T, l listing, hint, workers int) (s *search, rounds, requests int) {
	t.Helper()
	for s = newSearch(hint, workers); !s.ended(); rounds++ {
		size := s.size()
		pages := s.round(size)
		if len(pages) == 0 || len(pages) > size || size > workers || requests > 10*l.pages+1000 {
			t.Fatalf("%+v, hint %d, %d workers: stuck in round %d with %v of %d pages", l, hint, workers, rounds, pages, size)
		}
		for i, p := range pages {
			if i > 0 && p <= pages[i-1] || s.done[p] && p != 1 {
				t.Fatalf("%+v, hint %d, %d workers: round %d asks for %v", l, hint, workers, rounds, pages)
			}
		}
		for _, p := range pages {
			if _, err := s.report(p, l.read(p)); err != nil {
				t.Fatalf("%+v: %v", l, err)
			}
		}
		requests += len(pages)
	}
	return s, rounds, requests
}

func TestSearchFindsEveryEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"empty", "404", "repeat", "first"} {
		for _, pages := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 255, 256, 257, 1000, 4095, 4096, 4097, 20_000, 1_000_000} {
			for _, workers := range []int{1, 2, 4, 8, 16, 64} {
				for _, hint := range []int{0, pages - 40, pages - 1, pages, pages + 1, pages + 40, 2 * pages} {
					if hint < 0 {
						continue
					}
					s, _, requests := searchListing(t, listing{pages: pages, end: end}, hint, workers)
					if s.lo != pages {
						t.Fatalf("%s, hint %d, %d workers: %d pages were found, there are %d", end, hint, workers, s.lo, pages)
					}
					if pages > 2 && s.endRule() != end && hint <= pages {
						t.Errorf("%s, hint %d, %d pages: end rule %s", end, hint, pages, s.endRule())
					}
					if limit := 9 + 2*bits.Len(uint(pages)) + max(0, workers-4) + pages/50; hint == 0 && requests > limit {
						t.Errorf("%s, %d workers, %d pages: %d requests, at most %d wanted", end, workers, pages, requests, limit)
					}
				}
			}
		}
	}
}

// TestSearchIsShort: with workers to spare, the end of any listing is found in a few rounds.
func TestSearchIsShort(t *testing.T) {
	t.Parallel()
	for pages := 1; pages < 30_000; pages += 1 + pages/7 {
		_, rounds, _ := searchListing(t, listing{pages: pages, end: "empty"}, 0, 16)
		if rounds > 9 { // one page at a time: up to 34
			t.Errorf("%d pages took %d rounds", pages, rounds)
		}
	}
}
