// Package columns decides which column of a sheet means which field of a lead: it maps header
// names, as people and other systems write them, to the writable fields. The words that it knows are
// in words.toml.
package columns

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Use is the use of a column.
type Use uint8

// The uses.
const (
	Written   Use = iota // a base field
	Attribute            // a custom attribute
	LeftOut              // the API has no such field
	Ignored              // the name begins with "_" or is empty, or the user said so
)

// How says why a column has its meaning.
type How uint8

// The reasons.
const (
	Recognised How = iota // the header is a word for the field
	Assigned              // the user said so
	Unknown               // not a known word: it is the attribute of that name
)

// The parts of a name that have no base column of their own.
const (
	FirstName  = "firstName"
	MiddleName = "middleName"
	LastName   = "lastName"
)

// AreaCode is the part of a phone that stands before the number, in a column of its own.
const AreaCode = "areaCode"

// Column is the meaning of one column of a sheet.
type Column struct {
	Header string // as it is in the file
	Index  int    // its place there, from 0
	Use    Use
	Field  string // a base column, a part of a name, or "attributes.<key>"; kept if left out
	How    How
	// Order is the place of the column among those that share the field. Of a name those of one alternative are
	// joined; of any other field the first one that is filled counts.
	Order int
	Slip  string // of an unknown header: the field of which it may be a misspelled word, or ""
	// Another is the word in an unknown header that makes its cells another person's: "Agent e-mail".
	Another string
	Staff   bool   // that person is one of your own people
	User    bool   // that person is a user, of whom the file may be a list
	Friend  string // of an unknown header: the field of which it is a word in another language than the file's
	Perhaps string // of an unknown header: the field that it may speak of, if its cells are such
	Secret  bool   // it is ignored, as its header speaks of passwords, keys or payment cards
	Sure    bool   // it hardly means anything else than Slip, as it has the letters of the word, or than Perhaps

	meaning   meaning // of the header as a word
	bilingual bool    // it is two words for one field
	group     string  // the columns with which it may share the field; "" for none
	spare     string  // the attribute that keeps a cell for which its field has no room, "" for none
	aside     string  // of an attribute: the field whose word it has, which another column is
	part      string  // of an attribute beside the name: the part of one that it is, or lead.Name; it fills a blank name
	kinds     string  // of a phone: the header of the column that says of which kind each is, "" for none
	says      string  // of an assigned column: the part of a name that its header has the word for

	surnames int // of whole names that are written last name first: how many last names people have; else 0

	alternative int // of its assignment, to which it belongs
}

// FillsName reports whether an attribute also makes up the name where that is blank.
func (c *Column) FillsName() bool { return c.part != "" }

// Rank is the place of the column among those that share its field, from 0: the first that is filled counts. Columns
// whose cells are joined have one rank.
func (c *Column) Rank() int {
	if IsName(c.Field) && !c.meaning.system {
		return c.alternative
	}
	return c.Order
}

// means reports whether the column writes the field.
func (c *Column) means(field string) bool {
	return c.Field == field && (c.Use == Written || c.Use == Attribute)
}

// unknown makes the column the attribute of its header.
func (c *Column) unknown() *Problem {
	c.How, c.Order, c.group = Unknown, 0, ""
	return c.attribute(tidy(c.Header))
}

// Mapping is the meaning of all columns of a sheet. It is safe for concurrent use.
type Mapping struct {
	System   string // whose file this seems to be, "" if it is no known one
	ListSign string // what stands there between several e-mails or phones of a cell, "" for nothing

	columns []Column
	base    [lead.BaseCount]target // of the headers that are base columns
	named   map[string]target      // of all other headers
	name    nameForm
}

// Map maps the columns of a header. Assignments, "Header=field", "Header,Header=field" or with alternatives
// "Header,Header|Header=field", win over the headers themselves; the field "-" leaves a column out. The error is an *Error with all problems; the
// mapping then ignores the columns that it is unclear of.
func Map(header []string, assignments []string) (*Mapping, error) {
	assigned, problems := assign(header, assignments)
	d := newDictionary(header)
	m := &Mapping{System: d.System, ListSign: d.listSign, columns: make([]Column, len(header))}
	for i, name := range header {
		c := Column{Header: name, Index: i}
		if a, ok := assigned[i]; ok {
			c.assign(a)
		} else if p := c.recognise(d); p != nil {
			problems = append(problems, *p)
		}
		m.columns[i] = c
	}
	m.joinAlike(d)
	m.yieldBilingual()
	m.yield()
	m.resolveNames(d)
	m.setAreaAside()
	m.setKinds()
	m.count()
	problems = append(problems, m.conflicts()...)
	if len(problems) > 0 {
		m.ignoreUnclear()
		m.setTargets()
		return m, &Error{problems}
	}
	m.setTargets()
	return m, nil
}

// ignoreUnclear ignores columns without a meaning, and all but the first of those that clash.
func (m *Mapping) ignoreUnclear() {
	first := map[string]*Column{}
	for i := range m.columns {
		c := &m.columns[i]
		other := first[c.Field]
		if c.Field == "" || other != nil && (c.group == "" || c.group != other.group) {
			c.Use = Ignored
		} else if other == nil {
			first[c.Field] = c
		}
	}
}

// assign gives the column the user's field, which has been checked.
func (c *Column) assign(a assignment) {
	c.Field, c.Use, c.How, c.Order, c.group, c.alternative = a.field, Written, Assigned, a.order, a.group, a.alternative
	c.says = PartOf(c.Header)
	if a.turned {
		c.surnames = surnamesOf(c.Header)
	}
	if a.field == "" {
		c.Use = Ignored
	} else if _, ok := lead.AttributeKey(a.field); ok {
		c.Use = Attribute
	}
}

// yield makes columns attributes that mean their field only where nothing else does: words such as
// "Work phone" beside "Phone", and those of a system beside a column that the user assigned.
func (m *Mapping) yield() {
	for i := range m.columns {
		c := &m.columns[i]
		if c.How != Recognised || c.Use != Written {
			continue
		}
		other := c.meaning.role == roleOtherEmail || c.meaning.role == roleOtherPhone
		if slices.ContainsFunc(m.columns, func(o Column) bool {
			isSame := o.means(c.Field) || IsName(c.Field) && IsName(o.Field)
			return isSame && c.meaning.system && o.How == Assigned || o.means(c.Field) && other && o.meaning.role != c.meaning.role
		}) {
			c.aside = c.Field
			_ = c.unknown() // a known word is a good name, too
		}
	}
}

// count makes the order of the words of a system the order of those columns that the file has, with mobile phones first.
func (m *Mapping) count() {
	var own []*Column
	for i := range m.columns {
		if c := &m.columns[i]; c.meaning.system && c.How == Recognised && c.Use == Written {
			own = append(own, c)
		}
	}
	slices.SortStableFunc(own, func(a, b *Column) int {
		if a.Field == b.Field && a.Field == lead.Phone.String() {
			return cmp.Or(CompareMobile(a.Header, b.Header), a.Order-b.Order)
		}
		return a.Order - b.Order
	})
	before := map[string]int{}
	for _, c := range own {
		c.Order = before[c.Field]
		before[c.Field]++
	}
}

// setAreaAside makes an area code an attribute where there is no phone.
func (m *Mapping) setAreaAside() {
	if i := m.place(AreaCode); i >= 0 && m.place(lead.Phone.String()) < 0 && m.columns[i].How == Recognised {
		_ = m.columns[i].unknown() // a known word is a good name, too
	}
}

// place returns the index of the first column that means the field, -1 if there is none.
func (m *Mapping) place(field string) int {
	return slices.IndexFunc(m.columns, func(c Column) bool { return c.means(field) })
}

// Columns returns the columns in the order of the header. Do not modify them.
func (m *Mapping) Columns() []Column { return m.columns }

// Source returns the column that a field comes from. A name in parts comes from the first of them.
func (m *Mapping) Source(field string) (Column, bool) {
	fields := []string{field}
	if field == lead.Name.String() {
		fields = append(fields, FirstName, LastName)
	}
	for _, f := range fields {
		if i := m.place(f); i >= 0 {
			return m.columns[i], true
		}
	}
	return Column{}, false
}

// Holds reports whether a column means the field, or a part of it if it is the name. Words of a system count only
// for columns that are filled: such a column yields to one that is assigned.
func (m *Mapping) Holds(field string, isFilled func(header string) bool) bool {
	return slices.ContainsFunc(m.columns, func(c Column) bool {
		isMeant := c.means(field) || field == lead.Name.String() && c.Use == Written && isPart(c.Field)
		return isMeant && (c.How == Assigned || !c.meaning.system || isFilled(c.Header))
	})
}

// isIgnored reports whether a header says that its column is not to be imported.
func isIgnored(header string) bool {
	name := bare(header)
	return name == "" || strings.HasPrefix(name, "_")
}

// Names returns the headers of the columns that make up the name now, those of each alternative together.
func (m *Mapping) Names() (alternatives [][]string) {
	add := func(is func(*Column) bool) {
		ranks := map[int][]*Column{}
		for i := range m.columns {
			if c := &m.columns[i]; is(c) {
				ranks[c.Rank()] = append(ranks[c.Rank()], c)
			}
		}
		for _, rank := range slices.Sorted(maps.Keys(ranks)) {
			all := ranks[rank]
			slices.SortStableFunc(all, func(a, b *Column) int { return m.placeInName(a) - m.placeInName(b) })
			var headers []string
			for _, c := range all {
				headers = append(headers, c.Header)
			}
			alternatives = append(alternatives, headers)
		}
	}
	name := lead.Name.String()
	add(func(c *Column) bool { return c.Use == Written && c.Field == name })
	add(func(c *Column) bool { return c.Use == Written && isPart(c.Field) || isPart(c.part) })
	add(func(c *Column) bool { return c.part == name })
	return alternatives
}

// placeInName is the place of a column among those of which a name is joined.
func (m *Mapping) placeInName(c *Column) int {
	const most = 1 << 20 // columns
	order := m.name.order
	if m.name.eastern {
		order = westernOrder() // join puts the family name first where it comes first
	}
	for _, part := range []string{c.Field, c.part} {
		if i := slices.Index(order, part); i >= 0 {
			return i*most + c.Order
		}
	}
	return c.Order
}
