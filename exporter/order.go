package exporter

import "bytes"

// order watches in which order leads come. The zero order has seen none.
type order struct {
	last                           struct{ id, updated []byte }
	rows                           int
	notNewest, notOldest, notStamp bool
}

func (o *order) see(id, updated []byte) {
	if o.rows > 0 {
		c := bytes.Compare(id, o.last.id)
		o.notNewest = o.notNewest || c > 0
		o.notOldest = o.notOldest || c < 0
		o.notStamp = o.notStamp || bytes.Compare(updated, o.last.updated) > 0
	}
	o.rows++
	o.last.id, o.last.updated = append(o.last.id[:0], id...), append(o.last.updated[:0], updated...)
}

// String names the order: newest or oldest (by creation, which begins the id), updated (latest first), or unknown. An id begins with the
// second of creation in hexadecimal and updatedAt is written in one form, so that both sort as texts.
func (o *order) String() string {
	switch {
	case o.rows < 2 || !o.notNewest && !o.notOldest:
		return "unknown"
	case !o.notNewest:
		return "newest"
	case !o.notOldest:
		return "oldest"
	case !o.notStamp:
		return "updated"
	}
	return "unknown"
}
