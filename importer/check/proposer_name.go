package check

import (
	"iter"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// addCalledName adds a column whose header speaks of a person's name, such as a question for it: of several the one that
// is filled most often. Columns of first names come before one that is not filled more often. Beside a column of last
// names, one of single words holds first names.
func (p *proposer) addCalledName() {
	name := lead.Name.String()
	if !p.free(name) {
		return
	}
	var called, last *columns.Column
	parts := 0
	for c, sample := range p.unknownOfPeople() {
		switch {
		case last == nil && columns.PartOf(c.Header) == columns.LastName && doubt(c) == "" && most(sample, columns.IsWords):
			last = c
		case c.Perhaps == name && columns.MayBeNames(sample) && (called == nil || len(sample) > len(p.cells[called.Header])):
			called = c
		case columns.PartOf(c.Header) == columns.FirstName && doubt(c) == "":
			parts = max(parts, len(sample))
		}
	}
	isOneWord := func(cell string) bool { return len(strings.Fields(cell)) == 1 }
	switch {
	case called == nil || len(p.cells[called.Header]) <= parts:
	case last != nil && most(p.cells[called.Header], isOneWord):
		p.add(called, columns.FirstName, "names")
		p.add(last, columns.LastName, "names")
	default:
		p.add(called, name, "names")
	}
}

// unknownOfPeople is unknown with the cells of those rows alone that an e-mail, a phone or a uuid stands in, if there are such:
// others count people, or begin a group of them.
func (p *proposer) unknownOfPeople() iter.Seq2[*columns.Column, []string] {
	rows := map[int]bool{}
	for _, c := range p.columns {
		if identifies(c.Field) && c.Use == columns.Written || slices.ContainsFunc(p.all, func(o Proposal) bool { return identifies(o.Field) && o.Header == c.Header }) {
			for _, row := range p.at[c.Header] {
				rows[row] = true
			}
		}
	}
	return func(yield func(*columns.Column, []string) bool) {
		for c, sample := range p.unknown() {
			var of []string
			for i, cell := range sample {
				if rows[p.at[c.Header][i]] {
					of = append(of, cell)
				}
			}
			if len(rows) == 0 {
				of = sample
			}
			if len(of) > 0 && !yield(c, of) {
				return
			}
		}
	}
}

// addNameParts adds a column of first names and one of last names.
func (p *proposer) addNameParts() {
	if !p.free(lead.Name.String()) || !p.free(columns.FirstName) || !p.free(columns.LastName) {
		return
	}
	parts := map[string][]*columns.Column{}
	for c, sample := range p.unknownOfPeople() {
		if doubt(c) == "" && most(sample, columns.IsWords) {
			part := columns.PartOf(c.Header)
			parts[part] = append(parts[part], c)
		}
	}
	if parts[columns.FirstName] == nil || parts[columns.LastName] == nil {
		return
	}
	for _, part := range []string{columns.FirstName, columns.LastName} {
		one := p.add(parts[part][0], part, "names")
		if len(parts[part]) > 1 {
			one.Doubt = "is one of several such columns"
		}
	}
}

// addName adds the column of people's names.
func (p *proposer) addName() {
	name := lead.Name.String()
	if !p.free(name) || !p.free(columns.FirstName) || !p.free(columns.LastName) {
		return
	}
	if c := likeliestName(p.unknownOfPeople()); c != nil {
		p.add(c, name, "names")
	}
}

// likeliestName returns the only column that holds people's names, by its cells and not by a header that speaks of
// something else; of several, the only one whose header speaks of a name. It is nil if there is none.
func likeliestName(unknown iter.Seq2[*columns.Column, []string]) *columns.Column {
	var held, called []*columns.Column
	for c, sample := range unknown {
		if !columns.AreNames(sample) || columns.IsOtherName(c.Header) {
			continue
		}
		held = append(held, c)
		if columns.SpeaksOf(c.Header, lead.Name.String()) {
			called = append(called, c)
		}
	}
	switch {
	case len(called) == 1:
		held = called
	case len(held) != 1:
		return nil
	}
	if doubt(held[0]) != "" {
		return nil
	}
	return held[0]
}
