package plan

import (
	"context"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Undo makes the plan that takes back what a planned import wrote: for every lead that it may have
// changed, the values from before. from is the file of the import's plan; reach tells how far a row of
// it came. What it returns is to be confirmed before it is sent, with the header of the import's plan; rows that
// were not sent are no part of it, and are counted there.
func Undo(ctx context.Context, from io.Reader, reach func(row int) (results.Reach, error), scratch, to row.TempFile) (*row.Batch, Header, error) {
	notSent := 0
	u := undoer{folded: map[uuid.UUID]*row.Row{}, unsure: map[uuid.UUID]bool{}}
	written, h, err := load(ctx, from, scratch, func(r *row.Row) (bool, error) {
		if !r.IsReady() {
			return false, nil
		}
		came, err := reach(r.Number)
		switch {
		case came == results.NotSent:
			notSent++
		case came == results.MaybeSent && r.Outcome == row.Created:
			u.unsure[r.Key()] = true
		case came == results.Sent:
			delete(u.unsure, r.Key()) // a later row of the lead
		}
		return came != results.NotSent, err
	})
	if err != nil {
		return nil, Header{}, err
	}
	u.leads, h.NotSent = written.Leads, notSent
	b := row.NewBatch(to, row.NewLeads())
	for r, err := range written.Rows.All(ctx) {
		if err != nil {
			return nil, Header{}, err
		}
		if r = u.fold(r); r == nil {
			continue
		}
		b.Leads.Add(r)
		if err := b.Add(r); err != nil {
			return nil, Header{}, err
		}
	}
	return b, h, nil
}

type undoer struct {
	leads  *row.Leads
	folded map[uuid.UUID]*row.Row // what the rows of a lead changed so far
	unsure map[uuid.UUID]bool     // leads that the import may have made, or not
}

// fold adds a row to the earlier ones of its lead, and returns them as one when it is the last, else
// nil: from what they made last back to what was at first.
func (u *undoer) fold(r *row.Row) *row.Row {
	key := r.Key()
	whole := u.folded[key]
	if whole == nil {
		whole = &row.Row{Origin: row.Own, Outcome: r.Outcome}
		whole.Cells.Base[lead.UUID] = r.UUID()
		u.folded[key] = whole
	}
	whole.Number, whole.Line, whole.Sheet, whole.Name = r.Number, r.Line, r.Sheet, r.Name
	for _, c := range r.Changes {
		i := slices.IndexFunc(whole.Changes, func(x row.Change) bool { return x.Field == c.Field })
		if i < 0 {
			whole.Changes = append(whole.Changes, row.Change{Field: c.Field, Old: c.New, New: c.Old})
			continue
		}
		x := &whole.Changes[i]
		x.Also = append(x.Also, x.Old)
		x.Old = c.New
	}
	if u.leads.Later(r) > 0 {
		return nil
	}
	delete(u.folded, key)
	whole.Changes = slices.DeleteFunc(whole.Changes, func(c row.Change) bool { return c.Old == c.New && len(c.Also) == 0 })
	switch {
	case u.unsure[key]:
		drop(whole, row.Skipped, row.Problem{
			Code: row.CodePerhapsCreated, Text: "perhaps created by the import, which was stopped while it was being sent; the API cannot delete leads",
			Fix: "look whether it is there, and delete it on the platform if you do not want it",
		})
	case whole.Outcome == row.Created:
		drop(whole, row.Skipped, row.Problem{
			Code: row.CodeCreated, Text: "created by the import; the API cannot delete leads", Fix: "delete it on the platform if you do not want it",
		})
	case len(whole.Changes) == 0:
		whole.Outcome = row.Unchanged
	}
	return whole
}
