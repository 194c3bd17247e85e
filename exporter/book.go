package exporter

// book notes of every lead when and where it was seen and which of its rows is the one to keep. A lead costs 40 bytes here and 8 to 16
// in the table. The zero book is empty. It is used by one goroutine.
type book struct {
	chunks     []*[chunk]entry // in the order of first sight; a slice would be copied as it grows
	n          uint32
	table      []uint32 // entry numbers + 1, hashed by key with linear probing, at most half full; 0 is free
	rows       uint32   // given out so far
	dropped    []uint64 // a bit for each row: there is a newer one
	drops      int
	duplicates int // times a lead was seen twice in one pass
	moved      int // leads that were seen on another page than before
}

const chunk = 2048

// entry is one lead. Moments count from 1.
type entry struct {
	key         uint64
	changed     int64
	content     uint32
	row         uint32 // the number of its row, from 1; 0 = none yet
	page        uint32
	first, last uint32 // moments: when it was seen first, and when a sweep read it last, in the listing it is in
	listing     uint8  // from 1
	moved       bool
}

// place is where and when a page was read.
type place struct {
	listing uint8
	page    int
	moment  uint32
}

// meet finds the entry of a lead, or makes one, and notes that it was seen there. Who turns up in another listing than before is new
// there.
func (b *book) meet(s *sighting, at place) *entry {
	e := b.entry(s.key)
	if e.listing != at.listing {
		e.listing, e.first, e.last, e.page = at.listing, at.moment, 0, 0
		e.content = ^s.content // its type is another now: the row is to be written anew
	}
	if e.page != 0 && e.page != uint32(at.page) && !e.moved {
		e.moved = true
		b.moved++
	}
	e.page = uint32(at.page)
	return e
}

// read notes that a sweep read a lead, and tells whether this reading needs a row, in place of an older one: the newest change counts,
// and of the same change the later reading.
func (b *book) read(e *entry, s *sighting, at place) (row bool) {
	if e.last == at.moment {
		b.duplicates++
	}
	e.last = at.moment
	if e.row > 0 && (s.changed < e.changed || s.content == e.content) {
		return false
	}
	if e.row > 0 {
		b.dropped[(e.row-1)/64] |= 1 << ((e.row - 1) % 64)
		b.drops++
	}
	if b.rows%64 == 0 {
		b.dropped = append(b.dropped, 0)
	}
	b.rows++
	e.row, e.changed, e.content = b.rows, s.changed, s.content
	return true
}

// keeps tells whether the n-th row given out, from 0, is still its lead's newest.
func (b *book) keeps(n int) bool { return b.dropped[n/64]>>(n%64)&1 == 0 }

// leads is how many leads have a row.
func (b *book) leads() int { return int(b.rows) - b.drops }

// vanished counts the leads of a listing that no sweep read since a moment, but an earlier one did.
func (b *book) vanished(listing uint8, since uint32) int {
	count := 0
	for i := range b.n {
		if e := b.at(i); e.listing == listing && e.row > 0 && e.last < since {
			count++
		}
	}
	return count
}

func (b *book) at(number uint32) *entry { return &b.chunks[number/chunk][number%chunk] }

func (b *book) entry(key uint64) *entry {
	if 2*int(b.n) >= len(b.table) {
		b.widen()
	}
	slot := b.slot(key)
	if b.table[slot] > 0 {
		return b.at(b.table[slot] - 1)
	}
	if b.n%chunk == 0 {
		b.chunks = append(b.chunks, new([chunk]entry))
	}
	b.n++
	b.table[slot] = b.n
	e := b.at(b.n - 1)
	e.key = key
	return e
}

// slot is where a key stands in the table, or would.
func (b *book) slot(key uint64) uint64 {
	mask := uint64(len(b.table) - 1)
	slot := key & mask
	for b.table[slot] > 0 && b.at(b.table[slot]-1).key != key {
		slot = (slot + 1) & mask
	}
	return slot
}

func (b *book) widen() {
	b.table = make([]uint32, max(chunk, 2*len(b.table)))
	for i := range b.n {
		b.table[b.slot(b.at(i).key)] = i + 1
	}
}
