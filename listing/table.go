package listing

// table records of every lead when and where it was seen and which of its rows is the latest. A lead
// costs 40 bytes here and 8 to 16 in the slots. The zero table is empty. It is used by one goroutine.
type table struct {
	listing uint8  // the present one, from 1
	moment  uint32 // the present one; moments count from 1

	chunks []*[chunk]entry // in the order of first sight; a slice would be copied as it grows
	n      uint32
	slots  []uint32 // entry numbers + 1, hashed by key with linear probing, at most half full; 0 is free

	superseded []bool // of each row that was given out: there is a later one
	drops      int
	duplicates int // times a lead was read twice in one pass
	moved      int // leads seen on another page than before
}

const chunk = 2048

// entry is one lead.
type entry struct {
	key         uint64
	changed     int64
	content     uint32
	row         uint32 // the number of its row, from 1; 0 = none yet
	page        uint32
	first, last uint32 // moments: when it was seen first, and when a sweep read it last, in its listing
	listing     uint8
	moved       bool
}

// see finds the entry of a lead, or makes one, and records that it was seen on a page of the present
// listing at that moment. A lead that turns up in another listing than before is new there.
func (t *table) see(s *sighting, page int, moment uint32) *entry {
	e := t.entry(s.key)
	if e.listing != t.listing {
		e.listing, e.first, e.last, e.page = t.listing, moment, 0, 0
		e.content = ^s.content // its type changed, so its row is written anew
	}
	if e.page != 0 && e.page != uint32(page) && !e.moved {
		e.moved = true
		t.moved++
	}
	e.page = uint32(page)
	return e
}

// read records that a sweep reads a lead now. It reports whether this reading needs a row, in place
// of an older one: the newest change counts, and of the same change the later reading.
func (t *table) read(e *entry, s *sighting) (row bool) {
	if e.last == t.moment {
		t.duplicates++
	}
	e.last = t.moment
	if e.row > 0 && (s.changed < e.changed || s.content == e.content) {
		return false
	}
	if e.row > 0 {
		t.superseded[e.row-1] = true
		t.drops++
	}
	t.superseded = append(t.superseded, false)
	e.row, e.changed, e.content = uint32(len(t.superseded)), s.changed, s.content
	return true
}

// leads returns how many leads have a row.
func (t *table) leads() int { return len(t.superseded) - t.drops }

// vanished counts the leads of the present listing that an earlier sweep read, but none since that
// moment.
func (t *table) vanished(since uint32) (n int) {
	for i := range t.n {
		if e := t.at(i); e.listing == t.listing && e.row > 0 && e.last < since {
			n++
		}
	}
	return n
}

func (t *table) at(number uint32) *entry { return &t.chunks[number/chunk][number%chunk] }

func (t *table) entry(key uint64) *entry {
	if 2*int(t.n) >= len(t.slots) {
		t.widen()
	}
	slot := t.slot(key)
	if t.slots[slot] > 0 {
		return t.at(t.slots[slot] - 1)
	}
	if t.n%chunk == 0 {
		t.chunks = append(t.chunks, new([chunk]entry))
	}
	t.n++
	t.slots[slot] = t.n
	e := t.at(t.n - 1)
	e.key = key
	return e
}

// slot returns where a key stands, or would.
func (t *table) slot(key uint64) uint64 {
	mask := uint64(len(t.slots) - 1)
	slot := key & mask
	for t.slots[slot] > 0 && t.at(t.slots[slot]-1).key != key {
		slot = (slot + 1) & mask
	}
	return slot
}

func (t *table) widen() {
	t.slots = make([]uint32, max(chunk, 2*len(t.slots)))
	for i := range t.n {
		t.slots[t.slot(t.at(i).key)] = i + 1
	}
}
