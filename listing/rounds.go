package listing

import (
	"math/bits"
	"slices"
)

// rounds looks for the end of a listing, several pages at a time. It is a frontier that passes
// nothing on.
type rounds struct {
	*frontier
	workers int
	made    int
}

// maxRounds is more than any search takes whose listing stands still for a moment.
const maxRounds = 100

func newRounds(hint, workers int) *rounds {
	r := &rounds{frontier: newFrontier(-1), workers: workers}
	r.hint = hint
	return r
}

// ended reports whether the end is known, or will never be.
func (r *rounds) ended() bool { return r.endless() || r.known() && len(r.again) == 0 }

func (r *rounds) endless() bool { return r.made > maxRounds }

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
	r.made++
	if n := min(most, len(r.again)); n > 0 {
		pages, r.again = slices.Clone(r.again[:n]), r.again[n:]
	} else {
		pages = r.probes(most)
	}
	slices.Sort(pages)
	return pages
}
