package sandbox

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// record is a stored chat.
type record struct {
	raw              []byte // as sent; replaced when the chat changes, never modified
	uuid             string
	list             *listing
	seq              uint64 // counts the chats in the order they came in
	created, updated int64  // milliseconds since 1970
}

// store holds the chats of both types. Callers hold mu, unless a method locks it itself.
type store struct {
	mu     sync.RWMutex
	maker  maker
	chance *rand.Rand // for churn
	now    func() time.Time
	last   int64  // the latest tick
	seq    uint64 // of the next chat
	ids    uint64 // of the next note
	byUUID map[string]*record
	lists  map[string]*listing
}

func newStore(o *Options) *store {
	s := &store{
		maker:  maker{seed: o.Seed},
		chance: rand.New(rand.NewPCG(o.Seed, 'c')),
		now:    o.Now,
		last:   epoch,
		byUUID: make(map[string]*record, o.Leads+o.NonLeads+len(o.Records)),
		lists:  map[string]*listing{kindLead: {order: o.Order}, kindNonLead: {order: o.Order}},
	}
	s.fill(kindLead, o.Leads, o.Strange)
	s.fill(kindNonLead, o.NonLeads, 0)
	leads := s.lists[kindLead]
	for _, raw := range o.Records {
		leads.records = append(leads.records, s.addRaw(leads, slices.Clone(raw), epoch, epoch))
	}
	for _, l := range s.lists {
		slices.SortFunc(l.records, l.compare)
	}
	return s
}

// fill makes n chats of a type; that many of them, evenly spread, are strange. It keeps them in
// large slabs: a million small allocations would cost a tenth more memory.
func (s *store) fill(kind string, n, strange int) {
	l := s.lists[kind]
	l.records = make([]*record, 0, n)
	var slab, scratch []byte
	for i := range n {
		created, updated := s.maker.times(s.seq, i, n)
		scratch = s.maker.chat(scratch[:0], s.seq, kind, created, updated)
		k := i * strange / n
		odd := k < (i+1)*strange/n
		if odd {
			scratch = distort(scratch, k)
		}
		if len(scratch) > cap(slab)-len(slab) {
			slab = make([]byte, 0, max(len(scratch), min(1<<20, (n-i)*1200)))
		}
		start := len(slab)
		slab = append(slab, scratch...)
		raw := slab[start:len(slab):len(slab)]
		if odd {
			l.records = append(l.records, s.addRaw(l, raw, created, updated))
		} else {
			r := record{raw: raw, uuid: uuidOf(raw), list: l, created: created, updated: updated}
			l.records = append(l.records, s.add(&r))
		}
	}
}

// addRaw adds a chat by its own uuid and times; the arguments are fallbacks for the times.
func (s *store) addRaw(l *listing, raw []byte, created, updated int64) *record {
	top := parseObject(raw)
	uuid, _ := untext(top.get("uuid"))
	created = readTime(top.get("createdAt"), created)
	updated = readTime(top.get("updatedAt"), updated)
	return s.add(&record{raw: raw, uuid: uuid, list: l, created: created, updated: updated})
}

// add numbers a record. The caller inserts it into the listing.
func (s *store) add(r *record) *record {
	r.seq = s.seq
	s.seq++
	if r.uuid != "" {
		s.byUUID[r.uuid] = r
	}
	return r
}

// tick is the platform's clock. Whatever the caller's clock does, it advances with every event and
// is later than all made-up chats, so that what is touched last is always the latest.
func (s *store) tick() int64 {
	s.last = max(s.last+1, s.now().UnixMilli())
	return s.last
}

// grow adds a made-up chat that came in now.
func (s *store) grow(kind string) *record {
	now := s.tick()
	l := s.lists[kind]
	r := s.addRaw(l, s.maker.chat(nil, s.seq, kind, now, now), now, now)
	l.insert(r)
	return r
}

// touch sets a chat's updatedAt to now.
func (s *store) touch(r *record) {
	now := s.tick()
	top := parseObject(r.raw)
	top.set("updatedAt", appendTime(nil, now))
	s.replace(r, top.append(make([]byte, 0, len(r.raw)+32)), now, r.list)
}

// replace gives a chat new bytes and a new update time, and moves it in or to a listing.
func (s *store) replace(r *record, raw []byte, updated int64, to *listing) {
	if to == r.list && (to.order != "updated" || updated == r.updated) {
		r.raw, r.updated = raw, updated
		return
	}
	r.list.remove(r)
	r.raw, r.updated, r.list = raw, updated, to
	to.insert(r)
}

func (s *store) remove(r *record) {
	r.list.remove(r)
	if s.byUUID[r.uuid] == r {
		delete(s.byUUID, r.uuid)
	}
}

// any returns a random chat, nil if there is none.
func (s *store) any(kind string) *record {
	l := s.lists[kind]
	if len(l.records) == 0 {
		return nil
	}
	return l.records[s.chance.IntN(len(l.records))]
}

// page returns the chats of a page, none past the end, and the last page, at least 1. It locks mu.
func (s *store) page(kind string, number, size int) (page [][]byte, last int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	records := s.lists[kind].records
	last = max(1, (len(records)+size-1)/size)
	if number > last {
		return nil, last
	}
	start := (number - 1) * size
	records = records[start:min(start+size, len(records))]
	page = make([][]byte, len(records), len(records)+1)
	for i, r := range records {
		page[i] = r.raw
	}
	return page, last
}

// all returns every chat of a type in listing order. It locks mu itself.
func (s *store) all(kind string) []json.RawMessage {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.lists[kind]
	if l == nil {
		return nil
	}
	all := make([]json.RawMessage, len(l.records))
	for i, r := range l.records {
		all[i] = r.raw
	}
	return all
}
