package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// FieldsOf returns the fields of a lead that the names in a row mean, each once, before it is known which
// row of a table is its header: those that are words, not those that an export writes for custom attributes.
func FieldsOf(row []string) (fields []string) {
	const longest, most = 60, 100 // bytes of a name, and names
	row = row[:min(len(row), most)]
	d, seen := newDictionary(row), map[string]bool{}
	d.slips = false
	for _, name := range row {
		c := Column{Header: name}
		if len(name) > longest || strings.TrimSpace(name) == "" || c.recognise(d) != nil {
			continue
		}
		if c.How == Recognised && (c.Use == Written || c.Use == LeftOut) && !seen[c.Field] {
			seen[c.Field] = true
			fields = append(fields, c.Field)
		}
	}
	return fields
}

// IsStatus reports whether a column writes the status.
func (c *Column) IsStatus() bool {
	return c.Use == Written && c.Field == lead.Status.String()
}

// IsPersonal reports whether a column writes a name, an e-mail or a phone.
func (c *Column) IsPersonal() bool {
	return c.Use == Written && (IsName(c.Field) || slices.Contains([]string{
		lead.Email.String(), lead.Phone.String(), lead.DialCode.String(), AreaCode,
	}, c.Field))
}

// Identifies reports whether a field tells whom a row means.
func Identifies(field string) bool {
	return field == lead.UUID.String() || field == lead.Email.String() || field == lead.Phone.String()
}
