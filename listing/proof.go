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
	moment moment // of that answer
	early  moment // what was seen up to this moment was seen before it for certain
	pages  int    // the last page with leads; 0 for an empty listing
	last   int    // records on that page, 0 if it counts as full
	before int64  // the moment came later than this, in milliseconds since 1970; 0 if unknown
	proved int
	edited int // leads that may have existed: they were seen before, and have changed since
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
// it was seen before and has not changed since, or it has not changed for a day before. One that has
// changed may have left, and come back. One that another listing showed since this one did has left.
func (p *proof) count(was *entry, s *sighting, elsewhere moment) {
	if elsewhere > was.seen {
		return
	}
	for i := range p.bounds {
		b := &p.bounds[i]
		if was.last >= b.moment {
			continue
		}
		seen := func(at moment) bool { return at > 0 && (at <= b.early || at == b.moment) }
		switch {
		case seen(was.since) && was.changed == s.changed || p.old(s, b.before):
			b.proved++
		case seen(was.first):
			b.edited++
		}
	}
}

// old reports whether a lead says that it has not changed for a day before some time.
func (p *proof) old(s *sighting, before int64) bool { return !p.timeless && s.latest < before-day }

// holds reports whether all bounds of a pass are reached, and the moment of the first of them. With
// edited, a few leads that changed meanwhile may count as well.
func (p *proof) holds(pass int, edited bool) (since moment, ok bool) {
	for i := range p.bounds {
		b := &p.bounds[i]
		most := p.most(b)
		withEdited := edited && b.proved+b.edited == most && b.edited <= most/few
		switch {
		case b.pass != pass:
		case b.proved != most && !withEdited:
			return 0, false
		case !ok:
			since, ok = b.moment, true
		}
	}
	return since, ok
}

// few says how many leads may change around an end: one in so many.
const few = 1000

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
	return fmt.Sprintf("proved: %d of at most %d", best.proved, p.most(best))
}
