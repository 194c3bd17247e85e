package listing

import "fmt"

// proof counts, for one listing, whether all leads that existed at some moment have been read since.
// The package document has the argument. It is used by one goroutine.
type proof struct {
	slots    int  // the most records seen on one page
	leads    int  // the most leads seen on one page
	whole    int  // the most leads seen on a page without repetition
	named    bool // some records have an _id
	nameless bool // some have none
	timeless bool // what records say of their times turned out to be false, so it is no evidence
	bounds   []bound
}

// bound is what an answer at the end of the listing says about how many leads existed at that moment,
// and how many of them have been read since.
type bound struct {
	pass   int    // for which it was set
	moment uint32 // of that answer
	pages  int    // the last page with leads; 0 for an empty listing
	last   int    // records on that page, 0 if it counts as full
	before int64  // the moment came later than this, in milliseconds since 1970; 0 if unknown
	proved int
}

// day is how far clocks may differ, in milliseconds: those of records, that of the Date header, and
// this machine's where there is no such header.
const day = 24 * 60 * 60 * 1000

// learn learns from a page how many leads pages hold, and what tells them apart.
func (p *proof) learn(s sign, leads []sighting) {
	for i := range leads {
		p.named = p.named || leads[i].known >= loose
		p.nameless = p.nameless || leads[i].known <= nameless
	}
	p.slots, p.leads = max(p.slots, s.slots), max(p.leads, len(s.who))
	if s.slots == len(s.who) {
		p.whole = max(p.whole, s.slots)
	}
}

// size returns how many leads a page holds at most. Where a page repeats a lead, that may stand in the
// place of another one, or have come in addition; then another page shows as many leads without.
func (p *proof) size() int {
	if p.whole >= p.leads {
		return p.whole
	}
	return p.slots
}

// most returns how many leads existed at most.
func (p *proof) most(b *bound) int {
	if b.pages == 0 {
		return 0
	}
	if b.last == 0 {
		return b.pages * p.size()
	}
	return (b.pages-1)*p.size() + b.last
}

// count counts a lead that a sweep reads now. It counts once for each bound, if the lead existed then:
// it was seen at that moment or before and is still there, or has not changed for a day before. What
// a search alone saw must not have changed since: the lead may have left, and come back. A lead that
// another listing showed since this one did has left indeed.
func (p *proof) count(was *entry, s *sighting, elsewhere uint32) {
	if elsewhere > was.seen {
		return
	}
	for i := range p.bounds {
		b := &p.bounds[i]
		if was.last >= b.moment {
			continue
		}
		seen := was.first > 0 && was.first <= b.moment && (was.last > 0 || was.changed == s.changed)
		if seen || p.old(s, b.before) {
			b.proved++
		}
	}
}

// old reports whether a lead says that it has not changed for a day before some time.
func (p *proof) old(s *sighting, before int64) bool { return !p.timeless && s.latest < before-day }

// holds reports whether all bounds of a pass are reached, and the moment of the first of them.
func (p *proof) holds(pass int) (since uint32, ok bool) {
	for i := range p.bounds {
		b := &p.bounds[i]
		switch {
		case b.pass != pass:
		case b.proved != p.most(b):
			return 0, false
		case !ok:
			since, ok = b.moment, true
		}
	}
	return since, ok
}

// exceeded reports whether more leads are counted than can have existed.
func (p *proof) exceeded() bool {
	for i := range p.bounds {
		if b := &p.bounds[i]; b.proved > p.most(b) {
			return true
		}
	}
	return false
}

// unmake takes back all that was proved so far, on false evidence.
func (p *proof) unmake() { p.timeless, p.bounds = true, nil }

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
