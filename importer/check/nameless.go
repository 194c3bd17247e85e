package check

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Nameless says that new leads get no name, where none of them gets one. The zero value says that one has.
type Nameless struct {
	Rows int    `json:"rows"` // that make new leads
	Text string `json:"text"`
	Fix  string `json:"fix"`

	named bool
}

// add counts a row that can be sent.
func (n *Nameless) add(r *row.Row) {
	switch {
	case !r.New:
	case r.Cells.Base[lead.Name] != "":
		n.named = true
	default:
		n.Rows++
	}
}

// settle says what is known when all rows are.
func (n *Nameless) settle(p *pass) {
	if n.named || n.Rows == 0 || p.options.Trusted {
		*n = Nameless{}
		return
	}
	n.Text, n.Fix = "no new lead gets a name: no column is known as that", p.nameFix()
	if names := p.Mapping.Names(); names != nil {
		n.Text = fmt.Sprintf("no new lead gets a name: column %s is blank", columns.Quoted(names[0][0]))
	}
}

// nameFix names the columns that may hold names.
func (p *pass) nameFix() string {
	var ways []string
	for _, o := range p.Proposals {
		if columns.IsName(o.Field) {
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
	return `if a column holds names, say which: --map "HEADER=name"`
}
