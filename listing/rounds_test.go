package listing

import (
	"math/bits"
	"testing"
)

// searchListing looks for the end of a listing and returns what it found, and how many rounds and
// requests that took.
func searchListing(t *testing.T, l fakeListing, hint, workers int) (r *rounds, taken, requests int) {
	t.Helper()
	for r = newRounds(hint, workers); !r.ended(); taken++ {
		size := r.size()
		numbers := r.next(size)
		if len(numbers) == 0 || len(numbers) > size || size > workers || requests > 10*l.pages+1000 {
			t.Fatalf("%+v, hint %d, %d workers: stuck in round %d with %v of %d pages", l, hint, workers, taken, numbers, size)
		}
		for i, p := range numbers {
			if i > 0 && p <= numbers[i-1] || r.done[p] && p != 1 {
				t.Fatalf("%+v, hint %d, %d workers: round %d asks for %v", l, hint, workers, taken, numbers)
			}
		}
		for _, p := range numbers {
			if _, err := r.report(p, l.read(p)); err != nil {
				t.Fatalf("%+v: %v", l, err)
			}
		}
		requests += len(numbers)
	}
	return r, taken, requests
}

func TestSearchFindsEveryEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"empty", "404", "repeat", "first"} {
		for _, count := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 255, 256, 257, 1000, 4095, 4096, 4097, 20_000, 1_000_000} {
			for _, workers := range []int{1, 2, 4, 8, 16, 64} {
				for _, hint := range []int{0, count - 40, count - 1, count, count + 1, count + 40, 2 * count} {
					if hint < 0 {
						continue
					}
					r, _, requests := searchListing(t, fakeListing{pages: count, end: end}, hint, workers)
					if r.lo != count {
						t.Fatalf("%s, hint %d, %d workers: %d pages were found, there are %d", end, hint, workers, r.lo, count)
					}
					if count > 2 && r.endRule() != end && hint <= count {
						t.Errorf("%s, hint %d, %d pages: end rule %s", end, hint, count, r.endRule())
					}
					if limit := 9 + 2*bits.Len(uint(count)) + max(0, workers-4) + count/50; hint == 0 && requests > limit {
						t.Errorf("%s, %d workers, %d pages: %d requests, at most %d wanted", end, workers, count, requests, limit)
					}
				}
			}
		}
	}
}

// TestSearchIsShort: with workers to spare, the end of any listing is found in a few rounds.
func TestSearchIsShort(t *testing.T) {
	t.Parallel()
	for count := 1; count < 30_000; count += 1 + count/7 {
		_, rounds, _ := searchListing(t, fakeListing{pages: count, end: "empty"}, 0, 16)
		if rounds > 9 { // one page at a time: up to 34
			t.Errorf("%d pages took %d rounds", count, rounds)
		}
	}
}
