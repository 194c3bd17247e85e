package sandbox

import (
	"cmp"
	"slices"
)

// listing is the chats of a type in the order of the pages. No two compare equal, so each has one
// place.
type listing struct {
	order   string
	compare func(a, b *record) int
	records []*record
}

func newListing(order string) *listing {
	l := &listing{order: order}
	switch order {
	case "oldest":
		l.compare = func(a, b *record) int {
			return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.seq, b.seq))
		}
	case "updated":
		l.compare = func(a, b *record) int {
			return cmp.Or(cmp.Compare(b.updated, a.updated), cmp.Compare(b.seq, a.seq))
		}
	default:
		l.compare = func(a, b *record) int {
			return cmp.Or(cmp.Compare(b.created, a.created), cmp.Compare(b.seq, a.seq))
		}
	}
	return l
}

func (l *listing) insert(r *record) {
	i, _ := slices.BinarySearchFunc(l.records, r, l.compare)
	l.records = slices.Insert(l.records, i, r)
}

func (l *listing) remove(r *record) {
	if i, ok := slices.BinarySearchFunc(l.records, r, l.compare); ok {
		l.records = slices.Delete(l.records, i, i+1)
	}
}
