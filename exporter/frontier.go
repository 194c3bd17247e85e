package exporter

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// maxPage bounds a walk: a listing that still holds chats this far out has no end that could be found.
const maxPage = 1 << 24

// frontier decides which page to read next and finds the end of a listing that tells neither its length nor its page size. It gallops
// (1, 4, 16, ...) until a page lies past the end, then narrows the gap between the last page with data (lo) and the first one past it
// (hi). A page past the end may be empty, refused with 404 or 400, or repeat an earlier page. The end is believed when the two pages
// after hi lie past it too.
//
// There are two of them, newFrontier reads in turn and gallops meanwhile, newSweep knows about where the end was and reads in turn up to it
// and on; a search looks for the end alone.
//
// It does no I/O and is used by one goroutine.
type frontier struct {
	reach     int              // where the end was a while ago, 0 = nobody knows
	lo, hi    int              // hi is 0 while unknown
	next      int              // the lowest page not yet handed out in turn
	asked     map[int]bool     // handed out, not yet reported
	done      map[int]bool     // reported, and to be kept
	past      map[int]string   // reported as past the end, and by what sign
	again     []int            // held to be past the end until data turned up behind them
	seen      map[uint64]int   // fingerprint -> the first page that showed it
	first     map[uint64]bool  // who is on page 1, as it was read last
	who       map[int][]uint64 // is on the pages that are done and not yet passed on
	last      map[uint64]bool  // who is on page lo
	delivered int              // pages 1..delivered have been passed on
	window    int              // how far ahead of that pages are read in turn
}

func newFrontier(window int) *frontier {
	return &frontier{
		next: 1, asked: map[int]bool{}, done: map[int]bool{}, past: map[int]string{}, seen: map[uint64]int{},
		who: map[int][]uint64{}, window: window,
	}
}

// newSweep hands out every page in turn: reach of them at once, then, when all of those have been passed on, further ones until the end.
func newSweep(window, reach int) *frontier {
	f := newFrontier(window)
	f.reach = reach
	return f
}

// sign is what a page looked like.
type sign struct {
	past        string   // "empty", "null", "missing", "404" or "400"; "" for a page with data
	fingerprint uint64   // of the data
	who         []uint64 // is on the page, a hash each
}

// claim hands out the page to read next; ok is false while there is none until more is reported.
func (f *frontier) claim() (page int, ok bool) {
	page, ok = f.choose()
	if ok {
		f.asked[page] = true
	}
	return page, ok
}

func (f *frontier) choose() (page int, ok bool) {
	if len(f.again) > 0 {
		page, f.again = f.again[0], f.again[1:]
		return page, true
	}
	known, guesses := max(f.lo, f.reach), 0
	for p := range f.asked {
		if p > known {
			guesses++
		}
	}
	mayGuess := guesses < max(1, f.lo) // of pages nobody knows to exist, at most as many are read as are known to
	if f.reach > 0 {
		mayGuess = guesses == 0 && f.delivered >= min(f.reach, f.ceiling())
	}
	if p := f.probe(); p > 0 && mayGuess && !f.asked[p] {
		return p, true
	}
	for f.asked[f.next] || f.done[f.next] || f.past[f.next] != "" && f.next < f.lo {
		f.next++
	}
	if f.hi > 0 && f.next >= f.hi || f.next > f.delivered+f.window || f.next > known && !mayGuess {
		return 0, false
	}
	return f.next, true
}

// ceiling is the last page that can be passed on, as far as is known.
func (f *frontier) ceiling() int {
	if f.hi > 0 {
		return f.lo
	}
	return maxPage
}

// probe returns the page that would tell most about where the end is, 0 when that is settled or not worth a request yet.
func (f *frontier) probe() int {
	switch {
	case f.hi == 0:
		return f.gallop()
	case f.hi > f.lo+1:
		return f.narrow()
	case f.past[f.hi] == repeated: // the lowest of the pages that are all alike is the last page itself
		return f.hi
	}
	for p := f.hi + 1; p <= f.hi+2; p++ {
		if f.doubtful(p) {
			return p
		}
	}
	return 0
}

// doubtful tells whether a page behind hi is not known to lie past the end too: one that others are like may be the last one still.
func (f *frontier) doubtful(page int) bool {
	return f.past[page] == "" || f.past[page] == repeated && f.past[f.hi] != repeatedLast
}

// gallop looks for any page past the end.
func (f *frontier) gallop() int {
	switch {
	case f.reach > 0:
		return 0 // reading in turn comes to it
	case f.lo == 0:
		return 1
	}
	return 4 * f.lo
}

// narrow looks between lo and hi: in the middle by ratio, for the listing may be of any magnitude.
func (f *frontier) narrow() int {
	return min(max(f.lo+1, int(math.Sqrt(float64(f.lo)*float64(f.hi)))), f.hi-1)
}

// The signs of a page that shows what another one shows: page 1, or the last page for ever.
const (
	repeated      = "repeat" // not yet known which of the pages that are alike is the last one
	repeatedLast  = "repeat-last"
	repeatedFirst = "first"
)

// report takes what a page looked like and tells whether its data is to be kept. The error ends the walk.
func (f *frontier) report(page int, s sign) (keep bool, err error) {
	delete(f.asked, page)
	delete(f.past, page)
	if s.past == "" {
		switch s.past = f.compare(page, s.fingerprint); {
		case f.showsFirst(page, s.who):
			s.past = repeatedFirst
		case s.past == "" && f.showsLast(page, s.who):
			s.past = repeated
		}
	}
	if s.past != "" && page > f.lo {
		f.past[page] = s.past
		f.settle()
		return false, nil
	}
	if s.past == "404" || s.past == "400" {
		return false, fmt.Errorf("the server answers %s to page %d, but page %d holds chats", s.past, page, f.lo)
	}
	maps.DeleteFunc(f.who, func(p int, _ []uint64) bool { return p <= f.delivered && p != f.lo })
	f.done[page], f.who[page] = true, s.who
	if page >= f.lo {
		f.lo, f.last = page, set(s.who)
	}
	if f.lo >= maxPage {
		return false, fmt.Errorf("the listing does not end: page %d still holds other chats", page)
	}
	f.settle()
	return true, nil
}

// restore takes in a page that an earlier turn passed on, as the one before was. What that turn knew beyond it is asked anew.
func (f *frontier) restore(page int, s sign) {
	if page == 1 {
		f.first = set(s.who)
	}
	if _, ok := f.seen[s.fingerprint]; !ok {
		f.seen[s.fingerprint] = page
	}
	delete(f.who, f.lo)
	f.done[page], f.who[page] = true, s.who
	f.lo, f.last, f.delivered = page, set(s.who), page
}

// showsFirst tells whether a page shows page 1, which may have moved on since it was read: by half of those who are on it.
func (f *frontier) showsFirst(page int, who []uint64) bool {
	again := page > 2 && alike(who, f.first)
	if page == 1 || again {
		f.first = set(who)
	}
	return again
}

// showsLast tells the same of page lo, when that is not a neighbour, whose leads may have come over. A page below lo that shows it
// is the one that is believed, and lo is taken back: it lay past the end, which has moved on since it was read.
func (f *frontier) showsLast(page int, who []uint64) bool {
	switch {
	case !alike(who, f.last):
		return false
	case page < f.lo-1:
		f.demote(f.lo, repeated)
		return false
	}
	return page > f.lo+1
}

// alike tells whether half of those who are on a page are on the other one too. A page of which one half is enough may be a short one.
func alike(who []uint64, other map[uint64]bool) bool {
	known := 0
	for _, w := range who {
		if other[w] {
			known++
		}
	}
	return known > 0 && 2*known >= min(len(who), len(other))
}

func set(who []uint64) map[uint64]bool {
	m := make(map[uint64]bool, len(who))
	for _, w := range who {
		m[w] = true
	}
	return m
}

// compare looks for an earlier page that showed the same and tells by what sign this one lies past the end, "" if it does not.
func (f *frontier) compare(page int, fingerprint uint64) (past string) {
	other, ok := f.seen[fingerprint]
	if !ok || other == page {
		f.seen[fingerprint] = page
		return ""
	}
	low, high := min(page, other), max(page, other)
	if high < f.lo { // other data lies behind both: the listing moved while it was read
		return ""
	}
	f.seen[fingerprint] = low
	signHigh, signLow := repeatedLast, ""
	switch {
	case low == 1 && high > 2:
		signHigh = repeatedFirst
	case low > 1 && !f.done[low-1]: // there may be a lower one that shows the same
		signLow = repeated
	}
	f.demote(other, map[int]string{high: signHigh, low: signLow}[other])
	return map[int]string{high: signHigh, low: signLow}[page]
}

// demote takes a page back that was kept.
func (f *frontier) demote(page int, past string) {
	if past == "" {
		return
	}
	delete(f.done, page)
	f.past[page] = past
	f.lo = 0
	for p := range f.done {
		f.lo = max(f.lo, p)
	}
	f.last = set(f.who[f.lo])
}

// settle finds the lowest page past the end, and has those read again that turned out to lie before it.
func (f *frontier) settle() {
	f.hi = 0
	for _, p := range slices.Sorted(maps.Keys(f.past)) {
		if p > f.lo {
			f.hi = p
			return
		}
		delete(f.past, p)
		f.again = append(f.again, p)
	}
}

// total returns how many pages hold data, once the end is settled.
func (f *frontier) total() (pages int, ok bool) {
	return f.lo, f.hi > 0 && f.probe() == 0
}

// ready tells whether a page may be passed on as it was read.
func (f *frontier) ready(page int) bool { return f.done[page] }

// finished tells whether every page up to the end has been passed on and none is being read.
func (f *frontier) finished() bool {
	_, settled := f.total()
	return settled && f.delivered >= f.lo && len(f.asked) == 0 && len(f.again) == 0
}

// endRule names the sign by which the end was found.
func (f *frontier) endRule() string {
	if rule := f.past[f.hi]; rule != repeatedLast {
		return rule
	}
	return repeated
}
