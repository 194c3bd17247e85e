package row

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Batch is all rows of one import, as far as it has come, and what they come to.
type Batch struct {
	Rows  *File
	Leads *Leads
	// Several: rows say which of several sheets they are of.
	Several bool
	Totals
}

// Totals says what the rows of a batch come to.
type Totals struct {
	Tally   Tally
	Own     int // rows to send with a uuid of their own
	Matched int // rows to send that mean a live lead by e-mail or phone
	Derived int // rows to send for which a uuid was made
	New     int // rows to send that make a lead, as far as is known

	Rejections, Skips Findings

	Cleared                 int      // fields that a plan empties
	LosingTags, LosingNotes int      // leads that lose one that they have
	Kept                    int      // fields that an undo keeps, since they changed after the import
	Samples                 []Sample // the first rows that change a lead
	News                    []Sample // the first rows that make one
	fields                  map[string]int
}

// maxShown bounds the rows of a batch that are kept for people to look at.
const maxShown = 10

// Sample is a planned row, for people to look at.
type Sample struct {
	Row     int    // as a person sees it in the spreadsheet
	Sheet   string // where it is, if there are several
	Name    string
	Changes []Change
}

// FieldCount is how many rows change a field.
type FieldCount struct {
	Field string
	Rows  int
}

// NewBatch returns a batch without rows.
func NewBatch(f TempFile, leads *Leads) *Batch { return &Batch{Rows: NewFile(f), Leads: leads} }

// Add appends a row and counts it.
func (b *Batch) Add(r *Row) error {
	b.Several = b.Several || r.Sheet != ""
	b.count(r)
	_, err := b.Rows.Add(r)
	return err
}

// Map passes every row through a function into another file. The batch itself stays as it is.
func (b *Batch) Map(ctx context.Context, to TempFile, change func(*Row) error) (*Batch, error) {
	out := NewBatch(to, b.Leads)
	err := b.Rows.each(ctx, func(r *Row) error {
		if err := change(r); err != nil {
			return err
		}
		return out.Add(r)
	})
	return out, err
}

// Count returns what the rows come to after a function. It keeps none: Rows is nil.
func (b *Batch) Count(ctx context.Context, change func(*Row)) (*Batch, error) {
	out := &Batch{Leads: b.Leads}
	err := b.Rows.each(ctx, func(r *Row) error {
		change(r)
		out.count(r)
		return nil
	})
	return out, err
}

// Ready returns how many rows are sent.
func (t *Totals) Ready() int { return t.Tally.Stored() }

// Total returns how many rows there are.
func (t *Totals) Total() int { return t.Tally.Done() }

// Conflicts returns how many rows need a look although they were skipped for no fault of their own.
func (t *Totals) Conflicts() int { return t.skipped(CodeConflict, CodeGone, CodeUnverified) }

// Filtered returns how many rows were skipped because the filter does not choose their leads.
func (t *Totals) Filtered() int { return t.skipped(CodeFiltered) }

func (t *Totals) skipped(codes ...string) (rows int) {
	for _, f := range t.Skips.list {
		if slices.Contains(codes, f.Code) {
			rows += f.Count
		}
	}
	return rows
}

// Fields returns the fields that change in existing leads, the most frequent first.
func (t *Totals) Fields() []FieldCount {
	var all []FieldCount
	for _, field := range slices.Sorted(maps.Keys(t.fields)) {
		all = append(all, FieldCount{field, t.fields[field]})
	}
	slices.SortStableFunc(all, func(a, b FieldCount) int { return b.Rows - a.Rows })
	return all
}

func (t *Totals) count(r *Row) {
	t.Tally[r.Outcome]++
	for i := range r.Problems {
		p := &r.Problems[i]
		if p.Code == CodeKept {
			t.Kept++
		}
		switch r.Outcome {
		case Rejected:
			t.Rejections.Add(r.Number, p)
		case Skipped:
			t.Skips.Add(r.Number, p)
		}
	}
	if !r.IsReady() {
		return
	}
	switch r.Origin {
	case Own:
		t.Own++
	case Matched:
		t.Matched++
	default:
		t.Derived++
	}
	if r.New {
		t.New++
	}
	switch r.Outcome {
	case Updated:
		t.countChanges(r)
	case Created:
		if len(t.News) < maxShown {
			t.News = append(t.News, Sample{r.InSheet(), r.Sheet, r.called(), r.Changes})
		}
	}
}

// called is what people know a new lead by.
func (r *Row) called() string {
	cells := &r.Cells.Base
	return cmp.Or(r.Name, cells[lead.Name], cells[lead.Email], strings.TrimSpace(cells[lead.DialCode]+" "+cells[lead.Phone]))
}

func (t *Totals) countChanges(r *Row) {
	if t.fields == nil {
		t.fields = map[string]int{}
	}
	for _, c := range r.Changes {
		t.fields[c.Field]++
		if c.New == "" {
			t.Cleared++
		}
		switch {
		case !c.loses():
		case c.Field == lead.Tags.String():
			t.LosingTags++
		default:
			t.LosingNotes++
		}
	}
	if len(t.Samples) < maxShown {
		t.Samples = append(t.Samples, Sample{r.InSheet(), r.Sheet, r.Name, r.Changes})
	}
}
