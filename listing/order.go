package listing

import (
	"bytes"

	"github.com/leadferry/leadferry/internal/codec"
)

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

// seePage sees every lead of a page.
func (o *order) seePage(a *answer) {
	for i := range a.leads {
		o.see(a.id(i), a.updated(i))
	}
}

// String names the order: newest or oldest (by creation, with which the id begins), updated (latest
// first), or unknown. An id begins with the second of creation in hexadecimal and updatedAt has one
// form, so both sort as texts.
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

// append writes the state down.
func (o *order) append(b []byte) []byte {
	flags := byte(0)
	for i, flag := range o.flags() {
		if *flag {
			flags |= 1 << i
		}
	}
	b = codec.AppendNumber(append(b, flags), o.rows)
	return codec.AppendText(codec.AppendText(b, o.last.id), o.last.updated)
}

// read reads what append wrote.
func (o *order) read(r *codec.Reader[string]) {
	flags := r.Byte()
	for i, flag := range o.flags() {
		*flag = flags>>i&1 == 1
	}
	o.rows = r.Number()
	o.last.id, o.last.updated = []byte(r.Text()), []byte(r.Text())
}

func (o *order) flags() [3]*bool { return [3]*bool{&o.notNewest, &o.notOldest, &o.notStamp} }
