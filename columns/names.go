package columns

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// nameForm says how the parts of a name are joined.
type nameForm struct {
	order     []string // the parts
	separator string
	doubtful  bool // the last name may be the whole one
	eastern   bool // the words of the header are of a language that is written in Han, Kana or Hangul
}

// resolveNames decides what a column is that may be the whole name or a part of it, and makes parts
// beside the whole name attributes.
func (m *Mapping) resolveNames(d *dictionary) {
	m.name = nameForm{order: westernOrder(), separator: " "}
	first, last := m.place(FirstName), m.place(LastName)
	for i := range m.columns {
		c := &m.columns[i]
		if c.How != Recognised || c.Use != Written {
			continue
		}
		switch c.meaning.role {
		case roleName:
			if last < 0 && first < 0 {
				last = m.takeLast(d)
			}
			if last >= 0 && first < 0 {
				c.Field, first = FirstName, i
			} else if last < 0 && d.isFamilyName(m, first, c) {
				c.Field, last, m.name.doubtful = LastName, i, true
			}
		case roleGivenName:
			if last < 0 || first != i {
				_ = c.unknown() // a known word is a good name, too
				first = m.place(FirstName)
			}
		}
	}
	if last < 0 {
		last = slices.IndexFunc(m.columns, func(c Column) bool { return c.says == LastName && c.Field == lead.Name.String() && isEastern(c.Header) })
	}
	if last >= 0 {
		word := fold(m.columns[last].Header)
		of := d.language(word, LastName)
		if of == nil {
			of = d.language(word, roleLast)
		}
		m.name.takeOrder(of)
		m.name.eastern = of[roleOrder] != nil && isEastern(m.columns[last].Header)
	}
	m.setCalledAside()
	m.setPartsAside()
}

// takeLast takes the only column that is called by a short word for the last name, such as "Last" beside "Name", and
// returns its place, -1 if there is none.
func (m *Mapping) takeLast(d *dictionary) int {
	place := -1
	for i := range m.columns {
		c := &m.columns[i]
		if c.How == Unknown && d.language(fold(c.Header), roleLast) != nil {
			if place >= 0 {
				return -1
			}
			place = i
		}
	}
	if place >= 0 {
		c := &m.columns[place]
		c.Field, c.Use, c.How = LastName, Written, Recognised
	}
	return place
}

// setCalledAside makes what people call themselves an attribute beside their name, which it still makes up where
// that is blank.
func (m *Mapping) setCalledAside() {
	for i := range m.columns {
		c := &m.columns[i]
		if c.How != Recognised || c.Use != Written || c.meaning.role != roleOtherName {
			continue
		}
		isBetter := func(o Column) bool {
			return o.Use == Written && IsName(o.Field) && o.Field != MiddleName && o.meaning.role != roleOtherName
		}
		if slices.ContainsFunc(m.columns, isBetter) {
			_ = c.unknown() // a known word is a good name, too
			c.part = lead.Name.String()
		}
	}
}

// isFamilyName reports whether a column is called what the language of the first name's header calls
// a last name that stands beside it.
func (d *dictionary) isFamilyName(m *Mapping, first int, c *Column) bool {
	if first < 0 {
		return false
	}
	words := append(sides(c.Header), fold(c.Header))
	return slices.ContainsFunc(append(sides(m.columns[first].Header), fold(m.columns[first].Header)), func(word string) bool {
		of := d.language(word, FirstName)
		return slices.ContainsFunc(words, func(word string) bool { return of.has(word, roleFamilyName) })
	})
}

// takeOrder takes what a language says of the order of names.
func (f *nameForm) takeOrder(of table) {
	if order := of[roleOrder]; order != nil {
		f.order = order
	}
	if separator := of[roleSeparator]; separator != nil {
		f.separator = separator[0]
	}
}

// setPartsAside makes parts of a name beside the whole one attributes. They still make up the name where
// the whole one is blank. So does a middle name without any other.
func (m *Mapping) setPartsAside() {
	whole := m.place(lead.Name.String()) >= 0
	alone := m.place(FirstName) < 0 && m.place(LastName) < 0
	for i := range m.columns {
		c := &m.columns[i]
		if c.How == Assigned || !isPart(c.Field) || c.Use != Written {
			continue
		}
		if part := c.Field; whole || alone {
			_ = c.unknown() // a known word is a good name, too
			if whole {
				c.part = part
			}
		}
	}
}

// IsName reports whether a field is a name or a part of one: columns that are assigned to it are joined.
func IsName(field string) bool { return field == lead.Name.String() || isPart(field) }

// isPart reports whether a field is a part of a name.
func isPart(field string) bool {
	return field == FirstName || field == MiddleName || field == LastName
}

// join joins the parts of a name, as the language of the header does. In Han, Kana or Hangul the family name comes
// first in any case, and no other name is joined as one of those is.
func (f *nameForm) join(parts []waiting) string {
	order, separator, eastern := f.order, f.separator, areEastern(parts)
	switch {
	case eastern && !f.eastern:
		order, separator = []string{LastName, MiddleName, FirstName}, separatorOf(parts)
	case f.eastern && !eastern:
		order, separator = westernOrder(), " "
	}
	place := func(w waiting) int {
		switch {
		case w.field != lead.Name.String():
			return slices.Index(order, w.field)
		case eastern || f.eastern:
			return slices.Index(order, w.says)
		}
		return 0 // as they were assigned
	}
	slices.SortStableFunc(parts, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Order, b.Order))
	})
	var kept []string
	for _, p := range parts {
		text := strings.TrimSpace(p.cell)
		if f.doubtful && p.field == LastName {
			kept = slices.DeleteFunc(kept, func(k string) bool { return strings.Contains(" "+text+" ", " "+k+" ") })
		}
		if text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, separator)
}

func westernOrder() []string { return []string{FirstName, MiddleName, LastName} }
