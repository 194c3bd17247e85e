package importer

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// The codes of planned rows that are not sent, or not whole.
const (
	codeConflict = "conflict"
	codeGone     = "gone"
	codeKept     = "kept"
)

// newPlanned returns a planned batch without rows.
func newPlanned(o Options, temp Stage) *Batch {
	b := &Batch{opts: o, stage: newStage(temp), groups: newGroups(ApplyAll, true), planned: true}
	b.judge = judge{opts: &b.opts, phones: contact.NewPhones(), roster: newRoster()}
	return b
}

// ReadHeader reads the header of the input that a loaded plan was made of; WriteRejects needs it.
func (b *Batch) ReadHeader(ctx context.Context) error {
	reading, err := b.opts.Input.examine(ctx)
	if err != nil {
		return err
	}
	b.reading, b.survey.Reading = reading, reading
	header, err := b.opts.Input.header(ctx)
	if err != nil {
		return err
	}
	b.judge.mapping, err = columns.Map(header, b.opts.Assignments)
	if err == nil {
		b.survey.Columns = b.judge.mapping.Columns()
	}
	return err
}

// Confirm looks at the live leads and finds out which rows of a loaded plan can still be sent. A row is a conflict if a field of it is
// neither as it was when the plan was made nor as the plan makes it. Of a lead with several rows it counts what any of them makes. log
// is that of the run that is gone on with, else nil: a row that may have been sent in it is sent again, even if the lead is so already.
//
// Of an undo, a field that is not as the run left it is kept, and only the others are sent.
//
// live and temp are further files of the batch's own.
func (b *Batch) Confirm(ctx context.Context, l Listing, live, temp Stage, log *Log) error {
	if err := b.readLive(ctx, l, live, func(id uuid.UUID) bool { _, ok := b.groups.leads[id]; return ok }); err != nil {
		return err
	}
	c := confirmer{batch: b, log: log, chains: map[uuid.UUID]map[string][]string{}}
	if err := c.link(); err != nil {
		return err
	}
	return b.restage(ctx, temp, c.confirm)
}

type confirmer struct {
	batch  *Batch
	log    *Log
	chains map[uuid.UUID]map[string][]string // of leads with several rows: the values a field goes through
}

// link follows the fields of leads with several rows.
func (c *confirmer) link() error {
	for it, err := range c.batch.stage.items() {
		if err != nil {
			return err
		}
		key := keyOf(it.row.Base[lead.UUID])
		if len(it.changes) == 0 || c.batch.groups.leads[key].count < 2 {
			continue
		}
		if c.chains[key] == nil {
			c.chains[key] = map[string][]string{}
		}
		for _, x := range it.changes {
			values := c.chains[key][x.Field]
			if values == nil {
				values = []string{x.Old}
			}
			c.chains[key][x.Field] = append(values, x.New)
		}
	}
	return nil
}

func (c *confirmer) confirm(it *item) error {
	if it.plan != Created && it.plan != Updated || c.log != nil && c.log.latestOf(it.number) != NotAttempted {
		return nil
	}
	key := keyOf(it.row.Base[lead.UUID])
	live, err := c.batch.judge.live.lead(key)
	if err != nil {
		return err
	}
	switch {
	case live == nil && it.known:
		c.skip(it, Problem{Code: codeGone, Text: "the lead is no longer there", Fix: "plan again"})
		return nil
	case live != nil:
		it.row.Base[lead.UUID] = live.Base[lead.UUID]
	}
	if c.batch.undoing {
		return c.restore(it, live)
	}
	chain := c.chains[key]
	if chain == nil {
		chain = chainOf(it)
	}
	for _, x := range it.changes {
		if now := valueOrNone(live, x.Field); !slices.Contains(chain[x.Field], now) {
			c.skip(it, Problem{
				Code: codeConflict, Column: x.Field, Value: now, Text: fmt.Sprintf("somebody has changed %s since the plan was made", x.Field),
				Fix: "look at the lead, then plan again",
			})
			return nil
		}
	}
	if odd := oddAttributes(it.changes, live); odd != nil {
		c.skip(it, odd[0])
		return nil
	}
	if c.log == nil && c.chains[key] == nil { // what somebody else has brought about is not to be undone
		it.changes = slices.DeleteFunc(it.changes, func(x Change) bool { return live != nil && valueOf(live, x.Field) == x.New })
	}
	if c.log == nil && isDone(chain, live) {
		it.plan, it.changes = Unchanged, nil
		return nil
	}
	if live != nil && it.plan == Created && c.log == nil {
		it.plan = Updated
	}
	it.known = live != nil
	compose(it, live)
	return nil
}

// chainOf are the values that fields go through by one row alone.
func chainOf(it *item) map[string][]string {
	chain := make(map[string][]string, len(it.changes))
	for _, x := range it.changes {
		chain[x.Field] = []string{x.Old, x.New}
	}
	return chain
}

// isDone tells whether a lead is at the end of all chains. Where every one of them ends as it began nobody can tell, and it is not.
func isDone(chain map[string][]string, live *lead.Row) bool {
	moved := false
	for field, values := range chain {
		last := values[len(values)-1]
		if live == nil || valueOf(live, field) != last {
			return false
		}
		moved = moved || last != values[0]
	}
	return moved
}

func valueOrNone(r *lead.Row, field string) string {
	if r == nil {
		return ""
	}
	return valueOf(r, field)
}

func (c *confirmer) skip(it *item, p Problem) {
	it.plan, it.changes, it.problems = Skipped, nil, []Problem{p}
}

// restore is confirm for a row of an undo.
func (c *confirmer) restore(it *item, live *lead.Row) error {
	var back []Change
	it.problems = nil
	for _, x := range it.changes {
		switch now := valueOf(live, x.Field); {
		case now == x.New:
			if c.log != nil {
				back = append(back, x)
			}
		case now == x.Old, slices.Contains(x.Also, now):
			back = append(back, x)
		default:
			it.problems = append(it.problems, Problem{
				Code: codeKept, Column: x.Field, Value: now, Text: fmt.Sprintf("%s is not what the run wrote: somebody has changed it since", x.Field),
			})
		}
	}
	it.changes = back
	if odd := oddAttributes(back, live); odd != nil {
		c.skip(it, odd[0])
		return nil
	}
	switch {
	case len(back) > 0:
		compose(it, live)
	case len(it.problems) > 0:
		it.plan = Skipped
	default:
		it.plan = Unchanged
	}
	return nil
}
