package listing

import "slices"

// Some servers answer a page past the end with page 1, or with the last page, for ever. The frontier
// recognises them here.

// The signs of a page that shows what another one shows: page 1, or the last page.
const (
	repeated      = "repeat" // it is not known yet which of the pages that are alike is the last one
	repeatedLast  = "repeat-last"
	repeatedFirst = "first"
)

// repeats returns by what sign a page with data lies past the end, "" if it does not.
func (f *frontier) repeats(page int, s sign) (past string) {
	past = f.compare(page, s.fingerprint)
	switch {
	case f.showsFirst(page, s.who):
		return repeatedFirst
	case past == "" && f.showsLast(page, s.who):
		return repeated
	}
	return past
}

// compare looks for an earlier page that showed the same, and returns by what sign this one lies past
// the end, "" if it does not.
func (f *frontier) compare(page int, fingerprint uint64) (past string) {
	other, ok := f.seen[fingerprint]
	if !ok || other == page {
		f.seen[fingerprint] = page
		return ""
	}
	low, high := min(page, other), max(page, other)
	if high < f.lo { // other data follows both: the listing moved, unless that page showed the same before it changed
		f.doubt(f.lo)
		return ""
	}
	f.seen[fingerprint] = low
	signHigh, signLow := repeatedLast, ""
	switch {
	case low == 1 && high > 2:
		signHigh = repeatedFirst
	case low > 1 && !f.done[low-1]: // a lower page may show the same
		signLow = repeated
	}
	signs := map[int]string{high: signHigh, low: signLow}
	f.demote(other, signs[other])
	return signs[page]
}

// showsFirst reports whether a page shows page 1, which may have moved on since it was read: half of
// the leads are enough.
func (f *frontier) showsFirst(page int, who []uint64) bool {
	again := page > 2 && alike(who, f.first)
	if page == 1 || again {
		f.first = who
	}
	return again
}

// showsLast reports the same of page lo, unless that is a neighbour, whose leads may have come over.
// If a page below lo shows it, that page is believed and lo is taken back: lo lay past the end, which
// has moved on since lo was read.
func (f *frontier) showsLast(page int, who []uint64) bool {
	switch {
	case !alike(who, f.who[f.lo]):
		return false
	case page < f.lo-1:
		f.demote(f.lo, repeated)
		return false
	}
	return page > f.lo+1
}

// demote takes a page back that was kept.
func (f *frontier) demote(page int, past string) {
	if past == "" {
		return
	}
	f.retract(page)
	f.past[page] = past
}

// alike reports whether half of those who are on the shorter of two pages are on the other one too.
func alike(who, other []uint64) bool {
	known := shared(who, other)
	return known > 0 && 2*known >= min(len(who), len(other))
}

// shared counts who is on both of two pages.
func shared(who, other []uint64) (n int) {
	for _, w := range who {
		if _, ok := slices.BinarySearch(other, w); ok {
			n++
		}
	}
	return n
}
