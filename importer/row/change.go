package row

import (
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// Change is one field that a row writes: its column, the cell of the live lead and what it becomes,
// both as a sheet shows them. A field that becomes empty is cleared.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	// Also holds further values that several rows of one lead may have left in the field. Only an undo
	// has them.
	Also []string `json:"also,omitzero"`
}

// Differences returns what the row changes in a lead, which may be nil. A blank cell changes nothing
// unless its column is one of the blanks.
func (r *Row) Differences(old *lead.Row, blanks []string) (changes []Change) {
	if old == nil {
		old = &lead.Row{}
	}
	for _, c := range Fields() {
		was, is := old.Base[c], r.Cells.Base[c]
		if was == is {
			continue
		}
		cleared := c == lead.Tags && r.Untagged || !r.Kept.Has(c) && slices.Contains(blanks, c.String())
		if is != "" || cleared {
			changes = append(changes, Change{Field: c.String(), Old: was, New: is})
		}
	}
	for _, c := range r.Cells.Dynamic {
		if was := Value(old, c.Column); was != c.Value {
			changes = append(changes, Change{Field: c.Column, Old: was, New: c.Value})
		}
	}
	for _, column := range blanks {
		if _, ok := lead.AttributeKey(column); !ok || Value(&r.Cells, column) != "" {
			continue
		}
		if was := Value(old, column); was != "" {
			changes = append(changes, Change{Field: column, Old: was})
		}
	}
	return changes
}

// loses reports whether a list loses an element.
func (c Change) loses() bool {
	switch c.Field {
	case lead.Tags.String():
		return !isSubset(lead.ParseTags(c.Old), lead.ParseTags(c.New))
	case lead.Notes.String():
		return !isSubset(lead.ParseNotes(c.Old), lead.ParseNotes(c.New))
	}
	return false
}

func isSubset[E comparable](of, in []E) bool {
	return !slices.ContainsFunc(of, func(e E) bool { return !slices.Contains(in, e) })
}

// Apply makes a change to the cells of a lead.
func (c *Change) Apply(to *lead.Row) {
	if cell := cellOf(to, c.Field); cell != nil {
		*cell = c.New
		return
	}
	to.Dynamic = append(to.Dynamic, lead.Cell{Column: c.Field, Value: c.New})
}

// Compose reduces the cells to those that change. Attributes are one field on the wire, and some
// platforms replace all of them by what is sent: if one changes, all that the lead has go along.
func (r *Row) Compose(old *lead.Row) {
	cells := lead.Row{Base: lead.Base{lead.UUID: r.UUID()}}
	if old != nil && changesAttributes(r.Changes) {
		for _, c := range old.Dynamic {
			if _, ok := lead.AttributeKey(c.Column); ok {
				cells.Dynamic = append(cells.Dynamic, c)
			}
		}
	}
	for i := range r.Changes {
		r.Changes[i].Apply(&cells)
	}
	r.Cells = cells
}

func changesAttributes(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool {
		_, ok := lead.AttributeKey(c.Field)
		return ok
	})
}

// OddAttributes returns why the changed attributes of a lead cannot be written, nil if they can. A
// list with a repeated key, or of another shape than pairs of texts, cannot be sent as it is, and on
// some platforms what is sent replaces it.
func OddAttributes(changes []Change, old *lead.Row) *Problem {
	const whole = lead.ExtraPrefix + "profile.userDetails.attributes"
	odd := func(c lead.Cell) bool { return c.Column == whole }
	if old == nil || !changesAttributes(changes) || !slices.ContainsFunc(old.Dynamic, odd) {
		return nil
	}
	return &Problem{
		Code: "odd-attributes",
		Text: "the lead's attributes on the platform have a repeated key or another odd shape, so writing one could lose others",
		Fix:  "change its attributes on the platform, or empty the attribute cells of this row",
	}
}

// Fields returns the base columns that an import writes, but for the uuid.
func Fields() [9]lead.Column {
	return [...]lead.Column{
		lead.Name, lead.Email, lead.DialCode, lead.Phone, lead.Status, lead.Tags, lead.Notes,
		lead.Picture, lead.AgentID,
	}
}

// Set is a set of base columns.
type Set uint32

// Has reports whether the set holds the column.
func (s Set) Has(c lead.Column) bool { return s>>c&1 != 0 }

func (s Set) with(c lead.Column) Set { return s | 1<<c }

// Value returns the cell of a field, "" if the row is nil.
func Value(r *lead.Row, field string) string {
	if r == nil {
		return ""
	}
	if cell := cellOf(r, field); cell != nil {
		return *cell
	}
	return ""
}

// cellOf returns the cell of a field, nil if the row has none.
func cellOf(r *lead.Row, field string) *string {
	for i := range r.Dynamic {
		if r.Dynamic[i].Column == field {
			return &r.Dynamic[i].Value
		}
	}
	if _, ok := lead.AttributeKey(field); ok {
		return nil
	}
	for _, c := range Fields() {
		if c.String() == field {
			return &r.Base[c]
		}
	}
	return nil
}
