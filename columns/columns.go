// Package columns decides which column of a sheet means which field of a lead: header names as people write them become the fields that
// can be written.
package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Use is what is done with a column.
type Use uint8

// The uses.
const (
	Written   Use = iota // into a base field
	Attribute            // into a custom attribute
	LeftOut              // the API takes no such field
	Ignored              // it begins with "_", has no name, or the user said so
)

// How is why a column means what it means.
type How uint8

// The reasons.
const (
	Exact    How = iota // the header is the field's name
	Spelling            // but for case, spaces, accents and signs
	Synonym             // another word for it
	Assigned            // the user said so
	Unknown             // no word of ours: it became the attribute of that name
)

// The two parts of a name that have no base column of their own.
const (
	FirstName = "firstName"
	LastName  = "lastName"
)

// Column is what one column of a sheet means.
type Column struct {
	Header string // as it stands in the file
	Index  int    // its place there, from 0
	Use    Use
	Field  string // a base column, FirstName, LastName or "attributes.<key>"; of a column left out, what it would have been
	How    How
}

// Mapping is what all columns of a sheet mean. It may be used by several goroutines.
type Mapping struct {
	columns []Column
	base    [lead.BaseCount]target // of the columns that have exactly a base column's name
	named   map[string]target      // of all others
}

// Map says what the columns of a header mean. Assignments, "Header=field", are the user's own and win over what headers mean by
// themselves; the field may be "-" to leave the column out. The error is an *Error with all problems.
func Map(header []string, assignments []string) (*Mapping, error) {
	assigned, problems := assign(header, assignments, nil)
	d := words()
	m := &Mapping{columns: make([]Column, len(header))}
	for i, name := range header {
		c := Column{Header: name, Index: i}
		var p *Problem
		if field, ok := assigned[i]; ok {
			c.setField(field)
			c.How = Assigned
		} else if p = c.recognise(d); p != nil {
			problems = append(problems, *p)
		}
		m.columns[i] = c
	}
	m.settleNames()
	problems = append(problems, m.twice()...)
	if len(problems) > 0 {
		return nil, &Error{problems}
	}
	m.aim()
	return m, nil
}

// setField gives the column a field that has been checked.
func (c *Column) setField(field string) {
	c.Field, c.Use = field, Written
	if field == "" {
		c.Use = Ignored
	} else if _, ok := lead.AttributeKey(field); ok {
		c.Use = Attribute
	}
}

// settleNames takes first and last name for what they are only where no column is the whole name.
func (m *Mapping) settleNames() {
	if !slices.ContainsFunc(m.columns, func(c Column) bool { return c.Field == "name" && c.Use == Written }) {
		return
	}
	for i := range m.columns {
		if c := &m.columns[i]; (c.Field == FirstName || c.Field == LastName) && c.How != Assigned {
			c.Use, c.Field, c.How = Attribute, lead.AttributePrefix+c.Header, Unknown
		}
	}
}

// twice finds columns that mean the same. First and last name that are left beside a whole name were assigned: Row could keep only one.
func (m *Mapping) twice() (problems []Problem) {
	if name := slices.IndexFunc(m.columns, func(c Column) bool { return c.Field == "name" && c.Use == Written }); name >= 0 {
		for i := range m.columns {
			if c := &m.columns[i]; c.Field == FirstName || c.Field == LastName {
				problems = append(problems, sameField(&m.columns[name], c, "name"))
			}
		}
	}
	first := make(map[string]*Column, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		if c.Use != Written && c.Use != Attribute {
			continue
		}
		if o, ok := first[c.Field]; ok {
			problems = append(problems, sameField(o, c, c.Field))
		} else {
			first[c.Field] = c
		}
	}
	return problems
}

// Columns returns what every column means, in the order of the header. It must not be modified.
func (m *Mapping) Columns() []Column { return m.columns }

// Source returns the column that a field is read from. A name that is put together comes from its first part.
func (m *Mapping) Source(field string) (Column, bool) {
	i := slices.IndexFunc(m.columns, func(c Column) bool { return c.Field == field && (c.Use == Written || c.Use == Attribute) })
	if i >= 0 {
		return m.columns[i], true
	}
	if field == "name" {
		if c, ok := m.Source(FirstName); ok {
			return c, true
		}
		return m.Source(LastName)
	}
	return Column{}, false
}

// Has tells whether a column means the field.
func (m *Mapping) Has(field string) bool {
	_, ok := m.Source(field)
	return ok
}

// isIgnored tells whether a header says itself that its column is nobody's business.
func isIgnored(header string) bool {
	name := bare(header)
	return name == "" || strings.HasPrefix(name, "_")
}
