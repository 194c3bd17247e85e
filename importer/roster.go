package importer

import "github.com/google/uuid"

// roster knows whom the rows of a file mean by e-mail and phone, so that a person who stands in it twice, once by e-mail and once by phone, is
// one. It holds what a live lead would be matched by once the rows before had been sent.
type roster struct {
	own  map[uuid.UUID]uuid.UUID // identity -> uuid of the rows that have one; the zero uuid where there are several
	made map[uuid.UUID]uuid.UUID // identity -> uuid that an earlier row without one got, if that is another one
	used func(uuid.UUID) bool    // an earlier row has got the identity itself for its uuid
}

func newRoster() *roster {
	return &roster{own: map[uuid.UUID]uuid.UUID{}, made: map[uuid.UUID]uuid.UUID{}, used: func(uuid.UUID) bool { return false }}
}

// addOwn notes by what a row with a uuid of its own is known.
func (r *roster) addOwn(ids []uuid.UUID, key uuid.UUID) {
	for _, id := range ids {
		if other, ok := r.own[id]; ok && other != key {
			key = uuid.Nil
		}
		r.own[id] = key
	}
}

// addMade notes by what else a row is known that got a uuid.
func (r *roster) addMade(ids []uuid.UUID, key uuid.UUID) {
	for _, id := range ids {
		if id == key {
			continue
		}
		if other, ok := r.made[id]; ok && other != key {
			r.made[id] = uuid.Nil
		} else if !ok {
			r.made[id] = key
		}
	}
}

// find returns the uuid of the lead that a row with these identities means; several says that there is more than one. Only the first identity
// counts, so that people with e-mails of their own and one phone between them stay several; and one that an earlier row is known by
// alone.
func (r *roster) find(ids []uuid.UUID) (key uuid.UUID, several bool) {
	for _, known := range []map[uuid.UUID]uuid.UUID{r.own, r.made} {
		if key, ok := known[ids[0]]; ok {
			return key, key == uuid.Nil
		}
	}
	for _, id := range ids {
		if r.used(id) {
			return id, false
		}
	}
	return ids[0], false
}
