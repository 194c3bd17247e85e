package check

import (
	"fmt"
	"math"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
)

// people knows whom the rows of a file mean by e-mail and phone, so that a person who stands in it
// twice, once by e-mail and once by phone, is one. It holds what a live lead would be matched by once
// the rows so far had been sent.
type people struct {
	leads *row.Leads        // of the rows so far
	known row.Pages[uint32] // by the number of an identity: that of the one lead known by it, and one
	own   *people           // of all rows with a uuid, which come first; nil if they are not known
}

const several = math.MaxUint32 // leads are known by an identity

// add notes that a lead is known by these identities.
func (p *people) add(ids []live.Identity, lead uint32, origin row.Origin) {
	for _, id := range ids {
		n := p.leads.Note(id.UUID)
		if n == lead && origin != row.Own {
			continue // its uuid says so
		}
		switch known := p.known.At(n); *known {
		case 0, lead + 1:
			*known = lead + 1
		default:
			*known = several
		}
	}
}

// find returns the uuid of the lead that a row with these identities means; clear is false if there is
// more than one. Only the first identity counts, so that people with e-mails of their own and a
// shared phone stay several; and one that an earlier row is known by alone.
func (p *people) find(ids []live.Identity) (key uuid.UUID, clear bool) {
	for _, known := range []*people{p.own, p} {
		if known == nil {
			continue
		}
		if lead, ok := live.Find(ids[0], known.of); ok {
			return known.leads.ID(lead - 1), lead != several
		}
	}
	for _, id := range ids {
		has := func(id uuid.UUID) (uuid.UUID, bool) { return id, p.leads.Has(id) }
		if key, ok := live.Find(id, has); ok {
			return key, true
		}
	}
	return ids[0].UUID, true
}

// of returns the lead that is known by an identity, as it is in known.
func (p *people) of(id uuid.UUID) (lead uint32, ok bool) {
	if n, noted := p.leads.Number(id); noted {
		lead = p.known.Get(n)
	}
	return lead, lead > 0
}

// decide sets the outcome of a row as far as the other rows leave it.
func (p *pass) decide(r *row.Row) {
	switch {
	case len(r.Problems) > 0:
		r.Outcome = row.Rejected
	case r.Origin == row.Unidentified:
		reject(r, row.Problem{Code: "no-identity", Text: "nothing tells whom this row means"})
	case r.Same:
		r.Outcome = row.Unchanged
	case r.IsBlank() && p.options.Blank != ClearBlank:
		r.Outcome, r.Problems = row.Skipped, append(r.Problems, row.NothingToWrite())
	default:
		r.Outcome = row.Upserted
	}
}

// isSendable reports whether a row can be sent, as decide left it. If several rows mean a lead, one that
// changes nothing now may follow one that changes it.
func isSendable(r *row.Row) bool { return r.Outcome == row.Upserted || r.Outcome == row.Unchanged }

// decideAmong decides about a row when all rows are known.
func (p *pass) decideAmong(r *row.Row) {
	if isSendable(r) && p.leads.IsShared(r) {
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
	case !p.options.DuplicatesChosen && of.Clash() && r.Origin != row.Own:
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
		same := row.Problem{Code: "same-lead", Text: "this row means the same lead as another one, and a later one wins"}
		if !p.options.DuplicatesChosen {
			same.Fix = "if that is not wanted, keep one of them, or choose with --on-duplicate last, first or reject"
		}
		p.warnings.AddAs(same.Code, r.Number, &same)
	}
}

func skip(r *row.Row, text string, other uint32) {
	r.Outcome = row.Skipped
	r.Problems = append(r.Problems, row.Problem{Code: "duplicate", Text: text, Value: fmt.Sprintf("row %d", other)})
}
