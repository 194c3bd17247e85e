package listing

import "fmt"

// proof counts, for one listing, whether all leads that existed at some moment have been read since.
// The package document has the argument. It is used by one goroutine.
type proof struct {
	size   int // the most leads seen on one page
	bounds []bound
}

// bound is what an answer at the end of the listing says about how many leads existed at that moment,
// and how many of them have been read since.
type bound struct {
	moment uint32 // of that answer
	pages  int    // the last page with leads; 0 for an empty listing
	last   int    // leads on that page, 0 if it counts as full
	before int64  // the moment came later than this, in milliseconds since 1970; 0 if unknown
	proved int
}

// skew is how far the clocks of the server's parts may differ: the one of the Date header, and those
// of _id and updatedAt.
const skew = 2000 // milliseconds

// most returns how many leads existed at most.
func (p *proof) most(b *bound) int {
	if b.pages == 0 {
		return 0
	}
	if b.last == 0 {
		return b.pages * p.size
	}
	return (b.pages-1)*p.size + b.last
}

// count counts a lead that a sweep reads now, before the table learns of it. It counts once for each
// bound, if the lead existed then: it was seen at that moment or before and is still there, or it has
// not changed since.
func (p *proof) count(e *entry, s *sighting) {
	for i := range p.bounds {
		b := &p.bounds[i]
		if e.last < b.moment && (e.first <= b.moment || s.latest < b.before-skew) {
			b.proved++
		}
	}
}

// holds returns the latest bound that is reached.
func (p *proof) holds() (b *bound, ok bool) {
	for i := len(p.bounds) - 1; i >= 0; i-- {
		if b := &p.bounds[i]; b.proved >= p.most(b) {
			return b, true
		}
	}
	return nil, false
}

// lack says how far the nearest bound is from being reached.
func (p *proof) lack() string {
	best := &p.bounds[0]
	for i := range p.bounds {
		if b := &p.bounds[i]; p.most(b)-b.proved <= p.most(best)-best.proved {
			best = b
		}
	}
	return fmt.Sprintf("%d of at most %d leads are proved", best.proved, p.most(best))
}
