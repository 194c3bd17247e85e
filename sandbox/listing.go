package sandbox

import (
	"cmp"
	"slices"
)

// listing is the chats of a type in the order of the pages, in which no two are equal.
type listing struct {
	order   string
	records []*record
}

func (l *listing) compare(a, b *record) int {
	bySeq := cmp.Compare(b.seq, a.seq)
	switch l.order {
	case "oldest":
		return cmp.Or(cmp.Compare(a.created, b.created), -bySeq)
	case "updated":
		return cmp.Or(cmp.Compare(b.updated, a.updated), bySeq)
	}
	return cmp.Or(cmp.Compare(b.created, a.created), bySeq)
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
