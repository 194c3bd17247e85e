package exporter

import (
	"math"
	"math/bits"
	"slices"
)

// search looks for the end of a listing, several pages at a time. It is a frontier that passes nothing on.
type search struct {
	*frontier
	hint    int // where the end was a while ago, 0 = nobody knows
	workers int
	spent   int // requests that one page at a time would have done without
}

func newSearch(hint, workers int) *search {
	return &search{frontier: newFrontier(-1), hint: hint, workers: workers}
}

// ended tells whether the end is known.
func (s *search) ended() bool {
	_, settled := s.total()
	return settled && len(s.again) == 0
}

// size is how many pages the next round asks for. Asking for n at once tells as much as asking for log2(n+1) one after the other; the other
// requests are the price. They may be one for each worker beyond four, and two for a hundred pages.
func (s *search) size() int {
	spare := max(0, s.workers-4) + s.lo/50 - s.spent
	size := 1
	switch {
	case len(s.again) > 0:
		size = len(s.again)
	case s.lo == 0: // page 1 shows who came in last: seen before the end is, they count
	case s.hi == 0 && s.hint > 0: // for the same reason the end comes next, at once and alone: this listing moves
	case s.hi == 0:
		size = 1 + spare/2
	case s.hi > s.lo+1:
		for price(size+1) <= spare {
			size++
		}
	default:
		size = 2
	}
	return max(1, min(size, s.workers))
}

func price(size int) int { return size - (bits.Len(uint(size+1)) - 1) }

// round hands out so many pages at most, in ascending order, at least one unless the search has ended.
func (s *search) round(most int) (pages []int) {
	switch {
	case len(s.again) > 0:
		n := min(most, len(s.again))
		pages, s.again = slices.Clone(s.again[:n]), s.again[n:]
	case s.hi == 0:
		pages = s.ahead(most)
	case s.hi > s.lo+1:
		pages = s.between(most)
	default:
		pages = s.behind(most)
	}
	slices.Sort(pages)
	return pages
}

// ahead looks for any page past the end.
func (s *search) ahead(most int) (pages []int) {
	switch {
	case s.lo == 0:
		return []int{1}
	case s.hint > 0:
		return []int{max(s.lo+1, s.hint)}
	}
	for p := 4 * s.lo; len(pages) < most && (p <= maxPage || len(pages) == 0); p *= 4 {
		pages = append(pages, p)
	}
	s.spent += len(pages) - 1
	return pages
}

// between looks for the last page among those between lo and hi: at equal ratios, for the listing may be of any magnitude; but from a hint's
// page downwards in growing steps as long as nothing is known below it. Where it is sure to be found, what lies behind is asked for as well.
func (s *search) between(most int) (pages []int) {
	gap := s.hi - s.lo - 1
	s.spent += price(min(most, gap))
	if gap <= most {
		for p := s.lo + 1; p < s.hi; p++ {
			pages = append(pages, p)
		}
		if gap+2 <= most {
			pages = append(pages, s.behind(most-gap)...)
		}
		return pages
	}
	if s.lo == 0 {
		return []int{1}
	}
	if s.hint > 0 && s.lo == 1 && s.hi <= s.hint {
		for step := 1 + 2*(s.hint-s.hi); len(pages) < most && s.hi-step > 1; step *= 2 {
			pages = append(pages, s.hi-step)
		}
		if len(pages) > 0 {
			return pages
		}
	}
	ratio := float64(s.hi) / float64(s.lo)
	for i, last := 1, s.lo; i <= most; i++ {
		p := int(float64(s.lo) * math.Pow(ratio, float64(i)/float64(most+1)))
		last = min(max(p, last+1), s.hi-1-(most-i))
		pages = append(pages, last)
	}
	return pages
}

// behind looks whether more than one page lies past the end.
func (s *search) behind(most int) (pages []int) {
	if s.past[s.hi] == repeated { // the lowest of the pages that are all alike is the last page itself
		return []int{s.hi}
	}
	for p := s.hi + 1; p <= s.hi+2 && len(pages) < most; p++ {
		if s.doubtful(p) {
			pages = append(pages, p)
		}
	}
	return pages
}
