package listing

// table records of every lead of one listing when and where it was seen and which of its rows is the
// latest. A lead costs 48 bytes here and 8 to 16 in the slots. It is used by one goroutine.
type table struct {
	*book
	chunks []*[chunk]entry // in the order of first sight; a slice would be copied as it grows
	n      uint32
	slots  []uint32 // entry numbers + 1, hashed by key with linear probing, at most half full; 0 is free
}

const chunk = 2048

// entry is one lead.
type entry struct {
	key           uint64
	changed       int64  // the newest that was seen
	content, uuid uint32 // as its row says, else as it was seen last
	row           uint32 // the number of its row, from 1; 0 = none yet
	page          uint32
	first, since  moment // when it was seen first, and since when it is seen unchanged
	seen, last    moment // when it was seen last, and when a sweep read it last
	moved         bool
	several       bool // other records cannot be told from this one
}

// see finds the entry of a lead, or makes one, and records that it was seen on a page at that moment.
// It also returns what was known before.
func (t *table) see(s *sighting, page int, moment moment) (e *entry, was entry) {
	e = t.entry(s.key)
	was = *e
	if e.first == 0 {
		e.first = moment
	}
	if e.since == 0 || e.changed != s.changed {
		e.since = moment
	}
	if e.page != 0 && e.page != uint32(page) && !e.moved {
		e.moved = true
		t.moved++
	}
	if e.row == 0 {
		e.content, e.uuid = s.content, s.uuid
	}
	e.page, e.seen, e.changed = uint32(page), moment, max(e.changed, s.changed)
	return e, was
}

// read records that a sweep reads a lead now. It reports whether this reading needs a row, in place
// of an older one: the newest change counts, and of the same change the later reading. Another record
// that cannot be told from this one has a row of its own.
func (t *table) read(e *entry, was *entry, s *sighting) (row bool) {
	again := was.last == t.moment
	e.last = t.moment
	same := e.row > 0 && s.content == e.content
	switch {
	case s.uuid != e.uuid, again && (s.known == unknown || !same && (s.known != firm || was.page == e.page)):
		e.several = true
		return t.readAlike(s)
	case e.several && !same:
		return t.readAlike(s)
	case again:
		t.duplicates++
	}
	return t.write(e, s)
}

// write reports whether a reading needs a row, and notes it.
func (t *table) write(e *entry, s *sighting) bool {
	if e.row == 0 && !t.takeOver(s) {
		return false
	}
	if e.row > 0 && (s.changed < e.changed || s.content == e.content) {
		return false
	}
	if e.row > 0 {
		t.superseded[e.row-1] = true
		t.drops++
	}
	t.superseded = append(t.superseded, false)
	e.row, e.content, e.uuid = uint32(len(t.superseded)), s.content, s.uuid
	return true
}

// readAlike reads a record that shares its key with another one. It is taken for a record that was
// read before only if that says the same, and stood in an earlier sweep.
func (t *table) readAlike(s *sighting) (row bool) {
	for key := s.key + 1 + uint64(s.content)*fnvPrime; ; key++ {
		e := t.entry(key)
		if e.row > 0 && (e.last == t.moment || e.content != s.content) {
			continue
		}
		e.last = t.moment
		if e.row == 0 {
			t.alike++
		}
		return t.write(e, s)
	}
}

// wasRead reports whether a sweep has read the lead of that key.
func (t *table) wasRead(key uint64) bool {
	e := t.find(key)
	return e != nil && e.last > 0
}

// unread counts the leads that were seen, but that no sweep has read.
func (t *table) unread() (n int) {
	for i := range t.n {
		if e := t.at(i); e.seen > 0 && e.last == 0 {
			n++
		}
	}
	return n
}

// vanished counts the leads that an earlier sweep read, but none since that moment.
func (t *table) vanished(since moment) (n int) {
	for i := range t.n {
		if e := t.at(i); e.row > 0 && e.last < since {
			n++
		}
	}
	return n
}

func (t *table) at(number uint32) *entry { return &t.chunks[number/chunk][number%chunk] }

// find returns the entry of a lead, nil if it was never seen.
func (t *table) find(key uint64) *entry {
	if t.n == 0 || t.slots[t.slot(key)] == 0 {
		return nil
	}
	return t.at(t.slots[t.slot(key)] - 1)
}

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
