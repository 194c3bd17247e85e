package sandbox

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"
)

// chat is one stored chat.
type chat struct {
	uuid    string
	created time.Time
	updated time.Time
	raw     []byte // as the listing shows it
}

// store keeps the chats of both types in listing order. Its callers hold the server's lock.
type store struct {
	order string
	lists map[string][]*chat // by type
	uuids map[string]*chat
	types map[string]string // uuid -> type
	rng   *rand.Rand
	made  int // chats ever made, the number of the next
	seed  uint64
	notes int // notes ever written
}

// epoch is when the made-up past ends: the newest made-up lead is that old.
var epoch = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func newStore(o Options) *store {
	s := &store{
		order: o.Order, lists: map[string][]*chat{}, uuids: map[string]*chat{}, types: map[string]string{},
		rng: rand.New(rand.NewPCG(o.Seed, 77)), seed: o.Seed,
	}
	s.fill("lead", o.Leads, o.Strange)
	s.fill("non-lead", o.NonLeads, 0)
	for _, raw := range o.Records {
		c := &chat{raw: raw, created: epoch, updated: epoch}
		var known struct{ UUID string }
		if json.Unmarshal(raw, &known) == nil {
			c.uuid = known.UUID
		}
		s.lists["lead"] = append(s.lists["lead"], c)
		s.remember(c, "lead")
	}
	return s
}

// fill makes chats, the newest first, of which some are strange.
func (s *store) fill(kind string, n, strange int) {
	list := make([]*chat, n)
	for i := range list {
		created := epoch.Add(-time.Duration(i) * 7 * time.Minute)
		p := newPerson(s.seed, s.made, created)
		c := &chat{uuid: p.uuid, created: created, updated: p.updated, raw: p.render()}
		if strange > 0 && i%max(1, n/strange) == 0 && i/max(1, n/strange) < strange {
			c.raw, c.uuid = p.strange(i / max(1, n/strange))
		}
		s.made++
		list[i] = c
		s.remember(c, kind)
	}
	switch s.order {
	case "oldest":
		slices.Reverse(list)
	case "updated":
		slices.SortStableFunc(list, func(a, b *chat) int { return -cmp.Compare(a.updated.UnixNano(), b.updated.UnixNano()) })
	}
	s.lists[kind] = list
}

func (s *store) remember(c *chat, kind string) {
	if c.uuid != "" {
		s.uuids[c.uuid], s.types[c.uuid] = c, kind
	}
}

// insert puts a new chat where the order wants it.
func (s *store) insert(c *chat, kind string) {
	s.remember(c, kind)
	if s.order == "oldest" {
		s.lists[kind] = append(s.lists[kind], c)
		return
	}
	s.lists[kind] = slices.Insert(s.lists[kind], 0, c)
}

// create makes a believable new lead.
func (s *store) create(now time.Time) *chat {
	p := newPerson(s.seed, s.made, now)
	p.touch(now)
	s.made++
	c := &chat{uuid: p.uuid, created: now, updated: now, raw: p.render()}
	s.insert(c, "lead")
	return c
}

// touch sets updatedAt, which moves the chat to the front of a listing by that.
func (s *store) touch(c *chat, now time.Time) {
	c.updated = now
	if doc, err := decodeDoc(c.raw); err == nil {
		doc["updatedAt"] = stamp(now)
		c.raw = encodeDoc(doc)
	}
	if s.order != "updated" {
		return
	}
	list := s.lists[s.types[c.uuid]]
	if i := slices.Index(list, c); i > 0 {
		copy(list[1:i+1], list[:i])
		list[0] = c
	}
}

func (s *store) remove(c *chat) {
	kind := s.types[c.uuid]
	if i := slices.Index(s.lists[kind], c); i >= 0 {
		s.lists[kind] = slices.Delete(s.lists[kind], i, i+1)
	}
	delete(s.uuids, c.uuid)
	delete(s.types, c.uuid)
}

// churn lets happen what happens while a page is read.
func (s *store) churn(c Churn, now time.Time) {
	for range s.draw(c.Insert) {
		s.create(now)
	}
	for range s.draw(c.Bump) {
		if victim := s.any(); victim != nil {
			s.touch(victim, now)
		}
	}
	for range s.draw(c.Delete) {
		if victim := s.any(); victim != nil {
			s.remove(victim)
		}
	}
}

// draw turns an average into a number of events.
func (s *store) draw(average float64) int {
	n := int(average)
	if s.rng.Float64() < average-float64(n) {
		n++
	}
	return n
}

func (s *store) any() *chat {
	list := s.lists["lead"]
	if len(list) == 0 {
		return nil
	}
	if c := list[s.rng.IntN(len(list))]; c.uuid != "" {
		return c
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
