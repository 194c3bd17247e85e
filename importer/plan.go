package importer

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// PlanOptions says what a plan may hold.
type PlanOptions struct {
	// Unverified: the live leads that were matched are not proved to be all, so that a person who is not among them may be there. Rows
	// that would make a new lead are skipped.
	Unverified bool
}

// Outlook is what a plan would do. Rows = Created + Updated + Unchanged + Rejected + Skipped.
type Outlook struct {
	Created, Updated, Unchanged, Rejected, Skipped int

	Fields  []FieldCount // that change in leads which are there already, the most frequent first
	Cleared int          // fields that are emptied
	Kept    int          // fields of an undo that somebody has changed since
	Samples []Sample     // the first rows that change a lead
}

// FieldCount is how many rows change a field.
type FieldCount struct {
	Field string
	Rows  int
}

// Sample is a planned row, for people to look at.
type Sample struct {
	Row     int
	UUID    string
	Changes []Change
}

// Plan turns a batch that has been matched into a planned one: each row becomes what it changes in its live lead, and only that is sent.
// temp is another file of the batch's own. Rows of one lead are planned one after the other, as they are sent.
func (b *Batch) Plan(ctx context.Context, temp Stage, o PlanOptions) error {
	if b.judge.live == nil {
		return errors.New("importer: a plan needs the live leads")
	}
	p := planner{batch: b, options: o, states: map[uuid.UUID]*lead.Row{}}
	if b.opts.Blanks {
		p.blanks = b.blanks()
	}
	return b.restage(ctx, temp, p.plan)
}

// restage passes every row through a function into another stage, which is the batch's from then on, and counts what is planned.
func (b *Batch) restage(ctx context.Context, temp Stage, how func(*item) error) error {
	to := newStage(temp)
	n := 0
	var outlook outlookCounter
	for it, err := range b.stage.items() {
		if err != nil {
			return err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := how(it); err != nil {
			return err
		}
		outlook.add(it)
		if err := to.add(it); err != nil {
			return err
		}
	}
	b.stage, b.planned, b.outlook = to, true, outlook.result()
	s := b.survey
	b.survey = Survey{
		Fingerprint: s.Fingerprint, Reading: s.Reading, Notes: s.Notes, Columns: s.Columns, Rows: s.Rows, Blank: s.Blank, Matching: s.Matching, Live: s.Live, Warnings: s.Warnings,
	}
	return b.settle(ctx)
}

// Outlook returns what the plan would do; zero without one.
func (b *Batch) Outlook() Outlook { return b.outlook }

// blanks returns the columns of the input whose blank cells clear a field.
func (b *Batch) blanks() (fields []string) {
	for _, c := range b.judge.mapping.Columns() {
		switch {
		case c.Use == columns.Attribute:
			fields = append(fields, c.Field)
		case c.Use == columns.Written && (c.Field == columns.FirstName || c.Field == columns.LastName):
			fields = append(fields, "name")
		case c.Use == columns.Written && slices.Contains(clearable(), c.Field):
			fields = append(fields, c.Field)
		}
	}
	return fields
}

// planner plans one row after the other.
type planner struct {
	batch   *Batch
	options PlanOptions
	blanks  []string
	states  map[uuid.UUID]*lead.Row // what leads of several rows are after those planned so far
}

func (p *planner) plan(it *item) error {
	outcome, problems := p.batch.verdict(it)
	if outcome != NotAttempted && outcome != Unchanged {
		it.plan, it.problems = outcome, problems
		return nil
	}
	key := keyOf(it.row.Base[lead.UUID])
	several := p.batch.groups.leads[key].count > 1
	state, met := p.states[key]
	if !met {
		live, err := p.batch.judge.live.lead(key)
		if err != nil {
			return err
		}
		if live != nil {
			state = new(lead.Row)
			*state = *live
			state.Dynamic = slices.Clone(live.Dynamic)
		}
	}
	it.changes = differences(it, state, p.blanks)
	if it.problems = oddAttributes(it.changes, state); it.problems != nil {
		it.plan, it.changes = Rejected, nil
		return nil
	}
	switch {
	case state == nil && p.options.Unverified:
		it.plan, it.changes = Skipped, nil
		it.problems = []Problem{{
			Code: "unverified", Text: "whether the bot knows this person could not be proved, since its listing changed while it was read",
			Fix: "plan again later, or make such leads anyway with --allow-unverified",
		}}
		return nil
	case state == nil:
		it.plan = Created
		state = &lead.Row{Base: lead.Base{lead.UUID: it.row.Base[lead.UUID]}}
	case len(it.changes) == 0 && it.isBlank() && !it.same:
		it.plan, it.problems = Skipped, []Problem{{Code: "nothing-to-write", Text: "no cell of this row would change anything"}}
		return nil
	case len(it.changes) == 0:
		it.plan = Unchanged
	default:
		it.plan = Updated
	}
	compose(it, state)
	if several {
		for _, c := range it.changes {
			apply(state, c)
		}
		p.states[key] = state
	}
	return nil
}

// outlookCounter counts what is planned.
type outlookCounter struct {
	Outlook
	fields map[string]int
}

// maxSampleRows is how many rows are kept to be shown.
const maxSampleRows = 5

func (o *outlookCounter) add(it *item) {
	switch it.plan {
	case Created:
		o.Created++
	case Updated:
		o.Updated++
	case Unchanged:
		o.Unchanged++
	case Rejected:
		o.Rejected++
	default:
		o.Skipped++
	}
	for i := range it.problems {
		if it.problems[i].Code == codeKept {
			o.Kept++
		}
	}
	if it.plan != Updated {
		return
	}
	for _, c := range it.changes {
		if o.fields == nil {
			o.fields = map[string]int{}
		}
		o.fields[c.Field]++
		if c.New == "" {
			o.Cleared++
		}
	}
	if len(o.Samples) < maxSampleRows {
		o.Samples = append(o.Samples, Sample{it.number, it.row.Base[lead.UUID], it.changes})
	}
}

func (o *outlookCounter) result() Outlook {
	for _, field := range slices.Sorted(maps.Keys(o.fields)) {
		o.Fields = append(o.Fields, FieldCount{field, o.fields[field]})
	}
	slices.SortStableFunc(o.Fields, func(a, b FieldCount) int { return b.Rows - a.Rows })
	return o.Outlook
}
