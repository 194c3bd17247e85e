// Package filter chooses leads by conditions such as "status = OPEN" or "createdAt >= 7d".
package filter

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Filter chooses the leads for which all conditions hold. The zero value chooses all leads. In JSON it
// is a list of conditions, as they were typed. It is safe for concurrent use.
type Filter []Condition

// Match reports whether a row is chosen. Unless a tag holds quotes or a time is none, it allocates nothing.
func (f Filter) Match(r *lead.Row) bool {
	for i := range f {
		if !f[i].match(r) {
			return false
		}
	}
	return true
}

// Columns returns the columns that are compared.
func (f Filter) Columns() []string {
	names := make([]string, len(f))
	for i := range f {
		names[i] = f[i].column
	}
	return names
}

// Moves reports whether a condition counts from the present, so that it chooses other leads tomorrow.
func (f Filter) Moves() bool {
	return slices.ContainsFunc(f, func(c Condition) bool { return c.moves })
}

// Equal reports whether two filters were typed alike.
func (f Filter) Equal(other Filter) bool {
	return slices.EqualFunc(f, other, func(a, b Condition) bool { return a.String() == b.String() })
}

// match reports whether the condition holds for a row.
func (c *Condition) match(r *lead.Row) bool {
	cell := c.cell(r)
	if c.base != lead.Tags || cell == "" {
		return c.holds(cell) != c.not
	}
	for tag, rest, ok := lead.NextTag(cell); ok; tag, rest, ok = lead.NextTag(rest) {
		if c.holds(tag) {
			return !c.not
		}
	}
	return c.not
}

// holds reports whether a text is what one of the values asks for. Blanks around it do not count.
func (c *Condition) holds(text string) bool {
	text = strings.TrimSpace(text)
	for _, test := range c.tests {
		if test(text) {
			return true
		}
	}
	return false
}

func (c *Condition) cell(r *lead.Row) string {
	if c.base >= 0 {
		return r.Base[c.base]
	}
	for i := range r.Dynamic {
		if r.Dynamic[i].Column == c.column {
			return r.Dynamic[i].Value
		}
	}
	return ""
}
