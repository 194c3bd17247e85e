package propose

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// lastFirst is what a column holds whose names are to be turned.
const lastFirst = "names with the last name first"

// turnNames proposes to put the first name first in the column of whole names, where its header says that the last name
// stands there, or a comma behind it in nearly all cells. It is the only column of the name, known or proposed.
func (p *proposer) turnNames() {
	name := lead.Name.String()
	isOther := func(o Proposal) bool { return columns.IsName(o.Field) }
	i := slices.IndexFunc(p.all, isOther)
	known := p.mapping.Names()
	switch {
	case i >= 0 && known == nil && !slices.ContainsFunc(p.all[i+1:], isOther):
		if one := &p.all[i]; one.Field == name && one.Also == nil && p.isTurned(one.Header) {
			one.Holds, one.Map = lastFirst, columns.NewPair([]string{one.Header}, columns.Turned).String()
		}
	case i < 0 && len(known) == 1 && len(known[0]) == 1:
		at := slices.IndexFunc(p.columns, func(c columns.Column) bool { return c.Header == known[0][0] })
		if c := &p.columns[at]; c.How == columns.Recognised && c.Field == name && !p.isContested(name) && p.isTurned(c.Header) {
			one := p.add(c, name, lastFirst)
			one.Turns, one.Doubt, one.Unlikely = true, "", false
			one.Map = columns.NewPair([]string{c.Header}, columns.Turned).String()
		}
	}
}

// isTurned reports whether the names of a column are written last name first.
func (p *proposer) isTurned(header string) bool {
	isPart := func(cell string) bool { return isNoName(cell) || len(strings.Fields(cell)) < 2 }
	whole := slices.DeleteFunc(slices.Clone(p.Cells[header]), isPart)
	isName := func(cell string) bool { return columns.IsParted(cell) || columns.IsWords(cell) }
	return most(whole, columns.IsParted) || columns.IsLastFirst(header) && most(whole, isName)
}

// isContested reports whether other columns mean the field, too, which is an error until a person chooses.
func (p *proposer) isContested(field string) bool {
	return slices.ContainsFunc(p.columns, func(c columns.Column) bool {
		return c.Use == columns.Ignored && c.How == columns.Recognised && c.Field == field
	})
}
