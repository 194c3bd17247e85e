package propose

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// The reasons why a column of statuses is told of, and not taken by the one command.
const (
	doubtOther   = "may be about something else than the lead"
	doubtState   = "seems to be the state of something else than the lead, such as a subscription, a message, a payment or a booking"
	doubtUnknown = "has many values that are no known statuses"
	doubtSeveral = "is one of several such columns"
)

// otherStates returns assignments that make columns attributes whose word means the status, where their cells are states
// of something else.
func (h *Head) otherStates(m *columns.Mapping) (assignments []string) {
	for _, c := range m.Columns() {
		if c.How == columns.Recognised && c.IsStatus() && columns.AreOtherStates(h.Cells[c.Header], h.Names) {
			h.states = append(h.states, c.Header)
			assignments = append(assignments, columns.NewPair([]string{c.Header}, lead.AttributePrefix+c.Header).String())
		}
	}
	return assignments
}

// addStatuses adds the columns that hold statuses: one that may be the status of the leads, and all others with a doubt.
func (p *proposer) addStatuses() {
	for _, c := range p.columns {
		if slices.Contains(p.states, c.Header) {
			p.addStatus(&c, p.Cells[c.Header], "", doubtState)
		}
	}
	if !p.hasStatus() {
		p.addCalledStatuses()
	}
	if !p.hasStatus() {
		p.addUncalledStatuses()
	}
}

// hasStatus reports whether a column is the status, or is proposed for it without a doubt.
func (p *proposer) hasStatus() bool {
	status := lead.Status.String()
	isFilled := func(header string) bool { return len(p.Cells[header]) > 0 }
	return p.mapping.Holds(status, isFilled) || slices.ContainsFunc(p.all, func(o Proposal) bool { return o.Field == status && o.Doubt == "" })
}

// addCalledStatuses adds columns whose headers speak of a status. One whose word hardly means anything else is told of,
// whatever its cells are, and any other if they look like statuses that are not known.
func (p *proposer) addCalledStatuses() {
	for c, sample := range p.unknown() {
		isCalled := c.Perhaps == lead.Status.String()
		if !isCalled && !columns.SpeaksOfStatus(c.Header) {
			continue
		}
		sample = slices.DeleteFunc(slices.Clone(sample), columns.IsNoStatus)
		holds, ok := p.bears(lead.Status.String(), sample)
		isOther := columns.AreOtherStates(sample, p.Names)
		if !ok && !c.Sure && (isOther || columns.IsOtherState(c.Header) || !p.mayBeStatuses(c, sample)) {
			continue
		}
		if !ok {
			holds = "mostly statuses"
		}
		why := ""
		switch {
		case isOther:
			holds, why = "", doubtState
		case !ok && 2*count(sample, isStatus) <= len(sample):
			holds, why = "", doubtUnknown
		case !isCalled:
			why = doubtOther
		case p.hasStatus():
			why = doubtSeveral
		}
		p.addStatus(c, sample, holds, why)
	}
}

// mayBeStatuses reports whether cells are a few short texts without digits. Where none of them is known, a word that also
// means a part of a country tells nothing in a file of addresses.
func (p *proposer) mayBeStatuses(c *columns.Column, cells []string) bool {
	const fewest, most = 2, 12 // different texts
	distinct := map[string]bool{}
	for _, cell := range cells {
		distinct[columns.FoldStatus(cell)] = true
	}
	if len(distinct) < fewest || len(distinct) > most || slices.ContainsFunc(cells, isNoWord) {
		return false
	}
	return count(cells, isStatus) > 0 || !columns.MayBeRegion(c.Header) || !slices.ContainsFunc(p.Names, columns.IsOtherNumber)
}

// isNoWord reports whether a cell is a sentence, a number, or a code of two letters.
func isNoWord(cell string) bool {
	const longest, code = 40, 2 // characters
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, cell)
	return len([]rune(cell)) > longest || len(letters) <= code || strings.ContainsFunc(cell, unicode.IsDigit)
}

// addUncalledStatuses adds columns that hold statuses under a word that says nothing of them, such as the name of a list
// on a board: that with the most of them, if they mean that many of the platform's.
func (p *proposer) addUncalledStatuses() {
	const several = 3
	var found []*columns.Column
	for c, sample := range p.unknown() {
		texts, meant := knownStatuses(sample)
		isStatuses := texts >= several && meant > 1 && 2*count(sample, isStatus) > len(sample)
		if isStatuses && doubt(c) == "" && !columns.AreOtherStates(sample, p.Names) {
			found = append(found, c)
		}
	}
	meant := func(c *columns.Column) int {
		_, meant := knownStatuses(p.Cells[c.Header])
		return meant
	}
	slices.SortStableFunc(found, func(a, b *columns.Column) int { return meant(b) - meant(a) })
	for i, c := range found {
		why := ""
		switch {
		case i > 0:
			why = doubtSeveral
		case meant(c) < several:
			why = doubtOther
		}
		p.addStatus(c, p.Cells[c.Header], "statuses", why)
	}
}

func (p *proposer) addStatus(c *columns.Column, sample []string, holds, why string) {
	one := p.add(c, lead.Status.String(), holds)
	one.Statuses = foreignStatuses(sample)
	if why != "" {
		one.Doubt, one.Unlikely = why, why == doubtState
	}
}

// knownStatuses counts the different texts among cells that are known as statuses, and the statuses that they mean.
func knownStatuses(cells []string) (texts, meant int) {
	all, of := map[string]bool{}, map[string]bool{}
	for _, cell := range cells {
		if isStatus(cell) {
			all[columns.FoldStatus(cell)], of[cmp.Or(columns.OwnStatus(cell), columns.StatusOf(cell))] = true, true
		}
	}
	return len(all), len(of)
}
