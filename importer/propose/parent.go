package propose

import (
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// takeParents takes the columns of parents as the lead's, and those of the child as another person's, where the file has
// names of both: who fills in such a form is the parent.
func (p *proposer) takeParents() {
	if !p.free(lead.Name.String()) {
		return
	}
	var parents, children []*columns.Column
	isNamed := false
	for i := range p.columns {
		c := &p.columns[i]
		isParent, isChild := columns.NamesParent(c.Header), columns.NamesChild(c.Header)
		isName := (speaksOfName(c) || len(lettersOf(c.Header)) <= 2) && columns.MayBeNames(p.Cells[c.Header])
		switch {
		case c.How != columns.Unknown || isParent == isChild:
		case isParent:
			parents, isNamed = append(parents, c), isNamed || isName
		case isName:
			children = append(children, c)
		}
	}
	if !isNamed || children == nil {
		return
	}
	for _, c := range parents {
		if c.Another = ""; columns.PartOf(c.Header) == "" && columns.MayBeNames(p.Cells[c.Header]) {
			c.Perhaps = lead.Name.String()
		}
	}
	for _, c := range children {
		c.Another, c.Perhaps = c.Header, ""
	}
}

// speaksOfName reports whether a header has a word for a person's name or a part of it.
func speaksOfName(c *columns.Column) bool {
	speaks := func(field string) bool { return columns.SpeaksOf(c.Header, field) }
	return slices.ContainsFunc([]string{lead.Name.String(), columns.FirstName, columns.LastName}, speaks) || columns.NamesPerson(c.Header)
}
