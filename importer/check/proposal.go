package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Proposal is a meaning that a column seems to have, though its header does not say so. Nothing is done
// about it unless a person takes it.
type Proposal struct {
	Header string `json:"header"`
	Letter string `json:"letter,omitzero"`
	Field  string `json:"field"`
	Slip   bool   `json:"slip,omitzero"`  // the header looks like a misspelled word for the field
	Holds  string `json:"holds,omitzero"` // what the cells of the first rows are
	Map    string `json:"map"`            // the assignment that takes it
}

// Take asks whether to take a proposal.
type Take func(context.Context, Proposal) (bool, error)

// Column names the column for people.
func (p *Proposal) Column() string {
	if p.Letter != "" {
		return "column " + p.Letter + " " + shortHeader(p.Header)
	}
	return "column " + shortHeader(p.Header)
}

// Why says what speaks for the proposal.
func (p *Proposal) Why() string {
	var why []string
	if p.Slip {
		why = append(why, fmt.Sprintf("looks like a misspelled %q", p.Field))
	}
	if p.Holds != "" {
		why = append(why, "holds "+p.Holds)
	}
	return strings.Join(why, " and ")
}

// Fix is the flag that takes the proposal.
func (p *Proposal) Fix() string { return columns.MapFlag([]string{p.Header}, p.Field) }

// shortHeader quotes a header on one line.
func shortHeader(header string) string {
	const most = 60
	header = strings.Join(strings.Fields(header), " ")
	if r := []rune(header); len(r) > most {
		header = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", header)
}

// propose finds columns that seem to mean a field that no other column means, at most one a field. cells
// are those of the first rows.
func (o *Options) propose(m *columns.Mapping, cells map[string][]string, letters bool) (all []Proposal) {
	w := witness{phones: contact.NewPhones(), dialCode: o.DialCode}
	free := func(field string) bool {
		_, meant := m.Source(field)
		return !meant && !slices.ContainsFunc(all, func(p Proposal) bool { return p.Field == field })
	}
	add := func(c *columns.Column, field, holds string, slip bool) {
		p := Proposal{Header: c.Header, Field: field, Holds: holds, Slip: slip, Map: columns.NewPair([]string{c.Header}, field).String()}
		if letters {
			p.Letter = sheet.ColumnLetters(c.Index)
		}
		all = append(all, p)
	}
	unknown := func(yield func(*columns.Column, []string) bool) {
		for _, c := range m.Columns() {
			if c.How == columns.Unknown && len(cells[c.Header]) > 0 && !isProposed(all, c.Header) && !yield(&c, cells[c.Header]) {
				return
			}
		}
	}
	for c, sample := range unknown {
		if c.Slip == "" || !free(c.Slip) {
			continue
		}
		holds, ok := w.bears(c.Slip, sample)
		if !ok && c.Sure && identifies(c.Slip) {
			holds, ok = "", true
		}
		if ok {
			add(c, c.Slip, holds, true)
		}
	}
	for c, sample := range unknown {
		for _, field := range []string{lead.UUID.String(), lead.Email.String(), lead.Phone.String()} {
			if holds, ok := w.bears(field, sample); ok && free(field) && !isProposed(all, c.Header) {
				add(c, field, holds, false)
			}
		}
	}
	if name := lead.Name.String(); free(name) && free(columns.FirstName) && free(columns.LastName) {
		if c := likeliestName(unknown); c != nil {
			add(c, name, "names", false)
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return indexOf(m, a.Header) - indexOf(m, b.Header) })
	return all
}

func isProposed(all []Proposal, header string) bool {
	return slices.ContainsFunc(all, func(p Proposal) bool { return p.Header == header })
}

func indexOf(m *columns.Mapping, header string) int {
	return slices.IndexFunc(m.Columns(), func(c columns.Column) bool { return c.Header == header })
}

// likeliestName returns the only column that holds people's names; of several, the only one whose header
// speaks of a name. It is nil if there is none.
func likeliestName(unknown func(func(*columns.Column, []string) bool)) *columns.Column {
	var held, called []*columns.Column
	for c, sample := range unknown {
		if !areNames(sample) {
			continue
		}
		held = append(held, c)
		if columns.SpeaksOfName(c.Header) {
			called = append(called, c)
		}
	}
	switch {
	case len(called) == 1:
		return called[0]
	case len(held) == 1:
		return held[0]
	}
	return nil
}

// misspelled returns the error that headers are probably misspelled words for what tells whom a row means,
// where no other column is one: to take them as attributes would lose the rows.
func misspelled(all []Proposal) error {
	var problems []columns.Problem
	for _, p := range all {
		if !p.Slip || !identifies(p.Field) {
			continue
		}
		as := columns.MapFlag([]string{p.Header}, lead.AttributePrefix+p.Header)
		problems = append(problems, columns.Problem{Headers: []string{p.Header}, Problem: problem.Problem{
			Text: "this " + p.Why(), Fix: fmt.Sprintf("%s takes it as that; %s keeps it as a custom attribute", p.Fix(), as),
		}})
	}
	if problems == nil {
		return nil
	}
	return &columns.Error{Problems: problems}
}

// identifies reports whether a field tells whom a row means.
func identifies(field string) bool {
	return field == lead.UUID.String() || field == lead.Email.String() || field == lead.Phone.String()
}
