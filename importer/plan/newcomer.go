package plan

import (
	"context"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Newcomers are the people for whom a plan makes leads, since the bot did not know them when it was
// made. By the time they are sent it may.
type Newcomers struct {
	who *live.Identifier
	ids map[uuid.UUID]struct{}
}

// NewcomersOf returns the people for whom a loaded plan makes leads.
func NewcomersOf(ctx context.Context, b *row.Batch, who *live.Identifier) (*Newcomers, error) {
	n := &Newcomers{who: who, ids: map[uuid.UUID]struct{}{}}
	for r, err := range b.Rows.All(ctx) {
		if err != nil {
			return nil, err
		}
		for _, id := range n.idsOf(r) {
			n.ids[id.Key()] = struct{}{}
		}
	}
	return n, nil
}

// Live returns Leads that keep those of the rows and these people.
func (n *Newcomers) Live(f row.TempFile, of *row.Leads) *live.Leads {
	who := n.who
	if len(n.ids) == 0 {
		who = nil
	}
	return live.New(f, who, func(id, _ uuid.UUID) bool {
		_, wanted := n.ids[id]
		return wanted || of.Has(id)
	})
}

// idsOf returns what the person of a row is known by, nothing if the row makes no lead, or one of a
// uuid that the user chose.
func (n *Newcomers) idsOf(r *row.Row) []live.Identity {
	if !r.IsReady() || !r.New || r.Origin != row.Derived {
		return nil
	}
	var cells lead.Row
	for i := range r.Changes {
		r.Changes[i].Apply(&cells)
	}
	phone, _ := n.who.Phones.Parse(cells.Base[lead.Phone], cells.Base[lead.DialCode], n.who.DialCode)
	return n.who.RowIDs(nil, cells.Base[lead.Email], phone)
}

// newcomer drops a row that would make a lead for a person whom the bot knows by now, or may know.
func (c *confirmer) newcomer(r *row.Row) {
	for _, id := range c.Newcomers.idsOf(r) {
		p, ok := c.Live.Person(id.Key())
		if ok && !c.leads.Has(p.Lead) { // rows of one file may share a phone
			drop(r, row.Skipped, row.Problem{
				Code: row.CodeConflict, Value: p.Lead.String(),
				Text: "the bot got a lead of its own for this person after the plan was made", Fix: "plan again",
			})
			return
		}
	}
	if c.Unverified {
		drop(r, row.Skipped, unverified())
	}
}

// unverified is the problem of a person who is not among live leads that are not proved to be all.
func unverified() row.Problem {
	return row.Problem{
		Code: row.CodeUnverified,
		Text: "the bot may already know this person: not all of its leads could be verified",
		Fix:  "plan again later, or create such leads anyway with --allow-unverified",
	}
}
