package plan

import (
	"context"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Undo makes the plan that takes back what a planned import wrote: for every lead that it may have
// changed, the values from before. from is the file of the import's plan; sent reports whether a row
// may have reached the server. What it returns is to be confirmed before it is sent.
func Undo(ctx context.Context, from io.Reader, sent func(row int) (bool, error), scratch, to row.TempFile) (*row.Batch, error) {
	written, _, err := load(ctx, from, scratch, func(r *row.Row) (bool, error) {
		if !r.IsReady() {
			return false, nil
		}
		return sent(r.Number)
	})
	if err != nil {
		return nil, err
	}
	u := undoer{leads: written.Leads, folded: map[uuid.UUID]*row.Row{}}
	b := row.NewBatch(to, row.NewLeads())
	for r, err := range written.Rows.All(ctx) {
		if err != nil {
			return nil, err
		}
		if r = u.fold(r); r == nil {
			continue
		}
		b.Leads.Add(r)
		if err := b.Add(r); err != nil {
			return nil, err
		}
	}
	return b, nil
}

type undoer struct {
	leads  *row.Leads
	folded map[uuid.UUID]*row.Row // what the rows of a lead changed so far
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
	whole.Number, whole.Line = r.Number, r.Line
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
	case whole.Outcome == row.Created:
		drop(whole, row.Skipped, row.Problem{
			Code: row.CodeCreated, Text: "created by the import; the API cannot delete leads", Fix: "delete it on the platform if you do not want it",
		})
	case len(whole.Changes) == 0:
		whole.Outcome = row.Unchanged
	}
	return whole
}
