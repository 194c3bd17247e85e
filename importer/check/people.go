package check

import (
	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/row"
)

// people knows whom the rows of a file mean by e-mail and phone, so that a person who stands in it
// twice, once by e-mail and once by phone, is one. It holds what a live lead would be matched by once
// the rows so far had been sent.
type people struct {
	own   map[uuid.UUID]uuid.UUID // identity -> uuid of the rows that have one; zero if there are several
	made  map[uuid.UUID]uuid.UUID // identity -> uuid that a row without one got, if that is another one
	leads *row.Leads              // the uuids of the rows so far
}

func newPeople(leads *row.Leads) *people {
	return &people{own: map[uuid.UUID]uuid.UUID{}, made: map[uuid.UUID]uuid.UUID{}, leads: leads}
}

// add notes the identities of a row that can be sent.
func (p *people) add(r *row.Row, ids []uuid.UUID) {
	key := r.Key()
	switch {
	case key.String() != r.UUID(): // an odd spelling, which the key does not give back
	case r.Origin == row.Own:
		p.addOwn(ids, key)
	default:
		p.addMade(ids, key)
	}
}

func (p *people) addOwn(ids []uuid.UUID, key uuid.UUID) {
	for _, id := range ids {
		if other, ok := p.own[id]; ok && other != key {
			key = uuid.Nil
		}
		p.own[id] = key
	}
}

func (p *people) addMade(ids []uuid.UUID, key uuid.UUID) {
	for _, id := range ids {
		if id == key {
			continue
		}
		if other, ok := p.made[id]; ok && other != key {
			p.made[id] = uuid.Nil
		} else if !ok {
			p.made[id] = key
		}
	}
}

// find returns the uuid of the lead that a row with these identities means; several is true if there
// is more than one. Only the first identity counts, so that people with e-mails of their own and a
// shared phone stay several; and one that an earlier row is known by alone.
func (p *people) find(ids []uuid.UUID) (key uuid.UUID, several bool) {
	for _, known := range []map[uuid.UUID]uuid.UUID{p.own, p.made} {
		if key, ok := known[ids[0]]; ok {
			return key, key == uuid.Nil
		}
	}
	for _, id := range ids {
		if p.leads.Has(id) {
			return id, false
		}
	}
	return ids[0], false
}
