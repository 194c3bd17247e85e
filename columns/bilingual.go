package columns

import (
	"slices"
	"strings"
)

// sides returns the two sides of a header that has one sign between them, folded, nil for any other.
func sides(header string) []string {
	for _, sign := range []string{"/", "|", " - ", " – ", "\n"} {
		if one, other, found := strings.Cut(header, sign); found && !strings.Contains(other, sign) {
			return []string{fold(one), fold(other)}
		}
	}
	return nil
}

// bothSides returns the meaning of a header in two languages, both sides of which are words for one field:
// "E-mail / Courriel", "स्थिति / Status".
func (d *dictionary) bothSides(header string) (m meaning, ok bool) {
	words := sides(header)
	if words == nil || words[0] == words[1] {
		return meaning{}, false
	}
	a, b := d.meanings[words[0]], d.meanings[words[1]]
	switch {
	case a.field == "" || a.field != b.field || a.system || b.system || !isWritable(a.field):
		return meaning{}, false
	case b.role == b.field:
		return b, true
	}
	return a, true
}

// yieldBilingual makes such columns attributes beside another one that means their field: "Phone / Tel." beside "Mobile".
func (m *Mapping) yieldBilingual() {
	for i := range m.columns {
		c := &m.columns[i]
		isBefore := func(o Column) bool { return o.means(c.Field) && (!o.bilingual || o.Index < c.Index) }
		if c.bilingual && slices.ContainsFunc(m.columns, isBefore) {
			c.bilingual, c.aside = false, c.Field
			_ = c.unknown() // a known word is a good name, too
		}
	}
}
