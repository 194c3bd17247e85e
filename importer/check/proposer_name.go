package check

import (
	"iter"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// addCalledName adds a column whose header speaks of a person's name, such as a question for it. Columns of first
// names come before one that is not filled more often.
// Beside a column of last names, one of single words holds first names.
func (p *proposer) addCalledName() {
	name := lead.Name.String()
	if !p.free(name) {
		return
	}
	var called, last *columns.Column
	parts := 0
	for c, sample := range p.unknown() {
		switch {
		case last == nil && columns.PartOf(c.Header) == columns.LastName && doubt(c) == "" && most(sample, columns.IsWords):
			last = c
		case c.Perhaps == name && called == nil && columns.MayBeNames(sample):
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

// addNameParts adds a column of first names and one of last names.
func (p *proposer) addNameParts() {
	if !p.free(lead.Name.String()) || !p.free(columns.FirstName) || !p.free(columns.LastName) {
		return
	}
	parts := map[string][]*columns.Column{}
	for c, sample := range p.unknown() {
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
	if c := likeliestName(p.unknown()); c != nil {
		p.add(c, name, "names")
	}
}

// likeliestName returns the only column that holds people's names; of several, the only one whose header
// speaks of a name. It is nil if there is none.
func likeliestName(unknown iter.Seq2[*columns.Column, []string]) *columns.Column {
	var held, called []*columns.Column
	for c, sample := range unknown {
		if !columns.AreNames(sample) {
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
