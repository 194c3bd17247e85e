package backup

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Difference is the difference between the leads of two snapshots, matched by uuid, or by _id if
// they have none. It holds only the leads that differ.
type Difference struct {
	Before, After  int // leads
	Added, Removed []lead.Row
	Changed        []Change
}

// Change is a lead that has changed.
type Change struct {
	UUID   string  `json:"uuid"`
	Name   string  `json:"name"` // as it is now
	Fields []Field `json:"fields"`
}

// Field is one column of a changed lead; "" means empty.
type Field struct {
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ByField counts the changed leads by column.
func (d *Difference) ByField() map[string]int {
	counts := map[string]int{}
	for _, c := range d.Changed {
		for _, f := range c.Fields {
			counts[f.Column]++
		}
	}
	return counts
}

// Diff compares the leads of two snapshots. It reads each file twice: the first time to find the
// leads that differ, keeping only hashes, and the second time to compare those.
func Diff(ctx context.Context, a, b *Snapshot, ids []age.Identity) (*Difference, error) {
	c := comparison{ids: ids, seed: maphash.MakeSeed()}
	d := &Difference{Before: a.Manifest.Leads, After: b.Manifest.Leads}
	seen := map[uint64]uint64{} // the hash of each lead of a
	err := c.leads(ctx, a, func(key uint64, r *lead.Record) {
		seen[key] = maphash.Bytes(c.seed, r.Raw)
	})
	if err != nil {
		return nil, err
	}
	differs := map[uint64]bool{} // of the leads of both
	err = c.leads(ctx, b, func(key uint64, r *lead.Record) {
		if content, known := seen[key]; known {
			differs[key] = content != maphash.Bytes(c.seed, r.Raw)
		} else {
			d.Added = append(d.Added, c.row(r))
		}
	})
	if err != nil {
		return nil, err
	}
	before := map[uint64]lead.Row{}
	err = c.leads(ctx, a, func(key uint64, r *lead.Record) {
		if changed, inBoth := differs[key]; !inBoth {
			d.Removed = append(d.Removed, c.row(r))
		} else if changed {
			before[key] = c.row(r)
		}
	})
	if err != nil || len(before) == 0 {
		return d, err
	}
	err = c.leads(ctx, b, func(key uint64, r *lead.Record) {
		old, changed := before[key]
		if !changed {
			return
		}
		now := c.row(r)
		if fields := compareRows(&old, &now); len(fields) > 0 { // not only the order of members
			d.Changed = append(d.Changed, Change{now.Base[lead.UUID], now.Base[lead.Name], fields})
		}
	})
	return d, err
}

// comparison is what all passes of a Diff share.
type comparison struct {
	ids       []age.Identity
	seed      maphash.Seed
	flattener lead.Flattener
}

// leads calls each with every lead of a snapshot.
func (c *comparison) leads(
	ctx context.Context, s *Snapshot, each func(key uint64, r *lead.Record),
) error {
	return s.each(ctx, lead.TypeLead, c.ids, func(text []byte) error {
		r, err := lead.Parse(text)
		if err != nil {
			return err
		}
		name := string(r.AppendUUID([]byte("uuid ")))
		if name == "uuid " {
			name = string(r.AppendID([]byte("id ")))
		}
		each(maphash.String(c.seed, name), &r)
		return nil
	})
}

func (c *comparison) row(r *lead.Record) lead.Row {
	return c.flattener.Flatten([]lead.Record{*r}, lead.TypeLead)[0]
}

// compareRows returns the columns in which two rows differ: base columns, then the others by name.
func compareRows(before, after *lead.Row) (fields []Field) {
	was, is, names := before.Base, after.Base, lead.BaseColumns()
	for i, name := range names {
		if was[i] != is[i] {
			fields = append(fields, Field{name, was[i], is[i]})
		}
	}
	own := map[string]Field{}
	for _, cell := range before.Dynamic {
		own[cell.Column] = Field{Column: cell.Column, Before: cell.Value}
	}
	for _, cell := range after.Dynamic {
		own[cell.Column] = Field{cell.Column, own[cell.Column].Before, cell.Value}
	}
	for _, column := range slices.Sorted(maps.Keys(own)) {
		if f := own[column]; f.Before != f.After {
			fields = append(fields, f)
		}
	}
	return fields
}
