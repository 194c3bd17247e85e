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
	Header string   `json:"header"`
	Also   []string `json:"also,omitzero"`  // headers of other columns that may be the same
	Doubt  string   `json:"doubt,omitzero"` // why it is rather not so, which is not asked but told
	Letter string   `json:"letter,omitzero"`
	Field  string   `json:"field"`
	Slip   bool     `json:"slip,omitzero"`  // the header looks like a misspelled word for the field
	Holds  string   `json:"holds,omitzero"` // what the cells of the first rows are
	Map    string   `json:"map"`            // the assignment that takes it

	statuses []string // of another system, that the first rows hold in a column of statuses
	beside   []string // headers of the columns that mean the field already, and come before this one
}

// Proposed is what a person is asked about: a *Proposal or a *StatusProposal.
type Proposed interface {
	Question() string
	Flags() []string // that take it without a question
}

// Take asks whether to take a proposal.
type Take func(context.Context, Proposed) (bool, error)

// Question asks about the proposal.
func (p *Proposal) Question() string {
	return fmt.Sprintf("%s %s. Import it as %s?", p.Column(), p.Why(), p.Field)
}

// Flags are those that take the proposal.
func (p *Proposal) Flags() []string { return []string{"--map", p.Map} }

// Column names the column for people.
func (p *Proposal) Column() string {
	name := "column "
	if p.Letter != "" {
		name += p.Letter + " "
	}
	headers := []string{shortHeader(p.Header)}
	for _, header := range p.Also {
		headers = append(headers, shortHeader(header))
	}
	return name + strings.Join(headers, " or ")
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
	if p.Doubt != "" {
		why = append(why, p.Doubt)
	}
	return strings.Join(why, " and ")
}

// Fix is the flag that takes the proposal.
func (p *Proposal) Fix() string {
	return columns.MapFlag(slices.Concat(p.beside, []string{p.Header}, p.Also), p.Field)
}

// shortHeader quotes a header on one line.
func shortHeader(header string) string {
	const most = 60
	header = strings.Join(strings.Fields(header), " ")
	if r := []rune(header); len(r) > most {
		header = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", header)
}

// propose finds columns that seem to mean a field that no other column means: of e-mails and phones all
// that do, as one, of any other field the first. cells are those of the first rows.
func (o *Options) propose(m *columns.Mapping, cells map[string][]string, letters bool) (all []Proposal) {
	w := witness{phones: contact.NewPhones(), dialCode: o.DialCode}
	free := func(field string) bool {
		_, meant := m.Source(field)
		return !meant && !slices.ContainsFunc(all, func(p Proposal) bool { return p.Field == field })
	}
	add := func(c *columns.Column, field, holds string, slip bool) {
		p := Proposal{Header: c.Header, Field: field, Holds: holds, Slip: slip, Doubt: doubt(c), Map: columns.NewPair([]string{c.Header}, field).String()}
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
		if c.Slip == "" || !free(c.Slip) || doubt(c) != "" {
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
			holds, ok := w.bears(field, sample)
			switch first := sameKind(all, field); {
			case !ok || doubt(c) != "" || isProposed(all, c.Header):
			case free(field):
				add(c, field, holds, false)
			case first != nil:
				first.Also = append(first.Also, c.Header)
				first.Map = columns.NewPair(append([]string{first.Header}, first.Also...), field).String()
			}
		}
	}
	for c, sample := range unknown {
		if holds, ok := w.bears(c.Perhaps, sample); c.Perhaps != "" && ok && free(c.Perhaps) {
			add(c, c.Perhaps, holds, false)
			all[len(all)-1].statuses = foreignStatuses(sample)
		}
	}
	if name := lead.Name.String(); free(name) && free(columns.FirstName) && free(columns.LastName) {
		if c := likeliestName(unknown); c != nil {
			add(c, name, "names", false)
		}
	}
	known := slices.Clone(all)
	for _, c := range m.Columns() {
		field := doubtful(&c, &w, cells[c.Header])
		_, meant := m.Source(field)
		if field != "" && (c.Friend != "" || !meant && sameKind(known, field) == nil) {
			add(&c, field, "", false)
		}
	}
	email := lead.Email.String()
	for c, sample := range unknown {
		known := m.Sharing(email)
		if holds, ok := w.bears(email, sample); ok && len(known) > 0 && doubt(c) == "" {
			add(c, email, holds, false)
			p := &all[len(all)-1]
			p.beside, p.Doubt = known, "comes after "+shortHeader(known[0])
			p.Map = columns.NewPair(append(slices.Clip(known), c.Header), email).String()
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return indexOf(m, a.Header) - indexOf(m, b.Header) })
	return all
}

// doubtful returns the field of which a column has the word or the values, though it is another person's
// or the word means something else here; "" for none.
func doubtful(c *columns.Column, w *witness, cells []string) string {
	if c.Friend != "" || c.Another == "" || len(cells) == 0 {
		return c.Friend
	}
	for _, field := range []string{lead.Email.String(), lead.Phone.String()} {
		if _, ok := w.bears(field, cells); ok {
			return field
		}
	}
	return ""
}

// doubt says why a column is rather not what its word or values say, "" if nothing speaks against it.
func doubt(c *columns.Column) string {
	switch {
	case c.Another != "":
		return fmt.Sprintf("seems to be another person's (%q)", c.Another)
	case c.Friend != "":
		return "has a header that means something else in the language of the file"
	}
	return ""
}

// sameKind returns the proposal that further columns may join: for e-mails or phones, by what it holds.
func sameKind(all []Proposal, field string) *Proposal {
	i := slices.IndexFunc(all, func(p Proposal) bool { return p.Field == field && !p.Slip })
	if i < 0 || field == lead.UUID.String() {
		return nil
	}
	return &all[i]
}

func isProposed(all []Proposal, header string) bool {
	return slices.ContainsFunc(all, func(p Proposal) bool { return p.Header == header || slices.Contains(p.Also, header) })
}

func indexOf(m *columns.Mapping, header string) int {
	return slices.IndexFunc(m.Columns(), func(c columns.Column) bool { return c.Header == header })
}

// likeliestName returns the only column that holds people's names; of several, the only one whose header
// speaks of a name. It is nil if there is none.
func likeliestName(unknown func(func(*columns.Column, []string) bool)) *columns.Column {
	var held, called []*columns.Column
	for c, sample := range unknown {
		if !columns.AreNames(sample) {
			continue
		}
		held = append(held, c)
		if columns.SpeaksOfName(c.Header) {
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

// misspelled returns the error that headers are probably misspelled words for what tells whom a row means,
// where no other column is one: to take them as attributes would lose the rows.
func misspelled(all []Proposal) error {
	var problems []columns.Problem
	for _, p := range all {
		if !p.Slip || !identifies(p.Field) {
			continue
		}
		as := columns.MapFlag([]string{p.Header}, lead.AttributePrefix+p.Header)
		problems = append(problems, columns.Problem{
			Headers: []string{p.Header}, Ends: []columns.Pair{columns.NewPair([]string{p.Header}, p.Field)},
			Problem: problem.Problem{Text: "this " + p.Why(), Fix: fmt.Sprintf("%s takes it as that; %s keeps it as a custom attribute", p.Fix(), as)},
		})
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
