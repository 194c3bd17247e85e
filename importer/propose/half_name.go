package propose

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// addHalfName adds the other half of a name, as "Prénon" for "Nom": where one column is the name or a part of it, and
// another one, which holds names, has a misspelled word for the other part, or beside it nearly such a word. Without it,
// leads have half a name.
func (p *proposer) addHalfName() {
	half := p.onlyHalf()
	if half == nil || slices.ContainsFunc(p.all, func(o Proposal) bool { return columns.IsName(o.Field) }) {
		return
	}
	for c, sample := range p.unknown() {
		isBeside := c.Index == half.Index-1 || c.Index == half.Index+1
		if !isBeside && !columns.IsName(c.Slip) || doubt(c) != "" || columns.IsCompany(c.Header) || !columns.MayBeNames(sample) {
			continue
		}
		headers := []string{c.Header, half.Header}
		name := lead.Name.String()
		switch near := columns.NearPart(c.Header); {
		case near == "" || near == half.Field:
			continue
		case near == columns.LastName || near == name && half.Field == columns.FirstName:
			slices.Reverse(headers)
		}
		one := p.add(c, name, "names, of which column "+columns.Quoted(half.Header)+" is the other half")
		one.Slip, one.Map = true, columns.NewPair(headers, name).String()
		return
	}
}

// onlyHalf returns the only column that is known as a part of the name, or as the name though it has single words; nil
// for none.
func (p *proposer) onlyHalf() (half *columns.Column) {
	for i := range p.columns {
		c := &p.columns[i]
		if c.Use != columns.Written || !columns.IsName(c.Field) {
			continue
		}
		if half != nil || c.How != columns.Recognised {
			return nil
		}
		half = c
	}
	isOneWord := func(cell string) bool { return len(strings.Fields(cell)) == 1 }
	if half == nil || half.Field == lead.Name.String() && !most(p.Cells[half.Header], isOneWord) {
		return nil
	}
	return half
}
