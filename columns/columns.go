// Package columns decides which column of a sheet means which field of a lead: it maps header
// names, as people write them, to the writable fields.
package columns

import (
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

// The two parts of a name that have no base column of their own.
const (
	FirstName = "firstName"
	LastName  = "lastName"
)

// Column is the meaning of one column of a sheet.
type Column struct {
	Header string // as it is in the file
	Index  int    // its place there, from 0
	Use    Use
	Field  string // a base column, FirstName, LastName or "attributes.<key>"; kept if left out
	How    How
}

// means reports whether the column writes the field.
func (c *Column) means(field string) bool {
	return c.Field == field && (c.Use == Written || c.Use == Attribute)
}

// Mapping is the meaning of all columns of a sheet. It is safe for concurrent use.
type Mapping struct {
	columns []Column
	base    [lead.BaseCount]target // of the headers that are base columns
	named   map[string]target      // of all other headers
}

// Map maps the columns of a header. Assignments, "Header=field", win over the headers themselves;
// the field "-" leaves a column out. The error is an *Error with all problems; the mapping then ignores
// the columns that it is unclear of.
func Map(header []string, assignments []string) (*Mapping, error) {
	assigned, problems := assign(header, assignments)
	d := words()
	m := &Mapping{columns: make([]Column, len(header))}
	for i, name := range header {
		c := Column{Header: name, Index: i}
		var p *Problem
		if field, ok := assigned[i]; ok {
			c.assign(field)
		} else if p = c.recognise(d); p != nil {
			problems = append(problems, *p)
		}
		m.columns[i] = c
	}
	m.resolveNames()
	problems = append(problems, m.conflicts()...)
	if len(problems) > 0 {
		m.ignoreUnclear()
		m.setTargets()
		return m, &Error{problems}
	}
	m.setTargets()
	return m, nil
}

// ignoreUnclear ignores columns without a meaning, and all but the first of those with one.
func (m *Mapping) ignoreUnclear() {
	seen := map[string]bool{}
	for i := range m.columns {
		c := &m.columns[i]
		if c.Field == "" || seen[c.Field] {
			c.Use = Ignored
		}
		seen[c.Field] = true
	}
}

// assign gives the column the user's field, which has been checked.
func (c *Column) assign(field string) {
	c.Field, c.Use, c.How = field, Written, Assigned
	if field == "" {
		c.Use = Ignored
	} else if _, ok := lead.AttributeKey(field); ok {
		c.Use = Attribute
	}
}

// resolveNames makes first and last name attributes beside a column with the whole name.
func (m *Mapping) resolveNames() {
	if m.place("name") < 0 {
		return
	}
	for i := range m.columns {
		if c := &m.columns[i]; (c.Field == FirstName || c.Field == LastName) && c.How != Assigned {
			c.Use, c.Field, c.How = Attribute, lead.AttributePrefix+c.Header, Unknown
		}
	}
}

// conflicts finds columns with the same meaning. First and last name still beside a whole name were
// assigned: Row could keep only one.
func (m *Mapping) conflicts() (problems []Problem) {
	if name := m.place("name"); name >= 0 {
		for i := range m.columns {
			if c := &m.columns[i]; c.Field == FirstName || c.Field == LastName {
				problems = append(problems, sameField(&m.columns[name], c, "name"))
			}
		}
	}
	first := make(map[string]*Column, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		switch other, ok := first[c.Field]; {
		case !c.means(c.Field):
		case ok:
			problems = append(problems, sameField(other, c, c.Field))
		default:
			first[c.Field] = c
		}
	}
	return problems
}

// place returns the index of the first column that means the field, -1 if there is none.
func (m *Mapping) place(field string) int {
	return slices.IndexFunc(m.columns, func(c Column) bool { return c.means(field) })
}

// Columns returns the columns in the order of the header. Do not modify them.
func (m *Mapping) Columns() []Column { return m.columns }

// Source returns the column that a field comes from. A name in two parts comes from its first one.
func (m *Mapping) Source(field string) (Column, bool) {
	fields := []string{field}
	if field == "name" {
		fields = append(fields, FirstName, LastName)
	}
	for _, f := range fields {
		if i := m.place(f); i >= 0 {
			return m.columns[i], true
		}
	}
	return Column{}, false
}

// isIgnored reports whether a header says that its column is not to be imported.
func isIgnored(header string) bool {
	name := bare(header)
	return name == "" || strings.HasPrefix(name, "_")
}
