package listing

import "math"

// probes returns the pages, that many at most, that would say most about where the end is; none when
// that is known.
func (f *frontier) probes(most int) []int {
	switch {
	case f.hi == 0:
		return f.ahead(most)
	case f.hi > f.lo+1:
		return f.between(most)
	}
	return f.beyond(most)
}

// ahead looks for any page past the end.
func (f *frontier) ahead(most int) (pages []int) {
	switch {
	case f.lo == 0:
		return []int{1}
	case f.hint > 0:
		return []int{max(f.lo+1, f.hint)}
	}
	for p := 4 * f.lo; len(pages) < most && (p <= maxPage || len(pages) == 0); p *= 4 {
		pages = append(pages, p)
	}
	f.spent += len(pages) - 1
	return pages
}

// between looks for the last page between lo and hi. Where a round is sure to find it, the pages
// beyond hi are asked for as well.
func (f *frontier) between(most int) (pages []int) {
	gap := f.hi - f.lo - 1
	f.spent += price(min(most, gap))
	if gap <= most {
		for p := f.lo + 1; p < f.hi; p++ {
			pages = append(pages, p)
		}
		if gap+2 <= most {
			pages = append(pages, f.beyond(most-gap)...)
		}
		return pages
	}
	if f.lo == 0 {
		return []int{1}
	}
	if pages = f.below(most); len(pages) > 0 {
		return pages
	}
	return f.spread(most)
}

// below goes down from the hint's page in growing steps, as long as nothing is known below it.
func (f *frontier) below(most int) (pages []int) {
	if f.hint == 0 || f.lo > 1 || f.hi > f.hint {
		return nil
	}
	for step := 1 + 2*(f.hint-f.hi); len(pages) < most && f.hi-step > 1; step *= 2 {
		pages = append(pages, f.hi-step)
	}
	return pages
}

// spread divides the gap at equal ratios, because the listing may be of any magnitude.
func (f *frontier) spread(most int) (pages []int) {
	ratio := float64(f.hi) / float64(f.lo)
	for i, last := 1, f.lo; i <= most; i++ {
		p := int(float64(f.lo) * math.Pow(ratio, float64(i)/float64(most+1)))
		last = min(max(p, last+1), f.hi-1-(most-i))
		pages = append(pages, last)
	}
	return pages
}

// beyond looks whether more than one page lies past the end. A page after hi may still have data if it
// was not read, or if other pages are like it: it may be the last one.
func (f *frontier) beyond(most int) (pages []int) {
	if f.past[f.hi] == repeated { // the lowest of the pages that are all alike is the last page itself
		return []int{f.hi}
	}
	for p := f.hi + 1; p <= f.hi+2 && len(pages) < most; p++ {
		if past := f.past[p]; past == "" || past == repeated && f.past[f.hi] != repeatedLast {
			pages = append(pages, p)
		}
	}
	return pages
}
