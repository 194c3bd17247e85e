package row

import (
	"hash/maphash"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/lead"
)

// Leads knows which rows mean the same lead.
type Leads struct {
	rows   map[uuid.UUID]Group
	shared int // leads with several rows
	seed   maphash.Seed
}

// Group is the rows of one lead that can be sent. It is small, as there may be a million of them.
type Group struct {
	First, Last uint32
	Count       uint32
	name        uint32 // a hash of the last name, 0 for none
	Clash       bool   // they give several names
}

// NewLeads returns Leads without rows.
func NewLeads() *Leads {
	return &Leads{rows: map[uuid.UUID]Group{}, seed: maphash.MakeSeed()}
}

// Add notes a row that can be sent. Rows come in ascending order.
func (l *Leads) Add(r *Row) {
	key := r.Key()
	g := l.rows[key]
	if g.Count == 0 {
		g.First = uint32(r.Number)
	}
	g.Last = uint32(r.Number)
	if g.Count++; g.Count == 2 {
		l.shared++
	}
	if name := l.hash(r.Cells.Base[lead.Name]); name != 0 {
		g.Clash = g.Clash || g.name != 0 && g.name != name
		g.name = name
	}
	l.rows[key] = g
}

// hash folds what people would call the same name.
func (l *Leads) hash(name string) uint32 {
	if name == "" {
		return 0
	}
	return uint32(maphash.String(l.seed, strings.ToLower(norm.NFC.String(name)))) | 1
}

// Has reports whether a row means the lead.
func (l *Leads) Has(key uuid.UUID) bool {
	_, ok := l.rows[key]
	return ok
}

// Of returns the rows of the lead that a row means.
func (l *Leads) Of(r *Row) Group { return l.rows[r.Key()] }

// IsShared reports whether several rows mean the lead of this one.
func (l *Leads) IsShared(r *Row) bool { return l.shared > 0 && l.Of(r).Count > 1 }

// Later returns the last row of the lead that a row means, 0 if it does not come later.
func (l *Leads) Later(r *Row) int {
	if r.UUID() == "" {
		return 0
	}
	if last := int(l.rows[r.Key()].Last); last > r.Number {
		return last
	}
	return 0
}
