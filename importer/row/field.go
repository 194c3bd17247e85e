package row

import "github.com/leadferry/leadferry/lead"

// Fields returns the base columns that an import writes, but for the uuid.
func Fields() [9]lead.Column {
	return [...]lead.Column{
		lead.Name, lead.Email, lead.DialCode, lead.Phone, lead.Status, lead.Tags, lead.Notes,
		lead.Picture, lead.AgentID,
	}
}

// Set is a set of Fields.
type Set uint16

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
