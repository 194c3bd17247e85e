package columns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// conflicts finds the columns that have the same meaning, all of one meaning together.
func (m *Mapping) conflicts() (problems []Problem) {
	together := map[string][]*Column{}
	var fields []string
	for i := range m.columns {
		c := &m.columns[i]
		if !c.means(c.Field) {
			continue
		}
		if together[c.Field] == nil {
			fields = append(fields, c.Field)
		}
		together[c.Field] = append(together[c.Field], c)
	}
	if whole := together[lead.Name.String()]; whole != nil { // parts beside it were assigned
		for _, part := range []string{FirstName, MiddleName, LastName} {
			if beside := together[part]; beside != nil {
				problems = append(problems, sameField(append(slices.Clip(whole), beside...), lead.Name.String()))
			}
		}
	}
	for _, field := range fields {
		all := together[field]
		if field == lead.Phone.String() {
			slices.SortStableFunc(all, func(a, b *Column) int { return CompareMobile(a.Header, b.Header) })
		}
		if first := all[0]; slices.ContainsFunc(all[1:], func(c *Column) bool { return c.group == "" || c.group != first.group }) {
			problems = append(problems, sameField(all, field))
		}
	}
	return problems
}

// CompareMobile puts headers of mobile phones before others.
func CompareMobile(a, b string) int { return mobileRank(a) - mobileRank(b) }

func mobileRank(header string) int {
	if NamesMobile(header) {
		return 0
	}
	return 1
}

// NamesMobile reports whether a word for a mobile phone stands in a text, also within another word: "Mobilnummer". A
// short one must stand alone: "Tél. port.".
func NamesMobile(text string) bool {
	all, folded := loadVocabulary().Mobile, fold(text)
	return slices.ContainsFunc(all["words"], func(word string) bool { return strings.Contains(folded, word) }) ||
		slices.ContainsFunc(wordsOf(text), func(word string) bool { return slices.Contains(all["whole"], fold(word)) })
}

// PhoneRank puts the label of a mobile phone before those of others, and refuses that of a fax machine.
func PhoneRank(label string) int {
	switch {
	case NamesMobile(label):
		return 0
	case NamesFax(label):
		return -1
	}
	return 1
}

// MobileFirst returns the columns, those of mobile phones before all others.
func (m *Mapping) MobileFirst() []Column {
	all := slices.Clone(m.columns)
	slices.SortStableFunc(all, func(a, b Column) int { return CompareMobile(a.Header, b.Header) })
	return all
}

// Prefer makes fixes begin with the columns of the least rank by what they hold: of several that mean one field, such a
// one is kept, or comes first.
func (e *Error) Prefer(rank func(header, field string) int) {
	for i := range e.Problems {
		if p := &e.Problems[i]; p.clash != nil {
			slices.SortStableFunc(p.clash, func(a, b *Column) int { return rank(a.Header, p.field) - rank(b.Header, p.field) })
			*p = sameField(p.clash, p.field)
		}
	}
}

// Choices returns the fields that several columns mean, where the first way of the fix takes the first one that is filled.
func (e *Error) Choices() (all []Shared) {
	for i := range e.Problems {
		p := &e.Problems[i]
		var headers []string
		for _, c := range p.clash {
			headers = append(headers, c.Header)
		}
		if len(p.Ends) == 1 && len(headers) > 1 && p.Ends[0] == NewFirst(headers, p.field) {
			all = append(all, Shared{Field: p.field, Headers: headers})
		}
	}
	return all
}

// sameField is the problem of columns for one field. Its fix does not touch assigned columns.
func sameField(all []*Column, field string) Problem {
	var headers, assigned []string
	var attributes, leave []Pair
	kept := max(0, slices.IndexFunc(all, func(c *Column) bool { return c.How == Assigned }))
	for i, c := range all {
		headers = append(headers, c.Header)
		if c.How == Assigned {
			assigned = append(assigned, c.Header)
		}
		if i != kept {
			attributes = append(attributes, NewPair([]string{c.Header}, lead.AttributePrefix+tidy(c.Header)))
			leave = append(leave, NewPair([]string{c.Header}, ""))
		}
	}
	which, them := "both", "it"
	if len(all) > 2 {
		which, them = "all", "them"
	}
	p := newProblem(headers, which+" mean "+bareQuote(field), "")
	p.clash, p.field = all, field
	if distinct := slices.Compact(slices.Sorted(slices.Values(headers))); len(distinct) < len(all) {
		p.Fix = "give one of them another name in the file"
		return *p
	}
	if len(assigned) > 1 {
		does := "takes the first one that is filled"
		if IsName(field) {
			does = "joins them"
		}
		p.Fix = "name them in one flag: " + MapFlag(assigned, field) + " " + does
		return *p
	}
	var ways []string
	offer := func(pairs []Pair, does string) {
		if p.Ends == nil {
			p.Ends = pairs
		}
		ways = append(ways, flagsOf(pairs)+" "+does)
	}
	dynamic := strings.HasPrefix(field, lead.AttributePrefix)
	switch {
	case len(assigned) > 0 || dynamic:
	case field == lead.Name.String() || !IsName(field):
		offer([]Pair{NewFirst(headers, field)}, "takes the first one that is filled")
		if len(headers) == 2 {
			offer([]Pair{NewFirst([]string{headers[1], headers[0]}, field)}, "the other way round")
		}
	}
	if !dynamic {
		offer(attributes, fmt.Sprintf("keeps %s as a custom attribute", them))
	}
	offer(leave, fmt.Sprintf("leaves %s out", them))
	p.Fix = "choose one: " + strings.Join(ways, "; ")
	return *p
}
