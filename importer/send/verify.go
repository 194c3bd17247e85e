package send

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Verification is what reading back found.
type Verification struct {
	Rows      int           `json:"rows"`      // compared
	Differing int           `json:"differing"` // rows with a field that is not as it was sent
	Fields    int           `json:"-"`         // such fields
	Same      int           `json:"-"`         // fields that are as they were sent
	Findings  []row.Finding `json:"-"`
}

// Verify reads the live leads again, once they show what was sent, and compares them, field by field, with what was sent in the rows
// that the log calls stored. A row that differs is noted in the log, and stays stored. If several rows
// of a lead write a field, the last one counts. A lead that was deleted before its row was sent comes
// back with another _id.
func (s *Sender) Verify(ctx context.Context, temp row.TempFile) (*Verification, error) {
	if err := s.Listing.Settle(ctx, time.Now()); err != nil {
		return nil, err
	}
	leads := live.New(temp, nil, func(id, _ uuid.UUID) bool { return s.Batch.Leads.Has(id) })
	if err := s.Listing.Walk(ctx, leads.Add); err != nil {
		return nil, fmt.Errorf("while reading the leads back: %w", err)
	}
	v := verifier{Sender: s, live: leads, last: map[uuid.UUID]map[string]int{}}
	if err := v.each(ctx, v.note); err != nil {
		return nil, err
	}
	if err := v.each(ctx, v.compare); err != nil {
		return nil, err
	}
	v.result.Findings = v.findings.All()
	return &v.result, nil
}

type verifier struct {
	*Sender
	live     *live.Leads
	last     map[uuid.UUID]map[string]int // of leads with several rows: the last row that writes a field
	result   Verification
	findings row.Findings
}

// each passes on every row that is stored.
func (v *verifier) each(ctx context.Context, do func(*row.Row) error) error {
	for r, err := range v.Batch.Rows.All(ctx) {
		if err != nil {
			return err
		}
		switch v.Log.Latest(r.Number) {
		case row.Upserted, row.Created, row.Updated:
			if err := do(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) note(r *row.Row) error {
	if !v.Batch.Leads.IsShared(r) {
		return nil
	}
	key := r.Key()
	if v.last[key] == nil {
		v.last[key] = map[string]int{}
	}
	for _, c := range r.Written() {
		v.last[key][c.Field] = r.Number
	}
	return nil
}

func (v *verifier) compare(r *row.Row) error {
	key := r.Key()
	now, err := v.live.Lead(key)
	if err != nil {
		return err
	}
	v.result.Rows++
	if now == nil {
		v.result.Fields++
		r.Problems = []row.Problem{{Code: results.CodeDiffers, Text: "the server accepted it, but the lead is not in the bot"}}
		return v.differs(r)
	}
	rec, err := v.Log.Of(r)
	if err != nil {
		return err
	}
	r.Problems = nil
	for _, c := range r.Written() {
		if last, ok := v.last[key][c.Field]; ok && last != r.Number {
			continue
		}
		is := row.Value(now, c.Field)
		if is == c.New {
			v.result.Same++
			continue
		}
		v.result.Fields++
		p := row.Problem{Code: results.CodeDiffers, Column: c.Field, Value: is, Text: "the server shows another " + nameOf(c.Field) + " than was sent"}
		if c.New == "" && rec.Code == results.CodeNotEmptied {
			p.Text, p.Fix = "the server refuses to empty the "+nameOf(c.Field), "empty it on the platform"
		}
		r.Problems = append(r.Problems, p)
	}
	if err := v.checkWhole(r, now); err != nil || len(r.Problems) == 0 {
		return err
	}
	return v.differs(r)
}

// checkWhole finds a lead that is another one than the row was planned for.
func (v *verifier) checkWhole(r *row.Row, now *lead.Row) error {
	if v.Before == nil {
		return nil
	}
	before, err := v.Before.Lead(r.Key())
	if before == nil || err != nil {
		return err
	}
	if id := before.Base[lead.ID]; id != "" && id != now.Base[lead.ID] {
		v.result.Fields++
		r.Problems = append(r.Problems, row.Problem{
			Code: results.CodeDiffers, Column: lead.ID.String(), Value: now.Base[lead.ID],
			Text: "the lead was deleted on the platform before the row was sent, which made it anew with no more than what was sent",
			Fix:  "delete it on the platform if it should stay deleted; otherwise restore the rest of it from a backup",
		})
	}
	return nil
}

// nameOf returns a field as a sentence names it.
func nameOf(field string) string {
	if key, ok := lead.AttributeKey(field); ok {
		return fmt.Sprintf("attribute %q", key)
	}
	return field
}

// differs notes a row that is not as it was sent.
func (v *verifier) differs(r *row.Row) error {
	v.result.Differing++
	for i := range r.Problems {
		v.findings.Add(r.Number, &r.Problems[i])
	}
	rec, err := v.Log.Of(r)
	if err != nil {
		return err
	}
	rec.Code = results.CodeDiffers
	rec.Message, rec.Fix = r.Explain()
	return v.Log.Note(&rec)
}
