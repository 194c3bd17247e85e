package importer

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/lead"
)

// codeDiffers marks a row whose lead does not hold what was sent.
const codeDiffers = "differs"

// Verification is what a look at the platform found of the rows that it said ok to.
type Verification struct {
	Rows      int // looked at
	Differing int // rows of which a field is not as it was sent
	Fields    int // such fields
	Same      int // fields that are as they were sent
	Findings  []Finding
}

// Verify reads the live leads again and compares them, field by field, with what was sent in the rows that the log says are stored. A row
// that differs is noted so in the log, and stays stored. Where several rows of a lead write a field, the last one counts. temp is a file
// of the batch's own.
func (b *Batch) Verify(ctx context.Context, l Listing, temp Stage, log *Log) (Verification, error) {
	live := newLiveLeads(temp, &b.judge, func(id uuid.UUID) bool { _, ok := b.groups.leads[id]; return ok })
	if err := l.Walk(ctx, live.add); err != nil {
		return Verification{}, fmt.Errorf("read the leads back: %w", err)
	}
	v := verifier{batch: b, log: log, live: live, last: map[uuid.UUID]map[string]int{}}
	if err := v.each(v.note); err != nil {
		return Verification{}, err
	}
	if err := v.each(v.compare); err != nil {
		return Verification{}, err
	}
	v.result.Findings = v.findings.All()
	return v.result, nil
}

type verifier struct {
	batch    *Batch
	log      *Log
	live     *liveLeads
	last     map[uuid.UUID]map[string]int // of leads with several rows: which one wrote a field last
	result   Verification
	findings Findings
}

// each passes on every row that is stored.
func (v *verifier) each(do func(*item) error) error {
	for it, err := range v.batch.stage.items() {
		if err != nil {
			return err
		}
		switch v.log.latestOf(it.number) {
		case Upserted, Created, Updated:
			if err := do(it); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) note(it *item) error {
	key := keyOf(it.row.Base[lead.UUID])
	if v.batch.groups.leads[key].count < 2 {
		return nil
	}
	if v.last[key] == nil {
		v.last[key] = map[string]int{}
	}
	for _, c := range v.batch.wrote(it) {
		v.last[key][c.Field] = it.number
	}
	return nil
}

// wrote returns the fields that a row wrote; Old is filled only of planned ones.
func (b *Batch) wrote(it *item) []Change {
	if b.planned {
		return it.changes
	}
	return differences(it, nil, nil)
}

func (v *verifier) compare(it *item) error {
	key := keyOf(it.row.Base[lead.UUID])
	found, err := v.live.lead(key)
	if err != nil {
		return err
	}
	v.result.Rows++
	if found == nil {
		v.result.Fields++
		return v.differs(it, []Problem{{Code: codeDiffers, Text: "the server said ok, but the lead is not in the listing"}})
	}
	var problems []Problem
	for _, c := range v.batch.wrote(it) {
		if last, ok := v.last[key][c.Field]; ok && last != it.number {
			continue
		}
		if now := valueOf(found, c.Field); now == c.New {
			v.result.Same++
		} else {
			v.result.Fields++
			problems = append(problems, Problem{Code: codeDiffers, Column: c.Field, Value: now, Text: "the server shows another " + fieldName(c.Field) + " than was sent"})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return v.differs(it, problems)
}

func fieldName(field string) string {
	if key, ok := lead.AttributeKey(field); ok {
		return fmt.Sprintf("attribute %q", key)
	}
	return field
}

// differs notes a row that is not as it was sent.
func (v *verifier) differs(it *item, problems []Problem) error {
	v.result.Differing++
	for i := range problems {
		v.findings.add(it.number, &problems[i])
	}
	r, err := v.log.outcomeOf(it)
	if err != nil {
		return err
	}
	r.Code = codeDiffers
	r.Message, r.Fix = sentence(problems)
	return v.log.note(&r)
}

// RefusedFields counts the fields of planned rows that the server refused.
func (b *Batch) RefusedFields(log *Log) (fields int, err error) {
	for it, err := range b.stage.items() {
		if err != nil {
			return 0, err
		}
		if log.latestOf(it.number) != Failed {
			continue
		}
		if r, err := log.outcomeOf(it); err != nil {
			return 0, err
		} else if r.Code == codeRefused {
			fields += len(it.changes)
		}
	}
	return fields, nil
}
