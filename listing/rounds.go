package listing

import (
	"math"
	"math/bits"
	"slices"
)

// rounds looks for the end of a listing, several pages at a time. It is a frontier that passes
// nothing on.
type rounds struct {
	*frontier
	hint    int // where the end was a while ago, 0 = unknown
	workers int
	spent   int // requests that asking for one page at a time would have saved
}

func newRounds(hint, workers int) *rounds {
	return &rounds{frontier: newFrontier(-1), hint: hint, workers: workers}
}

// ended reports whether the end is known.
func (r *rounds) ended() bool {
	_, known := r.total()
	return known && len(r.again) == 0
}

// size returns how many pages the next round asks for. Asking for n at once says as much as asking for
// log2(n+1) one after the other; the other requests are the price. In all it may be one request for
// each worker beyond four, and two for a hundred pages.
func (r *rounds) size() int {
	spare := max(0, r.workers-4) + r.lo/50 - r.spent
	size := 1
	switch {
	case len(r.again) > 0:
		size = len(r.again)
	case r.lo == 0: // page 1 shows the newest leads: those seen before the end is seen count
	case r.hi == 0 && r.hint > 0: // for the same reason the end comes next, alone: this listing moves
	case r.hi == 0:
		size = 1 + spare/2
	case r.hi > r.lo+1:
		for price(size+1) <= spare {
			size++
		}
	default:
		size = 2
	}
	return max(1, min(size, r.workers))
}

func price(size int) int { return size - (bits.Len(uint(size+1)) - 1) }

// next hands out that many pages at most, in ascending order; at least one unless the end is known.
func (r *rounds) next(most int) (pages []int) {
	switch {
	case len(r.again) > 0:
		n := min(most, len(r.again))
		pages, r.again = slices.Clone(r.again[:n]), r.again[n:]
	case r.hi == 0:
		pages = r.ahead(most)
	case r.hi > r.lo+1:
		pages = r.between(most)
	default:
		pages = r.beyond(most)
	}
	slices.Sort(pages)
	return pages
}

// ahead looks for any page past the end.
func (r *rounds) ahead(most int) (pages []int) {
	switch {
	case r.lo == 0:
		return []int{1}
	case r.hint > 0:
		return []int{max(r.lo+1, r.hint)}
	}
	for p := 4 * r.lo; len(pages) < most && (p <= maxPage || len(pages) == 0); p *= 4 {
		pages = append(pages, p)
	}
	r.spent += len(pages) - 1
	return pages
}

// between looks for the last page between lo and hi. Where a round is sure to find it, the pages
// beyond hi are asked for as well.
func (r *rounds) between(most int) (pages []int) {
	gap := r.hi - r.lo - 1
	r.spent += price(min(most, gap))
	if gap <= most {
		for p := r.lo + 1; p < r.hi; p++ {
			pages = append(pages, p)
		}
		if gap+2 <= most {
			pages = append(pages, r.beyond(most-gap)...)
		}
		return pages
	}
	if r.lo == 0 {
		return []int{1}
	}
	if pages = r.below(most); len(pages) > 0 {
		return pages
	}
	return r.spread(most)
}

// below goes down from the hint's page in growing steps, as long as nothing is known below it.
func (r *rounds) below(most int) (pages []int) {
	if r.hint == 0 || r.lo > 1 || r.hi > r.hint {
		return nil
	}
	for step := 1 + 2*(r.hint-r.hi); len(pages) < most && r.hi-step > 1; step *= 2 {
		pages = append(pages, r.hi-step)
	}
	return pages
}

// spread divides the gap at equal ratios, because the listing may be of any magnitude.
func (r *rounds) spread(most int) (pages []int) {
	ratio := float64(r.hi) / float64(r.lo)
	for i, last := 1, r.lo; i <= most; i++ {
		p := int(float64(r.lo) * math.Pow(ratio, float64(i)/float64(most+1)))
		last = min(max(p, last+1), r.hi-1-(most-i))
		pages = append(pages, last)
	}
	return pages
}

// beyond looks whether more than one page lies past the end.
func (r *rounds) beyond(most int) (pages []int) {
	if r.past[r.hi] == repeated { // the lowest of the pages that are all alike is the last page itself
		return []int{r.hi}
	}
	for p := r.hi + 1; p <= r.hi+2 && len(pages) < most; p++ {
		if r.doubtful(p) {
			pages = append(pages, p)
		}
	}
	return pages
}
