package columns

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/lead"
)

// Pair is an assignment that is kept: the headers as --map takes them, and the field, "-" for none.
type Pair struct {
	Headers, Field string
	IfThere        bool // a file may lack the headers
}

// NewPair returns the assignment of headers to a field, "" to leave them out.
func NewPair(headers []string, field string) Pair { return NewChoice([][]string{headers}, field) }

// NewChoice returns the assignment of alternatives to a field: the first that is filled counts.
func NewChoice(alternatives [][]string, field string) Pair {
	several := len(slices.Concat(alternatives...)) > 1
	var all []string
	for _, headers := range alternatives {
		names := make([]string, len(headers))
		for i, h := range headers {
			if strings.ContainsFunc(h, isHard) {
				h = tidy(h)
			}
			names[i] = h
			if several && strings.ContainsAny(h, `",|`) || strings.HasPrefix(h, `"`) {
				names[i] = `"` + strings.ReplaceAll(h, `"`, `""`) + `"`
			}
		}
		all = append(all, strings.Join(names, ","))
	}
	if field == "" {
		field = "-"
	}
	return Pair{Headers: strings.Join(all, "|"), Field: field}
}

// NewFirst returns the assignment of headers to a field, of which the first that is filled counts.
func NewFirst(headers []string, field string) Pair {
	if !IsName(field) {
		return NewPair(headers, field)
	}
	var each [][]string // a comma would join them
	for _, header := range headers {
		each = append(each, []string{header})
	}
	return NewChoice(each, field)
}

// isHard reports whether a sign is hard to write in a shell, such as a line break.
func isHard(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) && r != ' ' }

// Exported returns assignments that take the columns of an export for what they are, by the names that
// they have there. They hold for any file that has these names.
func Exported(fields []string, names map[string]string) (pairs []Pair) {
	for _, field := range fields {
		header, meaning := field, ""
		if name := names[field]; name != "" {
			header = name
		}
		if _, attribute := lead.AttributeKey(field); attribute || isWritable(field) {
			meaning = field
		}
		pair := NewPair([]string{header}, meaning)
		pair.IfThere = true
		pairs = append(pairs, pair)
	}
	return pairs
}

// String writes the assignment as --map takes it.
func (p Pair) String() string { return p.Headers + "=" + p.Field }

// Pairs returns assignments that give every column the meaning that it has, in the order of the header.
// Columns that are ignored by their own name are left out.
func (m *Mapping) Pairs() (pairs []Pair) {
	seen := map[string]bool{}
	names := m.calledNames()
	for i := range m.columns {
		c := &m.columns[i]
		if slices.Contains(slices.Concat(names...), c.Header) {
			if !seen[lead.Name.String()] {
				pairs = append(pairs, NewChoice(names, lead.Name.String()))
			}
			seen[lead.Name.String()] = true
			continue
		}
		field := c.Field
		switch {
		case c.Use == Ignored || c.Use == LeftOut:
			field = ""
		case c.IsTurned():
			field = Turned
		}
		alternatives := [][]string{{c.Header}}
		switch {
		case isIgnored(c.Header) && c.How != Assigned:
			continue
		case c.group != "" && field != "":
			if alternatives = m.alternatives(c); seen[field] {
				continue
			}
			seen[field] = true
		}
		pairs = append(pairs, NewChoice(alternatives, field))
	}
	return pairs
}

// calledNames is Names, where what people call themselves makes up a blank name; else it is nil.
func (m *Mapping) calledNames() [][]string {
	if !slices.ContainsFunc(m.columns, func(c Column) bool { return c.part == lead.Name.String() }) {
		return nil
	}
	return m.Names()
}

// sharing returns the headers of the columns that share the field of a column, in their order.
func (m *Mapping) sharing(c *Column) []string { return slices.Concat(m.alternatives(c)...) }

// alternatives returns the headers of the columns that share the field of a column, in their order, those of each
// alternative together.
func (m *Mapping) alternatives(c *Column) (headers [][]string) {
	var all []*Column
	for i := range m.columns {
		if o := &m.columns[i]; o.means(c.Field) {
			all = append(all, o)
		}
	}
	slices.SortStableFunc(all, func(a, b *Column) int { return a.Order - b.Order })
	for i, o := range all {
		if i == 0 || o.alternative != all[i-1].alternative {
			headers = append(headers, nil)
		}
		last := len(headers) - 1
		headers[last] = append(headers[last], o.Header)
	}
	return headers
}

// Sharing returns the headers of the columns that mean a field, in the order in which they are looked at.
func (m *Mapping) Sharing(field string) []string {
	of, ok := m.Source(field)
	if !ok {
		return nil
	}
	return m.sharing(&of)
}

// First returns the headers of the columns that share a field, and of one more, which comes first.
func (m *Mapping) First(c *Column, field string) []string {
	of, _ := m.Source(field)
	others := slices.DeleteFunc(m.sharing(&of), func(header string) bool { return header == c.Header })
	return append([]string{c.Header}, others...)
}

// Shared is a field of which several columns hold the value.
type Shared struct {
	Field   string
	Headers []string // in the order in which they are looked at
	Alike   bool     // an attribute, and the headers look the same
	Kinds   []string // of phones: headers of the columns that say of which kind they are: mobile ones come first
}

// Shares returns the fields that several columns share since a system's files have them so, or since they look the same.
func (m *Mapping) Shares() (all []Shared) {
	for i := range m.columns {
		c := &m.columns[i]
		isAlike := c.group == lookAlike
		isOfSystem := c.How == Recognised && c.Use == Written && c.group != "" && !isPart(c.Field)
		if (isAlike || isOfSystem) && i == m.place(c.Field) {
			if headers := m.sharing(c); len(headers) > 1 {
				all = append(all, Shared{Field: c.Field, Headers: headers, Alike: isAlike, Kinds: m.kindsBeside(headers)})
			}
		}
	}
	return all
}

// Merge returns the assignments that hold of those that were kept for files like this one, and of those
// that the user gives now, which win, as do earlier ones of those that were kept. A kept one of an
// attribute that the file does not have is passed over, as one that holds only IfThere. The error is an *Error.
func Merge(header []string, kept []Pair, given []string) ([]string, error) {
	taken, _ := assign(header, given) // Map says what is wrong with them
	merged := slices.Clone(given)
	var problems []Problem
	for _, pair := range kept {
		alternatives, _, p := parseAssignment(header, pair.String())
		places := slices.Concat(alternatives...)
		switch {
		case p != nil && places == nil && (pair.IfThere || pair.Field == "-" || strings.HasPrefix(pair.Field, lead.AttributePrefix)):
		case p != nil && places == nil:
			problems = append(problems, *newProblem(nil,
				fmt.Sprintf("the saved mapping takes %s from column %s, which this file does not have", pair.Field, pair.Headers),
				"remove that line from it, or write one of the headers exactly: "+list(header)))
		case p != nil:
			problems = append(problems, *p)
		case slices.ContainsFunc(places, func(place int) bool { _, ok := taken[place]; return ok }):
		default:
			merged = append(merged, pair.String())
			for _, place := range places {
				taken[place] = assignment{}
			}
		}
	}
	if problems != nil {
		return merged, &Error{problems}
	}
	return merged, nil
}
