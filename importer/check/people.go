package check

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
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
func (p *people) add(r *row.Row, ids []live.Identity) {
	key := r.Key()
	switch {
	case key.String() != r.UUID(): // an odd spelling, which the key does not give back
	case r.Origin == row.Own:
		p.addOwn(ids, key)
	default:
		p.addMade(ids, key)
	}
}

func (p *people) addOwn(ids []live.Identity, key uuid.UUID) {
	for _, id := range ids {
		if other, ok := p.own[id.UUID]; ok && other != key {
			p.own[id.UUID] = uuid.Nil
		} else {
			p.own[id.UUID] = key
		}
	}
}

func (p *people) addMade(ids []live.Identity, key uuid.UUID) {
	for _, id := range ids {
		if id.UUID == key {
			continue
		}
		if other, ok := p.made[id.UUID]; ok && other != key {
			p.made[id.UUID] = uuid.Nil
		} else if !ok {
			p.made[id.UUID] = key
		}
	}
}

// find returns the uuid of the lead that a row with these identities means; several is true if there
// is more than one. Only the first identity counts, so that people with e-mails of their own and a
// shared phone stay several; and one that an earlier row is known by alone.
func (p *people) find(ids []live.Identity) (key uuid.UUID, several bool) {
	for _, known := range []map[uuid.UUID]uuid.UUID{p.own, p.made} {
		look := func(id uuid.UUID) (key uuid.UUID, ok bool) {
			key, ok = known[id]
			return key, ok
		}
		if key, ok := live.Find(ids[0], look); ok {
			return key, key == uuid.Nil
		}
	}
	for _, id := range ids {
		has := func(id uuid.UUID) (uuid.UUID, bool) { return id, p.leads.Has(id) }
		if key, ok := live.Find(id, has); ok {
			return key, false
		}
	}
	return ids[0].UUID, false
}

// decide sets the outcome of a row when all rows are known.
func (p *pass) decide(r *row.Row) {
	switch {
	case len(r.Problems) > 0:
		r.Outcome = row.Rejected
	case r.Origin == row.Unidentified:
		reject(r, row.Problem{Code: "no-identity", Text: "nothing tells whom this row means"})
	case r.IsBlank() && !r.Same && p.options.Blank != ClearBlank:
		r.Outcome, r.Problems = row.Skipped, append(r.Problems, row.NothingToWrite())
	case !p.leads.IsShared(r) && r.Same:
		r.Outcome = row.Unchanged
	case !p.leads.IsShared(r):
		r.Outcome = row.Upserted
	default: // if several rows mean a lead, one that changes nothing now may follow one that changes it
		p.decideDuplicate(r)
	}
	if r.Outcome == row.Rejected {
		r.Later = p.leads.Later(r)
	}
}

func reject(r *row.Row, p row.Problem) {
	r.Outcome, r.Problems = row.Rejected, append(r.Problems, p)
}

// decideDuplicate decides about a row that means the same lead as others.
func (p *pass) decideDuplicate(r *row.Row) {
	of := p.leads.Of(r)
	mode, number := p.options.Duplicates, uint32(r.Number)
	switch {
	case mode == RejectAll:
		reject(r, row.Problem{
			Code: "duplicate", Text: "several rows mean the same lead",
			Value: fmt.Sprintf("%d rows, from row %d to row %d", of.Count, of.First, of.Last),
			Fix:   "keep one of them, or choose with --on-duplicate all, last or first",
		})
	case !p.options.DuplicatesChosen && of.Clash && r.Origin != row.Own:
		reject(r, row.Problem{
			Code: "namesakes", Text: "rows with the same e-mail or phone have different names",
			Value: fmt.Sprintf("%d rows, the first is row %d", of.Count, of.First),
			Fix:   "give each person an e-mail or phone of their own, or a uuid; or, if they are one person, choose with --on-duplicate all, last or first",
		})
	case mode == ApplyLast && number != of.Last:
		skip(r, "a later row means the same lead", of.Last)
	case mode == ApplyFirst && number != of.First:
		skip(r, "an earlier row means the same lead", of.First)
	default:
		r.Outcome = row.Upserted
	}
}

func skip(r *row.Row, text string, other uint32) {
	r.Outcome = row.Skipped
	r.Problems = append(r.Problems, row.Problem{Code: "duplicate", Text: text, Value: fmt.Sprintf("row %d", other)})
}
