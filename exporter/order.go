package exporter

// order watches in which order leads come. The zero order has seen none.
type order struct {
	last                           struct{ id, updated string }
	rows                           int
	notNewest, notOldest, notStamp bool
}

func (o *order) see(id, updated string) {
	if o.rows > 0 {
		o.notNewest = o.notNewest || id > o.last.id
		o.notOldest = o.notOldest || id < o.last.id
		o.notStamp = o.notStamp || updated > o.last.updated
	}
	o.rows++
	o.last.id, o.last.updated = id, updated
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
