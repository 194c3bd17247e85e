// Package plan turns checked rows into what they change in the live leads: it makes a plan, writes and
// reads its file, confirms later that it still holds, and turns the plan of an import into that of its
// undo.
package plan

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Options say what a plan may do.
type Options struct {
	// Unverified: the live leads are not proved to be all, so a person that is not among them may be
	// there. Rows that would make a lead, or mean one by what only counts second, are skipped.
	Unverified bool
	Blanks     bool // blank cells clear a field
	// Filter chooses the leads that may be written to, as they are before the first row. A lead that
	// would be made is not one of them.
	Filter filter.Filter
}

// Make plans rows that were checked against the live leads: each becomes what it changes, and only
// that is sent. Rows of one lead are planned one after the other, as they are sent.
func Make(ctx context.Context, checked *check.Result, to row.TempFile, o Options) (*row.Batch, error) {
	p := planner{options: o, leads: checked.Leads, live: checked.Live, states: map[uuid.UUID]*lead.Row{}}
	if o.Blanks {
		p.blanks = blanks(checked.Mapping)
	}
	return checked.Map(ctx, to, p.plan)
}

// blanks returns the fields that blank cells of the input clear.
func blanks(m *columns.Mapping) (fields []string) {
	clearable := []lead.Column{lead.Name, lead.Email, lead.Phone, lead.DialCode, lead.Notes, lead.Tags, lead.Picture}
	for _, c := range m.Columns() {
		switch {
		case c.Use == columns.Attribute:
			fields = append(fields, c.Field)
		case c.Use != columns.Written:
		case c.Field == columns.FirstName || c.Field == columns.LastName:
			fields = append(fields, lead.Name.String())
		case slices.ContainsFunc(clearable, func(of lead.Column) bool { return of.String() == c.Field }):
			fields = append(fields, c.Field)
		}
	}
	return fields
}

// planner plans one row after the other.
type planner struct {
	options Options
	leads   *row.Leads
	live    *live.Leads
	blanks  []string
	states  map[uuid.UUID]*lead.Row // leads of several rows, after those planned so far
}

func (p *planner) plan(r *row.Row) error {
	r.Name = r.Cells.Base[lead.Name]
	if !r.IsReady() && r.Outcome != row.Unchanged {
		return nil
	}
	state, err := p.state(r)
	if err != nil {
		return err
	}
	if r.Name == "" && state != nil {
		r.Name = state.Base[lead.Name]
	}
	if ok, err := p.mayTouch(r); !ok {
		drop(r, row.Skipped, row.Filtered())
		return err
	}
	r.Changes = r.Differences(state, p.blanks)
	p.decide(r, state)
	if r.IsReady() {
		p.advance(r, state)
	}
	return nil
}

// mayTouch reports whether the filter chooses the lead of a row.
func (p *planner) mayTouch(r *row.Row) (bool, error) {
	if p.options.Filter == nil {
		return true, nil
	}
	before, err := p.live.Lead(r.Key())
	return before != nil && p.options.Filter.Match(before), err
}

// state returns the lead as it is before the row, nil if there is none.
func (p *planner) state(r *row.Row) (*lead.Row, error) {
	if state, ok := p.states[r.Key()]; ok {
		return state, nil
	}
	return p.live.Lead(r.Key())
}

// decide sets the outcome of a row whose changes are known.
func (p *planner) decide(r *row.Row, state *lead.Row) {
	odd := row.OddAttributes(r.Changes, state)
	switch {
	case odd != nil:
		drop(r, row.Rejected, *odd)
		r.Later = p.leads.Later(r)
	case p.options.Unverified && (state == nil || r.Second):
		drop(r, row.Skipped, unverified())
	case state == nil:
		r.Outcome = row.Created
	case len(r.Changes) == 0 && r.IsBlank() && !r.Same:
		drop(r, row.Skipped, row.NothingToWrite())
	case len(r.Changes) == 0:
		r.Outcome = row.Unchanged
	default:
		r.Outcome = row.Updated
	}
}

// drop takes a row out of the plan.
func drop(r *row.Row, o row.Outcome, p row.Problem) {
	r.Outcome, r.Changes, r.Problems = o, nil, []row.Problem{p}
}

// advance makes the row what is sent, and its lead what it is after the row.
func (p *planner) advance(r *row.Row, state *lead.Row) {
	if state == nil {
		state = &lead.Row{Base: lead.Base{lead.UUID: r.UUID()}}
	}
	r.Compose(state)
	if !p.leads.IsShared(r) {
		return
	}
	for i := range r.Changes {
		r.Changes[i].Apply(state)
	}
	p.states[r.Key()] = state
}
