package row

import (
	"hash/maphash"

	"github.com/google/uuid"
)

// identities numbers uuids from 0 in the order in which they come. It takes some 28 bytes for each,
// half of what a map takes: an import may know millions.
type identities struct {
	all   Pages[uuid.UUID] // by number
	count uint32
	index []uint32 // where hashes lead: a number and one, 0 for none; at most half of them are taken, so that hardly two meet
	seed  maphash.Seed
}

func newIdentities() identities {
	return identities{seed: maphash.MakeSeed(), index: make([]uint32, 1024)}
}

// look returns the number of an identity.
func (i *identities) look(id uuid.UUID) (number uint32, known bool) {
	taken := i.index[i.place(id)]
	return taken - 1, taken > 0
}

// number returns the number of an identity, which is known from now on.
func (i *identities) number(id uuid.UUID) uint32 {
	at := i.place(id)
	if taken := i.index[at]; taken > 0 {
		return taken - 1
	}
	*i.all.At(i.count) = id
	i.count++
	if i.index[at] = i.count; int(i.count) > len(i.index)/2 {
		i.grow()
	}
	return i.count - 1
}

// place returns where an identity is in the index, or could be put.
func (i *identities) place(id uuid.UUID) int {
	last := len(i.index) - 1 // of a power of two
	at := int(maphash.Bytes(i.seed, id[:])) & last
	for i.index[at] > 0 && i.all.Get(i.index[at]-1) != id {
		at = (at + 1) & last
	}
	return at
}

func (i *identities) grow() {
	i.index = make([]uint32, 2*len(i.index))
	for n := range i.count {
		i.index[i.place(i.all.Get(n))] = n + 1
	}
}
