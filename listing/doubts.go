package listing

// The frontier does not believe everything at once, and takes back what turns out to be false.

// patience is how often a page is asked for again.
const patience = 4

// shorten takes back what was kept of a page and those after it.
func (f *frontier) shorten(page int) {
	f.lo, f.next = f.delivered, min(f.next, page)
	for p := range f.done {
		if p >= page {
			delete(f.done, p)
		} else {
			f.lo = max(f.lo, p)
		}
	}
}

// lacks reports whether to ask again for a page before the end that shows fewer records than the full
// ones. One that stays short, as where records are filtered after paging, is kept: once it has been
// asked for as often as an empty page, each later sweep asks for it once.
func (f *frontier) lacks(page int, s sign) bool {
	if s.slots >= f.full || page >= max(f.lo, f.reach) {
		return false
	}
	f.short[page]++
	return f.short[page] <= patience
}

// doubt asks for a page again that was kept: it may have lain past the end, and changed meanwhile. It
// does so at the first doubt, the second, the fourth, and so on.
func (f *frontier) doubt(page int) {
	f.doubts[page]++
	if n := f.doubts[page]; n&(n-1) == 0 && page > f.delivered {
		f.retract(page)
		f.again = append(f.again, page)
	}
}

// retract forgets that a page was kept.
func (f *frontier) retract(page int) {
	delete(f.done, page)
	f.lo = f.delivered
	for p := range f.done {
		f.lo = max(f.lo, p)
	}
}
