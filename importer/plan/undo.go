package plan

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Undo makes the plan that takes back what a planned import wrote: for every lead that it may have
// changed, the values from before. open opens the file of the import's plan; sent reports whether a
// row may have reached the server. What it returns is to be confirmed before it is sent.
func Undo(ctx context.Context, open func() (io.ReadCloser, error), sent func(row int) (bool, error), to row.TempFile) (*row.Batch, Header, error) {
	u := undoer{open: open, sent: sent, left: map[uuid.UUID]int{}, folded: map[uuid.UUID]*row.Row{}}
	b := row.NewBatch(to, row.NewLeads())
	_, err := u.each(ctx, func(r *row.Row) error {
		u.left[r.Key()]++
		return nil
	})
	if err != nil {
		return nil, Header{}, err
	}
	h, err := u.each(ctx, func(r *row.Row) error {
		if r = u.fold(r); r == nil {
			return nil
		}
		b.Leads.Add(r)
		return b.Add(r)
	})
	return b, h, err
}

type undoer struct {
	open   func() (io.ReadCloser, error)
	sent   func(row int) (bool, error)
	left   map[uuid.UUID]int      // rows of each lead that are still to come
	folded map[uuid.UUID]*row.Row // what the rows of a lead changed so far
}

// each passes on every row of the plan that may have been sent.
func (u *undoer) each(ctx context.Context, do func(*row.Row) error) (h Header, err error) {
	file, err := u.open()
	if err != nil {
		return Header{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	p, err := open(file)
	if err != nil {
		return Header{}, err
	}
	for r, err := range p.rows(ctx) {
		if err != nil {
			return Header{}, err
		}
		if !r.IsReady() {
			continue
		}
		sent, err := u.sent(r.Number)
		if err == nil && sent {
			err = do(r)
		}
		if err != nil {
			return Header{}, err
		}
	}
	return p.header, nil
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
	if u.left[key]--; u.left[key] > 0 {
		return nil
	}
	delete(u.folded, key)
	whole.Changes = slices.DeleteFunc(whole.Changes, func(c row.Change) bool { return c.Old == c.New && len(c.Also) == 0 })
	switch {
	case whole.Outcome == row.Created:
		drop(whole, row.Skipped, row.Problem{
			Code: row.CodeCreated, Text: "the run made this lead, and the API deletes none", Fix: "delete it on the platform",
		})
	case len(whole.Changes) == 0:
		whole.Outcome = row.Unchanged
	}
	return whole
}
