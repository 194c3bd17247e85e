package propose

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
	var called, first, last *columns.Column
	parts := 0
	for c, sample := range p.unknownOfPeople() {
		switch {
		case last == nil && columns.PartOf(c.Header) == columns.LastName && doubt(c) == "" && most(sample, columns.IsWords):
			last = c
		case c.Perhaps == name && (columns.MayBeNames(sample) || columns.AsksName(c.Header) && columns.MayBeCalled(sample)) && (called == nil || len(sample) > len(p.Cells[called.Header])):
			called = c
		case columns.PartOf(c.Header) == columns.FirstName && doubt(c) == "":
			if first == nil || len(sample) > parts {
				first, parts = c, len(sample)
			}
		}
	}
	isOneWord := func(cell string) bool { return len(strings.Fields(cell)) == 1 }
	switch {
	case called != nil && first != nil && columns.MayBeFamilyName(called.Header) && !p.repeats(called.Header, first.Header):
		p.add(first, columns.FirstName, "names")
		p.add(called, columns.LastName, "names")
	case called == nil || len(p.Cells[called.Header]) <= parts:
	case last != nil && most(p.Cells[called.Header], isOneWord):
		p.add(called, columns.FirstName, "names")
		p.add(last, columns.LastName, "names")
	default:
		p.add(called, name, "names")
	}
}

// addParticles adds a column of words that stand between first and last names, where both are known.
func (p *proposer) addParticles() {
	known := func(part string) bool {
		_, meant := p.mapping.Source(part)
		return meant || sameKind(p.all, part) != nil
	}
	if !known(columns.FirstName) || !known(columns.LastName) || known(columns.MiddleName) {
		return
	}
	for c, sample := range p.unknown() {
		if columns.AreParticles(sample) {
			p.add(c, columns.MiddleName, "words between first and last names")
			return
		}
	}
}

// unknownOfPeople is unknown with the cells of those rows alone that an e-mail, a phone or a uuid stands in, if there are such:
// others count people, or begin a group of them.
func (p *proposer) unknownOfPeople() iter.Seq2[*columns.Column, []string] {
	rows := p.rowsOfPeople()
	return func(yield func(*columns.Column, []string) bool) {
		for c, sample := range p.unknown() {
			var of []string
			for i, cell := range sample {
				if rows[p.At[c.Header][i]] {
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

// rowsOfPeople are the rows that an e-mail, a phone or a uuid stands in.
func (p *proposer) rowsOfPeople() map[int]bool {
	rows := map[int]bool{}
	for _, c := range p.columns {
		isOne := func(o Proposal) bool {
			return columns.Identifies(o.Field) && (o.Header == c.Header || slices.Contains(o.Also, c.Header))
		}
		if columns.Identifies(c.Field) && c.Use != columns.LeftOut || slices.ContainsFunc(p.all, isOne) {
			for _, row := range p.At[c.Header] {
				rows[row] = true
			}
		}
	}
	return rows
}

// repeats reports whether the cells of a column mostly repeat those of another one among their words.
func (p *proposer) repeats(header, other string) bool {
	n := 0
	for i, row := range p.At[other] {
		if words := " " + p.cell(header, row) + " "; strings.Contains(words, " "+strings.TrimSpace(p.Cells[other][i])+" ") {
			n++
		}
	}
	return 2*n > len(p.At[other])
}

// addName adds the column of people's names.
func (p *proposer) addName() {
	name := lead.Name.String()
	if !p.free(name) || !p.free(columns.FirstName) || !p.free(columns.LastName) {
		return
	}
	if c := likeliestName(p.unknownOfPeople()); c != nil {
		p.add(c, name, "names")
		return
	}
	for c, sample := range p.unknownOfPeople() {
		const few = 3 // names that show that they are not those of your own people, who stand there again and again
		if columns.IsOwner(c.Header) && p.mapping.System == "" && len(sample) >= few && columns.AreNames(sample) {
			p.add(c, name, "names of different people, and no other column does").Doubt = ""
			return
		}
	}
}

// likeliestName returns the column that holds people's names: the only one that does by its cells and whose header speaks
// of a name, one that holds what people are called by its header, or the only one that does by its cells and has no
// header that speaks of something else. It is nil if there is none.
func likeliestName(unknown iter.Seq2[*columns.Column, []string]) *columns.Column {
	var held, speaking []*columns.Column
	var called *columns.Column
	for c, sample := range unknown {
		speaks := columns.SpeaksOf(c.Header, lead.Name.String())
		switch {
		case doubt(c) != "" || columns.IsOtherName(c.Header) || columns.IsCompany(c.Header):
			continue
		case called == nil && columns.MayBeCalled(sample) && (columns.IsCalled(c.Header) || columns.IsNameOf(c.Header) || c.User && speaks):
			called = c
		}
		if columns.AreNames(sample) {
			held = append(held, c)
			if speaks && !columns.IsCalled(c.Header) {
				speaking = append(speaking, c)
			}
		}
	}
	switch {
	case len(speaking) == 1:
		return speaking[0]
	case called != nil:
		return called
	case len(held) == 1:
		return held[0]
	}
	return nil
}
