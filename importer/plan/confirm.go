package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Confirmation says what Confirm looks for.
type Confirmation struct {
	Live       *live.Leads   // now
	Newcomers  *Newcomers    // whom the Live leads were searched for
	Unverified bool          // those are not proved to be all: no lead is made
	Undo       bool          // the plan is that of an undo
	Filter     filter.Filter // the leads that may be written to, see Options
	// Done reports whether a row has an outcome, of a run that is resumed; else nil. A row that may have
	// been sent is then sent again, even if the lead has it already.
	Done func(row int) bool
}

// Confirm finds out which rows of a plan can still be sent. A row is in conflict if a field is neither
// as it was when the plan was made nor as the plan makes it. Of a lead with several rows it counts
// what any of them makes.
//
// Of an undo, a field that is not as the import left it is kept, and the others are sent.
func Confirm(ctx context.Context, b *row.Batch, to row.TempFile, with Confirmation) (*row.Batch, error) {
	c := confirmer{Confirmation: with, leads: b.Leads, chains: map[uuid.UUID]chain{}}
	for r, err := range b.Rows.All(ctx) {
		if err != nil {
			return nil, err
		}
		if len(r.Changes) > 0 && b.Leads.IsShared(r) {
			key := r.Key()
			if c.chains[key] == nil {
				c.chains[key] = chain{}
			}
			c.chains[key].add(r)
		}
	}
	return b.Map(ctx, to, c.confirm)
}

type confirmer struct {
	Confirmation
	leads  *row.Leads
	chains map[uuid.UUID]chain // of leads with several rows
}

// chain holds the values that each field of a lead goes through.
type chain map[string][]string

func (c chain) add(r *row.Row) {
	for _, x := range r.Changes {
		values := c[x.Field]
		if values == nil {
			values = []string{x.Old}
		}
		c[x.Field] = append(values, x.New)
	}
}

// isDone reports whether a lead is at the end of the whole chain. It is not if all values end as they
// began: then the lead does not show it.
func (c chain) isDone(now *lead.Row) bool {
	moved := false
	for field, values := range c {
		last := values[len(values)-1]
		if now == nil || row.Value(now, field) != last {
			return false
		}
		moved = moved || last != values[0]
	}
	return moved
}

func (c *confirmer) confirm(r *row.Row) error {
	if !r.IsReady() || c.Done != nil && c.Done(r.Number) {
		return nil
	}
	now, err := c.Live.Lead(r.Key())
	if err != nil {
		return err
	}
	if now == nil && !r.New {
		drop(r, row.Skipped, row.Problem{Code: row.CodeGone, Text: "the lead no longer exists", Fix: "plan again"})
		return nil
	}
	if c.Filter != nil && c.Done == nil && (now == nil || !c.Filter.Match(now)) {
		drop(r, row.Skipped, row.Filtered())
		return nil
	}
	if now == nil && !c.Undo {
		if c.newcomer(r); !r.IsReady() {
			return nil
		}
	}
	r.Name = row.Value(now, lead.Name.String())
	if now != nil {
		r.Cells.Base[lead.UUID] = now.Base[lead.UUID]
	}
	if c.Undo {
		c.restore(r, now)
		return nil
	}
	c.update(r, now)
	return nil
}

// update confirms a row of an import.
func (c *confirmer) update(r *row.Row, now *lead.Row) {
	values, shared := c.chains[r.Key()]
	if !shared {
		values = chain{}
		values.add(r)
	}
	for _, x := range r.Changes {
		if is := row.Value(now, x.Field); !slices.Contains(values[x.Field], is) {
			drop(r, row.Skipped, row.Problem{
				Code: row.CodeConflict, Column: x.Field, Value: is, Text: fmt.Sprintf("%s was changed on the platform after the plan was made", x.Field),
				Fix: "look at the lead, then plan again",
			})
			return
		}
	}
	if odd := row.OddAttributes(r.Changes, now); odd != nil {
		drop(r, row.Skipped, *odd)
		return
	}
	if c.Done == nil && !shared { // what others brought about is not to be undone
		r.Changes = slices.DeleteFunc(r.Changes, func(x row.Change) bool { return now != nil && row.Value(now, x.Field) == x.New })
	}
	if c.Done == nil && values.isDone(now) {
		r.Outcome, r.Changes = row.Unchanged, nil
		return
	}
	if now != nil && r.Outcome == row.Created && c.Done == nil {
		r.Outcome = row.Updated
	}
	r.New = now == nil
	r.Compose(now)
	r.Name = cmp.Or(r.Name, r.Cells.Base[lead.Name])
}

// restore confirms a row of an undo.
func (c *confirmer) restore(r *row.Row, now *lead.Row) {
	var back []row.Change
	r.Problems = nil
	for _, x := range r.Changes {
		switch is := row.Value(now, x.Field); {
		case is == x.New:
			if c.Done != nil {
				back = append(back, x)
			}
		case is == x.Old, slices.Contains(x.Also, is):
			back = append(back, x)
		default:
			r.Problems = append(r.Problems, row.Problem{
				Code: row.CodeKept, Column: x.Field, Value: is,
				Text: fmt.Sprintf("%s was changed on the platform after the import", x.Field),
			})
		}
	}
	r.Changes = back
	odd := row.OddAttributes(back, now)
	switch {
	case odd != nil:
		drop(r, row.Skipped, *odd)
	case len(back) > 0:
		r.Compose(now)
	case len(r.Problems) > 0:
		r.Outcome = row.Skipped
	default:
		r.Outcome = row.Unchanged
	}
}
