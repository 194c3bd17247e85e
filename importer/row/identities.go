package row

import (
	"hash/maphash"
	"iter"
	"sync/atomic"

	"github.com/google/uuid"
)

// identities numbers uuids from 0 in the order in which they come. It takes some 40 bytes for each,
// less than a map takes: an import may know millions.
type identities struct {
	all   Pages[uuid.UUID] // by number
	count uint32
	index []entry // where hashes lead; at most half of them are taken, so that hardly two meet
	seed  maphash.Seed
}

// entry is a number and one, 0 for none, beside the hash of its uuid: most of the others are told by it,
// so that their uuids are not fetched from all over the memory.
type entry struct{ hash, taken uint32 }

func newIdentities() identities {
	return identities{seed: maphash.MakeSeed(), index: make([]entry, 1024)}
}

// look returns the number of an identity.
func (i *identities) look(id uuid.UUID) (number uint32, known bool) {
	e := i.place(id, i.hash(id))
	return e.taken - 1, e.taken > 0
}

// number returns the number of an identity, which is known from now on.
func (i *identities) number(id uuid.UUID) uint32 {
	hash := i.hash(id)
	e := i.place(id, hash)
	if e.taken > 0 {
		return e.taken - 1
	}
	*i.all.At(i.count) = id
	i.count++
	if *e = (entry{hash, i.count}); int(i.count) > len(i.index)/2 {
		i.grow()
	}
	return i.count - 1
}

// fetch has the processor fetch where identities are in the index: all at once, while a look for one alone waits for
// its place, as the index is larger than the caches.
func (i *identities) fetch(all iter.Seq[uuid.UUID]) {
	last := len(i.index) - 1
	for id := range all {
		atomic.LoadUint32(&i.index[int(i.hash(id))&last].taken)
	}
}

func (i *identities) hash(id uuid.UUID) uint32 { return uint32(maphash.Bytes(i.seed, id[:])) }

// place returns where an identity is in the index, or could be put.
func (i *identities) place(id uuid.UUID, hash uint32) *entry {
	last := len(i.index) - 1 // of a power of two
	at := int(hash) & last
	for e := &i.index[at]; ; e = &i.index[at] {
		if e.taken == 0 || e.hash == hash && i.all.Get(e.taken-1) == id {
			return e
		}
		at = (at + 1) & last
	}
}

func (i *identities) grow() {
	old := i.index
	i.index = make([]entry, 2*len(old))
	last := len(i.index) - 1
	for _, e := range old {
		if e.taken == 0 {
			continue
		}
		at := int(e.hash) & last
		for i.index[at].taken > 0 {
			at = (at + 1) & last
		}
		i.index[at] = e
	}
}
