package listing

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
)

// maxPage bounds a walk: a listing that still holds chats this far out has no end that could be found.
const maxPage = 1 << 24

// frontier decides which page to read next, and finds the end of a listing that gives neither its
// length nor its page size. It gallops (1, 4, 16, ...) until a page lies past the end, then narrows
// the gap between the last page with data (lo) and the first one past it (hi). A page past the end
// may be empty, refused with 404 or 400, or repeat an earlier page. The end is believed when the two
// pages after hi lie past it too.
//
// Without reach it reads in turn and gallops meanwhile. With reach, about where the end was, it reads
// in turn up to there, and then on. rounds looks for the end alone.
//
// It does no I/O and is used by one goroutine.
type frontier struct {
	reach     int              // where the end was a while ago, 0 = unknown
	lo, hi    int              // hi is 0 while unknown
	next      int              // the lowest page not yet handed out in turn
	asked     map[int]bool     // handed out, not yet reported
	done      map[int]bool     // reported, and to be kept
	past      map[int]string   // reported as past the end, and by what sign
	again     []int            // held to be past the end until later pages turned out to have data
	doubts    map[int]int      // how often a page had to be asked for again
	full      int              // records on a full page, 0 = unknown
	short     map[int]int      // how often a page before the end showed fewer
	seen      map[uint64]int   // fingerprint -> the first page that showed it
	first     []uint64         // who is on page 1, as it was read last
	who       map[int][]uint64 // is on the pages that are done and not yet passed on, and on page lo
	limit     int              // the page beyond which a listing grows as fast as it is read, 0 = unknown
	overtaken int              // pages past the end that turned out to lie before it
	delivered int              // pages 1..delivered have been passed on
	window    int              // how far ahead of those pages are read in turn
	hint      int              // of rounds: where the end was a while ago, 0 = unknown
	spent     int              // of rounds: requests that asking for one page at a time would have saved
}

func newFrontier(window int) *frontier {
	return &frontier{
		next: 1, asked: map[int]bool{}, done: map[int]bool{}, past: map[int]string{}, seen: map[uint64]int{}, doubts: map[int]int{},
		who: map[int][]uint64{}, window: window,
	}
}

// claim hands out the page to read next; 0 while there is none until more is reported.
func (f *frontier) claim() int {
	page := f.choose()
	if page > 0 {
		f.asked[page] = true
	}
	return page
}

func (f *frontier) choose() (page int) {
	for len(f.again) > 0 {
		page, f.again = f.again[0], f.again[1:]
		if f.open(page) {
			return page
		}
	}
	known := max(f.lo, f.reach)
	mayGuess := f.mayGuess(known)
	if p := f.probe(); p > 0 && mayGuess && !f.asked[p] {
		return p
	}
	for !f.open(f.next) || f.past[f.next] != "" && f.next < f.lo {
		f.next++
	}
	if f.hi > 0 && f.next >= f.hi || f.next > f.delivered+f.window || f.next > known && !mayGuess {
		return 0
	}
	return f.next
}

// open reports whether a page is neither being read nor kept. No page is ever asked for twice at once.
func (f *frontier) open(page int) bool { return !f.asked[page] && !f.done[page] }

// mayGuess reports whether to read a page beyond the known ones, which may not exist. At most as many
// of them are read at once as pages are known to exist.
func (f *frontier) mayGuess(known int) bool {
	guesses := 0
	for p := range f.asked {
		if p > known {
			guesses++
		}
	}
	if f.reach == 0 {
		return guesses < max(1, f.lo)
	}
	return guesses == 0 && (f.delivered >= f.reach || f.hi > 0 && f.delivered >= f.lo || f.hi == 0 && f.next > f.reach)
}

// probe returns the page that would say most about where the end is; 0 when that is known, or when
// reading in turn comes to it.
func (f *frontier) probe() int {
	if f.hi == 0 && f.reach > 0 {
		return 0
	}
	for _, page := range f.probes(1) {
		return page
	}
	return 0
}

// report learns what a page looked like, and returns whether to keep its data. An error ends the walk.
func (f *frontier) report(page int, s sign) (keep bool, err error) {
	delete(f.asked, page)
	delete(f.past, page)
	if s.past == "" {
		s.past = f.repeats(page, s)
	}
	if (s.past == "404" || s.past == "400") && page <= f.lo { // the listing has become shorter
		if f.doubts[page]++; f.doubts[page] > patience {
			return false, fmt.Errorf("the server answers %s to page %d, but page %d holds chats", s.past, page, f.lo)
		}
		f.shorten(page)
	}
	if s.past == repeated {
		if f.doubts[page]++; f.doubts[page] > patience { // it stays like another one
			s.past = repeatedLast
		}
	}
	if s.past != "" && page < f.lo {
		f.doubt(f.lo)
		if f.doubts[page]++; f.doubts[page] <= patience { // a page that is empty now and then must not be missing
			f.again = append(f.again, page)
			return false, nil
		}
	}
	if s.past == "" && f.lacks(page, s) {
		f.again = append(f.again, page)
		return false, nil
	}
	if s.past != "" && page > f.lo {
		f.past[page] = s.past
		f.findEnd()
		return false, nil
	}
	maps.DeleteFunc(f.who, func(p int, _ []uint64) bool { return p <= f.delivered && p != f.lo })
	f.done[page], f.who[page] = true, s.who
	if page >= f.lo {
		f.lo = page
	}
	if f.lo >= maxPage {
		return false, ErrNoEnd
	}
	f.findEnd()
	if f.limit > 0 && page > f.limit {
		return false, fmt.Errorf("%w: page %d holds chats by now", errEndless, page)
	}
	return true, nil
}

// ErrNoEnd says that a page shows leads however high its number is, so that no end can be looked for.
// What was read up to then does not help a later turn.
var ErrNoEnd error = &problem.Error{
	Problem: problem.Problem{
		Text: "its end cannot be found: every page that was asked for shows leads, however high its number",
		Fix: "run it again when fewer leads change, with --workers 1; " +
			"if it says the same, ask the platform's support what pages past the last one show",
	},
	Exit: problem.ExitFailed,
}

// errEndless says that a listing has no end that could be reached.
var errEndless = errors.New("it grows as fast as it is read")

// limit returns how far a listing can grow while it is read, if people make it grow: an import, at a
// lead for each page that is read, adds a fraction of it.
func limit(pages int) int { return pages + pages/2 + 100 }

// restore learns of a page that an earlier turn passed on; the pages come in order. What that turn
// knew beyond it is asked for again.
func (f *frontier) restore(page int, s sign) {
	if page == 1 {
		f.first = s.who
	}
	if _, ok := f.seen[s.fingerprint]; !ok {
		f.seen[s.fingerprint] = page
	}
	delete(f.who, f.lo)
	f.done[page], f.who[page] = true, s.who
	f.lo, f.delivered = page, page
}

// findEnd finds the lowest page past the end. Pages that turn out to lie before it are read again.
func (f *frontier) findEnd() {
	f.hi = 0
	for _, p := range slices.Sorted(maps.Keys(f.past)) {
		if p > f.lo {
			f.hi = p
			return
		}
		delete(f.past, p)
		if f.doubts[p]++; f.doubts[p] == 1 {
			f.overtaken++
		}
		if f.overtaken == patience && f.limit == 0 && f.window > 0 {
			f.limit = limit(f.lo)
		}
		f.again = append(f.again, p)
	}
}

// known reports whether the end is known: lo is the last page with data.
func (f *frontier) known() bool { return f.hi > 0 && f.probe() == 0 }

// atEnd reports whether all pages up to one that lies past the end have been passed on.
func (f *frontier) atEnd() bool { return f.hi == f.delivered+1 && f.past[f.hi] != repeated }

// finished reports whether every page up to the end has been passed on and none is being read.
func (f *frontier) finished() bool {
	return f.known() && f.delivered >= f.lo && len(f.asked) == 0 && len(f.again) == 0
}

// endRule names the sign by which the end was found.
func (f *frontier) endRule() string {
	if rule := f.past[f.hi]; rule != repeatedLast {
		return rule
	}
	return repeated
}
