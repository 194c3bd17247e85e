package listing

// between watches whether an unchanged lead stands where an earlier answer did not show it: between
// two leads that stood side by side there, or before the first lead of all. Then what it says of its
// times is false, or it left and came back, or the listing has no order. It watches one page.
type between struct {
	page   uint32
	moment moment
	start  moment // the moment since which pages have their numbers
	look   moment // the moment of the earlier answer that showed the latest neighbour; 0 = there is none
	came   bool   // since that neighbour, an unchanged lead has come
	known  moment // since when that one is known; 0 = from before every answer
}

// appears takes the next lead of the page, and reports whether one appeared. An old lead has existed
// for longer than the reading takes, by its own times.
func (b *between) appears(was *entry, s *sighting, old bool) bool {
	unchanged := was.first > 0 && was.content == s.content
	switch {
	case was.seen == b.moment: // it comes again
		return false
	case !unchanged || was.page != b.page:
		if unchanged || was.first == 0 && old {
			if !b.came || was.first < b.known {
				b.known = was.first
			}
			b.came = true
		}
		return false
	}
	first := b.look == 0 && b.page == 1 && was.seen > b.start
	appeared := b.came && b.known < was.seen && (first || b.look == was.seen)
	b.look, b.came = was.seen, false
	return appeared
}
