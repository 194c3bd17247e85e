package row

import (
	"hash/maphash"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/lead"
)

// Leads knows which rows mean the same lead. It numbers their uuids, and those by which they may be
// known besides.
type Leads struct {
	ids    identities
	groups Pages[Group] // by number
	shared int          // leads with several rows
}

// Group is the rows of one lead that can be sent. It is small, as there may be millions of them.
type Group struct {
	First, Last uint32
	Count       uint32
	name, phone uint32 // hashes of what they give, or one of those below
}

const none, several = 0, 1

// Clash reports whether the rows give several names or, without any, several phones: then they are hardly of one person.
func (g *Group) Clash() bool { return g.name == several || g.name == none && g.phone == several }

// Named reports whether the rows give names.
func (g *Group) Named() bool { return g.name != none }

// NewLeads returns Leads without rows.
func NewLeads() *Leads { return &Leads{ids: newIdentities()} }

// Add notes a row that can be sent, and returns the number of its lead. Rows come in ascending order.
func (l *Leads) Add(r *Row) uint32 {
	n := l.ids.number(r.Key())
	g := l.groups.At(n)
	if g.Count == 0 {
		g.First = uint32(r.Number)
	}
	g.Last = uint32(r.Number)
	if g.Count++; g.Count == 2 {
		l.shared++
	}
	g.name = either(g.name, l.hash(r.Cells.Base[lead.Name]))
	g.phone = either(g.phone, l.hash(r.Cells.Base[lead.Phone]))
	return n
}

// either returns what two hashes come to.
func either(a, b uint32) uint32 {
	switch {
	case a == none:
		return b
	case b == none, a == b:
		return a
	}
	return several
}

// Merge makes the rows of one lead those of another one, by their numbers: they are of one person.
func (l *Leads) Merge(from, to uint32) {
	had, into := l.groups.At(from), l.groups.At(to)
	switch {
	case had.Count == 0 || from == to:
		return
	case into.Count == 0:
		*into, *had = *had, Group{}
		return
	}
	if had.Count == 1 && into.Count == 1 {
		l.shared++
	} else if had.Count > 1 && into.Count > 1 {
		l.shared--
	}
	into.First, into.Last, into.Count = min(into.First, had.First), max(into.Last, had.Last), into.Count+had.Count
	into.name, into.phone = either(into.name, had.name), either(into.phone, had.phone)
	*had = Group{}
}

// hash folds what people would call the same name. It suits phones, too.
func (l *Leads) hash(name string) uint32 {
	if name == "" {
		return none
	}
	var room [64]byte
	return uint32(maphash.Bytes(l.ids.seed, appendFolded(room[:0], name))) | 2
}

// appendFolded appends a name in small letters, and in NFC.
func appendFolded(b []byte, name string) []byte {
	for i := range len(name) {
		c := name[i]
		if c >= utf8.RuneSelf {
			return append(b[:0], strings.ToLower(norm.NFC.String(name))...)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// Note returns the number of an identity, which is known from now on though no row may mean it.
func (l *Leads) Note(id uuid.UUID) uint32 { return l.ids.number(id) }

// Fetch prepares for identities to be noted or looked up. It changes nothing but how long that takes.
func (l *Leads) Fetch(all iter.Seq[uuid.UUID]) { l.ids.fetch(all) }

// Number returns the number of an identity.
func (l *Leads) Number(id uuid.UUID) (n uint32, known bool) { return l.ids.look(id) }

// ID returns the identity with a number.
func (l *Leads) ID(number uint32) uuid.UUID { return l.ids.all.Get(number) }

// Known returns how many identities are known.
func (l *Leads) Known() int { return int(l.ids.count) }

// Has reports whether a row means the lead.
func (l *Leads) Has(key uuid.UUID) bool { return l.group(key).Count > 0 }

// Of returns the rows of the lead that a row means.
func (l *Leads) Of(r *Row) Group { return l.group(r.Key()) }

func (l *Leads) group(key uuid.UUID) Group {
	n, known := l.ids.look(key)
	if !known {
		return Group{}
	}
	return l.groups.Get(n)
}

// IsShared reports whether several rows mean the lead of this one.
func (l *Leads) IsShared(r *Row) bool { return l.shared > 0 && l.Of(r).Count > 1 }

// Later returns the last row of the lead that a row means, 0 if it does not come later.
func (l *Leads) Later(r *Row) int {
	if r.UUID() == "" {
		return 0
	}
	if last := int(l.Of(r).Last); last > r.Number {
		return last
	}
	return 0
}
