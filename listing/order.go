package listing

import (
	"bytes"

	"github.com/leadferry/leadferry/internal/codec"
)

// order watches in which order leads come. The zero order has seen none.
type order struct {
	last struct{ id, updated []byte }
	rows int
	not  byte // the orders that it is not
}

const (
	newest byte = 1 << iota
	oldest
	updated
)

func (o *order) see(t *texts) {
	if o.rows > 0 {
		switch bytes.Compare(t.id, o.last.id) {
		case 1:
			o.not |= newest
		case -1:
			o.not |= oldest
		}
		if bytes.Compare(t.updated, o.last.updated) > 0 {
			o.not |= updated
		}
	}
	o.rows++
	o.last.id, o.last.updated = append(o.last.id[:0], t.id...), append(o.last.updated[:0], t.updated...)
}

// String names the order: newest or oldest (by creation, with which the id begins), updated (latest
// first), or unknown. An id begins with the second of creation in hexadecimal and updatedAt has one
// form, so both sort as texts.
func (o *order) String() string {
	switch {
	case o.rows < 2 || o.not&(newest|oldest) == 0:
		return "unknown"
	case o.not&newest == 0:
		return "newest"
	case o.not&oldest == 0:
		return "oldest"
	case o.not&updated == 0:
		return "updated"
	}
	return "unknown"
}

// append writes the state down.
func (o *order) append(b []byte) []byte {
	b = codec.AppendNumber(append(b, o.not), o.rows)
	return codec.AppendText(codec.AppendText(b, o.last.id), o.last.updated)
}

// read reads what append wrote.
func (o *order) read(r *codec.Reader[string]) {
	o.not, o.rows = r.Byte(), r.Number()
	o.last.id, o.last.updated = []byte(r.Text()), []byte(r.Text())
}
