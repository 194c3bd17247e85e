package propose

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// addOtherNames adds columns that fill the name of leads which have none in the columns for it, as their alternatives:
// those of people, and at last the company.
func (p *proposer) addOtherNames() {
	known, of, ok := p.knownNames()
	if !ok {
		return
	}
	if of == nil {
		known, of = p.putPeopleFirst(known)
	}
	nameless := p.rowsOfPeople()
	fill := func(headers ...string) (filled bool) {
		for row := range nameless {
			if slices.ContainsFunc(headers, func(header string) bool { return !isNoName(p.cell(header, row)) }) {
				delete(nameless, row)
				filled = true
			}
		}
		return filled
	}
	fill(slices.Concat(known...)...)
	var company *columns.Column
	isCompany := true // and nothing else may be a name
	var people, others, added []*columns.Column
	for c, sample := range p.unknownByPlace() {
		switch {
		case columns.IsCompany(c.Header):
			if company == nil {
				company = c
			}
		case doubt(c) != "" || columns.IsOtherName(c.Header):
		case known == nil:
			isCompany = isCompany && !columns.MayBeNames(sample)
		case namesPerson(c) && columns.MayBeCalled(sample):
			people = append(people, c)
		case columns.IsNameOf(c.Header) && columns.MayBeCalled(sample):
			others = append(others, c)
		}
	}
	for _, c := range append(people, others...) {
		if !p.namesCompanies(c, company, nameless) && fill(c.Header) {
			added = append(added, c)
		}
	}
	if company != nil && isCompany && fill(company.Header) {
		added = append(added, company)
	}
	p.addAlternatives(known, of, added)
	if of == nil && added == nil {
		p.addOtherPeople(known)
	}
}

// knownNames returns the columns of the name, those of each alternative together, and the proposal that they are from.
// ok is false if a person has said which they are, or its parts are proposed.
func (p *proposer) knownNames() (known [][]string, of *Proposal, ok bool) {
	for i := range p.all {
		switch p.all[i].Field {
		case lead.Name.String():
			of = &p.all[i]
		case columns.FirstName, columns.LastName:
			return nil, nil, false
		}
	}
	if of != nil {
		return [][]string{{of.Header}}, of, !of.Slip && of.Also == nil
	}
	for _, headers := range p.mapping.Names() {
		if slices.ContainsFunc(headers, func(header string) bool { return len(p.Cells[header]) > 0 }) {
			known = append(known, headers)
		}
	}
	isGiven := func(c columns.Column) bool { return c.How == columns.Assigned && columns.IsName(c.Field) }
	return known, nil, !slices.ContainsFunc(p.columns, isGiven)
}

// isNoName reports whether a cell is blank, or what programs write where a name lacks.
func isNoName(cell string) bool {
	text := columns.Trimmed(cell)
	return text == "" || columns.IsNoName(text) || columns.IsPlaceholder(text)
}

// unknownByPlace returns the columns of unknown in their order in the file.
func (p *proposer) unknownByPlace() func(func(*columns.Column, []string) bool) {
	var all []*columns.Column
	for c := range p.unknown() {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *columns.Column) int { return a.Index - b.Index })
	return func(yield func(*columns.Column, []string) bool) {
		for _, c := range all {
			if !yield(c, p.Cells[c.Header]) {
				return
			}
		}
	}
}

// namesPerson reports whether the header of a column says that it holds a person's whole name, or what one is called.
func namesPerson(c *columns.Column) bool {
	return columns.PartOf(c.Header) == "" && !columns.IsOtherName(c.Header) &&
		(c.Perhaps == lead.Name.String() || columns.IsCalled(c.Header) || columns.NamesPerson(c.Header))
}

// namesCompanies reports whether a column holds nothing but the company in those of the rows in which it is filled.
func (p *proposer) namesCompanies(c, company *columns.Column, rows map[int]bool) bool {
	if company == nil {
		return false
	}
	for row := range rows {
		if cell := p.cell(c.Header, row); !isNoName(cell) && !strings.EqualFold(cell, p.cell(company.Header, row)) {
			return false
		}
	}
	return true
}

// addAlternatives adds columns to those that are known for the name, and to their proposal, if there is one.
func (p *proposer) addAlternatives(known [][]string, of *Proposal, added []*columns.Column) {
	for _, c := range added {
		known = append(known, []string{c.Header})
		switch {
		case of == nil && len(known) == 1:
			of = p.add(c, lead.Name.String(), "names")
			of.Doubt = ""
		case of == nil:
			of = p.add(c, lead.Name.String(), "names for rows without one")
			of.Doubt = ""
		default:
			p.join(of, c)
		}
		of.Map = columns.NewChoice(known, lead.Name.String()).String()
	}
}

// columnsForBlanks returns the headers of columns without a meaning that may fill a name which is blank: those that may hold
// names, and companies at last.
func columnsForBlanks(m *columns.Mapping, cells map[string][]string) (headers []string) {
	var companies []string
	for _, c := range m.Columns() {
		switch sample := cells[c.Header]; {
		case c.How != columns.Unknown || len(sample) == 0:
		case columns.IsCompany(c.Header):
			companies = append(companies, c.Header)
		case doubt(&c) == "" && (namesPerson(&c) || columns.IsNameOf(c.Header)) && columns.MayBeCalled(sample):
			headers = append(headers, c.Header)
		}
	}
	return append(headers, companies...)
}

// columnsOfNames returns the headers of columns without a meaning that may hold the names of people.
func columnsOfNames(m *columns.Mapping, cells map[string][]string) (headers []string) {
	const most = 4
	for _, c := range m.Columns() {
		sample := cells[c.Header]
		isUnknown := c.How == columns.Unknown && doubt(&c) == "" && !columns.IsOtherName(c.Header) && !columns.IsCompany(c.Header)
		if isUnknown && len(headers) < most && (columns.AreNames(sample) || namesPerson(&c) && columns.MayBeCalled(sample)) {
			headers = append(headers, c.Header)
		}
	}
	return headers
}
