package sandbox

import (
	"math/rand/v2"
	"slices"
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

// store holds the chats of both types. It is not safe for concurrent use.
type store struct {
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
		now:    func() time.Time { return o.Now().Add(-o.ClockSkew) },
		last:   epoch,
		byUUID: make(map[string]*record, o.Leads+o.NonLeads+len(o.Records)),
		lists:  map[string]*listing{kindLead: {order: o.Order}, kindNonLead: {order: o.Order}},
	}
	s.fill(kindLead, o.Leads, o.Strange)
	s.fill(kindNonLead, o.NonLeads, 0)
	leads := s.lists[kindLead]
	for _, raw := range o.Records {
		leads.records = append(leads.records, s.add(parseRecord(raw, epoch, epoch), leads))
	}
	for _, l := range s.lists {
		slices.SortFunc(l.records, l.compare)
	}
	return s
}

// fill makes n chats of a type; that many of them, evenly spread, are strange.
func (s *store) fill(kind string, n, strange int) {
	l := s.lists[kind]
	l.records = make([]*record, 0, n)
	for i := range n {
		created, updated := s.maker.times(s.seq, i, n)
		r := s.makeUp(kind, created, updated)
		if k := i * strange / n; k < (i+1)*strange/n {
			r = parseRecord(distort(r.raw, k), created, updated)
		}
		l.records = append(l.records, s.add(r, l))
	}
}

func (s *store) makeUp(kind string, created, updated int64) *record {
	uuid, raw := s.maker.chat(s.seq, kind, created, updated)
	return &record{raw: raw, uuid: uuid, created: created, updated: updated}
}

// parseRecord reads the uuid and times of a chat; the arguments are fallbacks for the times.
func parseRecord(raw []byte, created, updated int64) *record {
	members := split(raw, '{')
	return &record{
		raw: raw, uuid: untext(get(members, "uuid")),
		created: readTime(get(members, "createdAt"), created),
		updated: readTime(get(members, "updatedAt"), updated),
	}
}

// add numbers a chat. The caller inserts it into the listing.
func (s *store) add(r *record, l *listing) *record {
	r.list, r.seq = l, s.seq
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

// identify gives a note its own _id, as every sub-document of the platform has.
func (s *store) identify(note []byte) []byte {
	s.ids++
	return set(note, "_id", objectID(s.last, noteIDs+s.ids))
}

// grow adds a made-up chat that came in now.
func (s *store) grow(kind string) *record {
	now := s.tick()
	l := s.lists[kind]
	r := s.add(s.makeUp(kind, now, now), l)
	l.insert(r)
	return r
}

// touch sets a chat's updatedAt to now.
func (s *store) touch(r *record) {
	now := s.tick()
	s.replace(r, set(r.raw, "updatedAt", timeText(now)), now, r.list)
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
