package backup

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Difference is what lies between two snapshots. Only leads are compared, by their uuid, or by their _id if they have none. It holds the
// leads that differ and no others.
type Difference struct {
	Before, After  int // leads
	Added, Removed []lead.Row
	Changed        []Change
}

// Change is a lead that is not as it was.
type Change struct {
	UUID   string  `json:"uuid"`
	Fields []Field `json:"fields"`
}

// Field is one column of a changed lead; "" stands for nothing.
type Field struct {
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ByField counts the changed leads for each column.
func (d *Difference) ByField() map[string]int {
	counts := map[string]int{}
	for _, c := range d.Changed {
		for _, f := range c.Fields {
			counts[f.Column]++
		}
	}
	return counts
}

// Diff compares the leads of two snapshots. Both files are read twice: once for what differs, of which only hashes are kept, and once
// for how.
func Diff(ctx context.Context, a, b *Snapshot, ids []age.Identity) (*Difference, error) {
	c := comparison{ctx: ctx, ids: ids, seed: maphash.MakeSeed(), seen: map[uint64]sighting{}}
	return c.run(a, b)
}

// sighting is what is known of a lead of the first snapshot, after the second has been read too.
type sighting struct {
	content uint64
	inBoth  bool
	same    bool
}

type comparison struct {
	ctx       context.Context
	ids       []age.Identity
	seed      maphash.Seed
	seen      map[uint64]sighting
	flattener lead.Flattener
}

func (c *comparison) run(a, b *Snapshot) (*Difference, error) {
	d := &Difference{Before: a.Manifest.Leads, After: b.Manifest.Leads}
	err := c.leads(a, func(key uint64, r *lead.Record) { c.seen[key] = sighting{content: maphash.Bytes(c.seed, r.Raw)} })
	if err != nil {
		return nil, err
	}
	err = c.leads(b, func(key uint64, r *lead.Record) {
		s, known := c.seen[key]
		if !known {
			d.Added = append(d.Added, c.row(r))
			return
		}
		s.inBoth, s.same = true, s.content == maphash.Bytes(c.seed, r.Raw)
		c.seen[key] = s
	})
	if err != nil {
		return nil, err
	}
	before := map[uint64]lead.Row{}
	err = c.leads(a, func(key uint64, r *lead.Record) {
		switch s := c.seen[key]; {
		case !s.inBoth:
			d.Removed = append(d.Removed, c.row(r))
		case !s.same:
			before[key] = c.row(r)
		}
	})
	if err != nil || len(before) == 0 {
		return d, err
	}
	err = c.leads(b, func(key uint64, r *lead.Record) {
		old, changed := before[key]
		if !changed {
			return
		}
		now := c.row(r)
		if fields := compareRows(&old, &now); len(fields) > 0 { // else only the order of its members differs
			d.Changed = append(d.Changed, Change{now.Base[lead.UUID], fields})
		}
	})
	return d, err
}

// leads passes the leads of a snapshot on.
func (c *comparison) leads(s *Snapshot, each func(key uint64, r *lead.Record)) error {
	for i := range s.Manifest.Files {
		f := &s.Manifest.Files[i]
		if f.Type != lead.TypeLead {
			continue
		}
		err := s.Records(c.ctx, f, c.ids, func(text []byte, _ int) error {
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
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) row(r *lead.Record) lead.Row {
	return c.flattener.Flatten([]lead.Record{*r}, lead.TypeLead)[0]
}

// compareRows returns the columns in which two rows differ, the base columns first, then the others by name.
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
	first := len(fields)
	for _, f := range own {
		if f.Before != f.After {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields[first:], func(a, b Field) int { return strings.Compare(a.Column, b.Column) })
	return fields
}
