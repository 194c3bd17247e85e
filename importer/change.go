package importer

import (
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// Change is one field that a row writes: its column, the live lead's cell and what it becomes, both as a flat row shows them. A field that
// becomes empty is cleared.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	// Also are values that the field may have gone through, of several rows of one lead, beside Old; only an undo has them.
	Also []string `json:"also,omitzero"`
}

// cell is a writable base cell of a row.
type cell struct {
	field string
	cell  *string
}

// cellsOf returns the writable base cells but the uuid.
func cellsOf(r *lead.Row) [9]cell {
	return [...]cell{
		{"name", &r.Base[lead.Name]}, {"email", &r.Base[lead.Email]}, {"dialCode", &r.Base[lead.DialCode]}, {"phone", &r.Base[lead.Phone]}, {"status", &r.Base[lead.Status]}, {"tags", &r.Base[lead.Tags]},
		{"notes", &r.Base[lead.Notes]}, {"picture", &r.Base[lead.Picture]}, {"agentId", &r.Base[lead.AgentID]},
	}
}

// clearable are the base fields that a blank cell may clear.
func clearable() []string {
	return []string{"name", "email", "phone", "dialCode", "notes", "tags", "picture"}
}

// differences returns what a row changes in a lead, which may be nil. A blank cell changes nothing, unless blanks, which are columns of the
// input, name it.
func differences(it *item, old *lead.Row, blanks []string) (changes []Change) {
	if old == nil {
		old = &lead.Row{}
	}
	was := cellsOf(old)
	for i, c := range cellsOf(&it.row) {
		cleared := *c.cell == "" && it.kept>>i&1 == 0 && slices.Contains(blanks, c.field) || c.field == "tags" && it.untagged
		if *c.cell != *was[i].cell && (*c.cell != "" || cleared) {
			changes = append(changes, Change{Field: c.field, Old: *was[i].cell, New: *c.cell})
		}
	}
	for _, c := range it.row.Dynamic {
		if before := valueOf(old, c.Column); before != c.Value {
			changes = append(changes, Change{Field: c.Column, Old: before, New: c.Value})
		}
	}
	for _, column := range blanks {
		if _, ok := lead.AttributeKey(column); !ok || valueOf(&it.row, column) != "" {
			continue
		}
		if before := valueOf(old, column); before != "" {
			changes = append(changes, Change{Field: column, Old: before})
		}
	}
	return changes
}

// valueOf returns the cell of a writable field.
func valueOf(r *lead.Row, field string) string {
	for _, c := range cellsOf(r) {
		if c.field == field {
			return *c.cell
		}
	}
	for _, c := range r.Dynamic {
		if c.Column == field {
			return c.Value
		}
	}
	return ""
}

// apply makes a change to a row.
func apply(r *lead.Row, c Change) {
	for _, cell := range cellsOf(r) {
		if cell.field == c.Field {
			*cell.cell = c.New
			return
		}
	}
	for i := range r.Dynamic {
		if r.Dynamic[i].Column == c.Field {
			r.Dynamic[i].Value = c.New
			return
		}
	}
	r.Dynamic = append(r.Dynamic, lead.Cell{Column: c.Field, Value: c.New})
}

// compose makes the row that is sent for an item's changes: nothing but what changes. Attributes are one field on the wire, and some
// platforms replace all of them by what is sent; so if one changes, all that the lead has are sent along.
func compose(it *item, old *lead.Row) {
	row := lead.Row{Base: lead.Base{lead.UUID: it.row.Base[lead.UUID]}}
	if changesAttributes(it.changes) && old != nil {
		for _, c := range old.Dynamic {
			if _, ok := lead.AttributeKey(c.Column); ok {
				row.Dynamic = append(row.Dynamic, c)
			}
		}
	}
	for _, c := range it.changes {
		apply(&row, c)
	}
	it.row = row
}

func changesAttributes(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { _, ok := lead.AttributeKey(c.Field); return ok })
}

// wholeAttributes is the column of a list of attributes that has a key twice, or is of another shape than pairs of texts.
const wholeAttributes = lead.ExtraPrefix + "profile.userDetails.attributes"

// oddAttributes tells why attributes of a lead cannot be written, nil if they can: what is sent replaces the whole list on some
// platforms, and such a list cannot be sent as it is.
func oddAttributes(changes []Change, old *lead.Row) []Problem {
	if old == nil || !changesAttributes(changes) || !slices.ContainsFunc(old.Dynamic, func(c lead.Cell) bool { return c.Column == wholeAttributes }) {
		return nil
	}
	return []Problem{{
		Code: "odd-attributes", Text: "the lead's attributes on the platform have a key twice or another odd shape, and writing one could lose others",
		Fix: "change its attributes on the platform, or empty the attribute cells of this row",
	}}
}

// leadOf is the lead that an item is sent as.
func leadOf(it *item) lead.Lead {
	row := it.row
	row.Dynamic = slices.Clone(row.Dynamic)
	l := lead.Unflatten(&row)
	for _, c := range it.changes {
		if _, ok := lead.AttributeKey(c.Field); !ok && c.New == "" {
			l.Clear = append(l.Clear, c.Field)
		}
	}
	if it.untagged && !slices.Contains(l.Clear, "tags") {
		l.Clear = append(l.Clear, "tags")
	}
	return l
}
