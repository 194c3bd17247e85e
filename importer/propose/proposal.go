// Package propose finds out what columns seem to mean that no word says: by their headers and by what the first rows
// hold. It proposes, and decides nothing: a person takes a proposal or leaves it.
package propose

import (
	"context"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
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

	Statuses []string `json:"-"` // of another system, that the first rows hold in a column of statuses
	Beside   []string `json:"-"` // headers of the columns that mean the field already, and come before this one
	Fills    bool     `json:"-"` // rows that have nothing in those have something here
	Crowded  bool     `json:"-"` // cells hold several values, or words beside one: it takes SeveralFlag, too
	Broken   bool     `json:"-"` // cells cannot be read in rows that are good without them: it takes BrokenFlag, too
	Unlikely bool     `json:"-"` // the doubt is such that hardly anybody will take it
	Turns    bool     `json:"-"` // it is the name already, and is read last name first

	letters []string // of Also
	instead bool     // the user said what means the field already
}

// Proposed is what a person is asked about: a *Proposal or a *StatusProposal.
type Proposed interface {
	Question() string
	Flags() []string // that take it without a question
}

// Take asks whether to take a proposal.
type Take func(context.Context, Proposed) (bool, error)

// SeveralFlag takes the first e-mail or phone of cells that hold several, or words beside one.
const SeveralFlag = "--on-several first"

// BrokenFlag imports a row without an e-mail or phone that cannot be read, if its other contact is good.
const BrokenFlag = "--on-bad-contact drop"

// Question asks about the proposal.
func (p *Proposal) Question() string {
	if p.Turns {
		return fmt.Sprintf("%s %s. Put the first name first?", p.Column(), p.Why())
	}
	return fmt.Sprintf("%s %s. Import it as %s?", p.Column(), p.Why(), p.Field)
}

// IsChoice reports whether only a person can say whether to take the proposal.
func (p *Proposal) IsChoice() bool { return p.Doubt != "" && !p.Fills }

// Headers are those of the columns that are proposed as one.
func (p *Proposal) Headers() []string { return append([]string{p.Header}, p.Also...) }

// Flags are those that take the proposal.
func (p *Proposal) Flags() []string {
	return append([]string{"--map", p.Map}, Also(p.Crowded, p.Broken)...)
}

// Also are the flags that proposals take beside their assignments.
func Also(crowded, broken bool) (flags []string) {
	if crowded {
		flags = strings.Fields(SeveralFlag)
	}
	if broken {
		flags = append(flags, strings.Fields(BrokenFlag)...)
	}
	return flags
}

// Column names the column for people.
func (p *Proposal) Column() string {
	named := func(letter, header string) string { return strings.TrimLeft(letter+" "+columns.Quoted(header), " ") }
	all := []string{named(p.Letter, p.Header)}
	for i, header := range p.Also {
		all = append(all, named(p.letters[i], header))
	}
	return "column " + strings.Join(all, " or ")
}

// Why says what speaks for the proposal, and against it.
func (p *Proposal) Why() string {
	why := p.For()
	if p.Doubt != "" {
		why = strings.TrimPrefix(why+" and "+p.Doubt, " and ")
	}
	return why
}

// For says what speaks for the proposal, "" for nothing but its word.
func (p *Proposal) For() string {
	var why []string
	switch {
	case p.Slip && len(lettersOf(p.Header)) > 1 && columns.SpeaksOf(p.Header, p.Field): // as in "Contact e-mail"
		why = append(why, "has a word for "+p.Field+" in its name")
	case p.Slip:
		why = append(why, fmt.Sprintf("looks like a misspelled %q", p.Field))
	}
	if p.Holds != "" {
		why = append(why, "holds "+p.Holds)
	}
	return strings.Join(why, " and ")
}

// Fix is the flag that takes the proposal.
func (p *Proposal) Fix() string {
	flag := strings.Join(append([]string{columns.Flag("map", p.Map)}, Also(p.Crowded, p.Broken)...), " ")
	if p.instead {
		flag += " in place of the other --map of that field"
	}
	return flag
}

// Misspelled returns the error that headers are probably misspelled words for what tells whom a row means,
// where no other column is one: to take them as attributes would lose the rows.
func Misspelled(all []Proposal) error {
	var problems []columns.Problem
	for _, p := range all {
		if !p.Slip || !columns.Identifies(p.Field) {
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
