package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Nameless says that new leads get no name, where none of them gets one or another column has one. The zero value says
// that there are no such.
type Nameless struct {
	Rows int    `json:"rows"` // that make new leads
	Text string `json:"text"`
	Fix  string `json:"fix"`

	named bool
	fills map[string]int // rows that a column could give a name, by its header
}

// add counts a row that can be sent. forBlanks are the columns that may have a name for it.
func (n *Nameless) add(r *row.Row, forBlanks []string) {
	switch {
	case !r.New:
		return
	case r.Cells.Base[lead.Name] != "":
		n.named = true
		return
	}
	n.Rows++
	for _, header := range forBlanks {
		if cell := row.Value(&r.Cells, lead.AttributePrefix+strings.TrimSpace(header)); cell != "" && !columns.IsNoName(cell) {
			if n.fills == nil {
				n.fills = map[string]int{}
			}
			n.fills[header]++
			return
		}
	}
}

// settle says what is known when all rows are.
func (n *Nameless) settle(p *pass) {
	switch {
	case n.Rows == 0 || p.options.Trusted || n.named && !n.sayFills(p):
		*n = Nameless{}
	case !n.named:
		n.Text, n.Fix = "no new lead gets a name: no column is known as that", p.nameFix()
		if names := p.Mapping.Names(); names != nil {
			n.Text = fmt.Sprintf("no new lead gets a name: column %s is blank", columns.Quoted(names[0][0]))
		}
	}
}

// sayFills says which columns have names for rows without one, and reports whether there are any that no proposal takes.
func (n *Nameless) sayFills(p *pass) bool {
	var fills []string
	known := p.Mapping.Names()
	for _, header := range p.hints.ForBlanks {
		isTaken := func(one propose.Proposal) bool {
			return columns.IsName(one.Field) && !one.IsChoice() && slices.Contains(one.Headers(), header)
		}
		if n.fills[header] > 0 && !slices.ContainsFunc(p.Proposals, isTaken) {
			fills, known = append(fills, columns.Quoted(header)), append(known, []string{header})
		}
	}
	if fills == nil {
		return false
	}
	rows := 0
	for _, more := range n.fills {
		rows += more
	}
	text, which := "1 new lead gets no name", "its row"
	if rows > 1 {
		text, which = fmt.Sprintf("%d new leads get no name", rows), "their rows"
	}
	n.Rows = rows
	n.Text = fmt.Sprintf("%s, though column %s may have one in %s", text, strings.Join(fills, " or "), which)
	n.Fix = columns.Flag("map", columns.NewChoice(known, lead.Name.String()).String()) + " takes it where the others are blank"
	if slices.ContainsFunc(p.Mapping.Columns(), func(c columns.Column) bool { return c.How == columns.Assigned && columns.IsName(c.Field) }) {
		n.Fix += ", in place of the other --map of the name"
	}
	return true
}

// nameFix names the columns that may hold names.
func (p *pass) nameFix() string {
	var ways []string
	for _, o := range p.Proposals {
		if columns.IsName(o.Field) || o.Crowded && !o.IsChoice() { // which names stand before e-mails in
			ways = append(ways, o.Fix())
		}
	}
	if ways != nil {
		return strings.Join(ways, " ")
	}
	for _, header := range p.hints.MayBeNames {
		ways = append(ways, columns.MapFlag([]string{header}, lead.Name.String()))
	}
	if ways != nil {
		return "if one of these columns holds names, say which: " + strings.Join(ways, "; ")
	}
	return `if a column holds names, say which: --map "HEADER=name"; if two hold first and last names: --map "FIRST,LAST=name"`
}
