package check

import (
	"strings"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// listSign stands between the values of one cell in files of Google: no address and no number has it.
const listSign = ":::"

// takeFirst takes the first value that is usable of a list in an e-mail or phone cell. The others become
// the custom attribute of the column.
func (o *one) takeFirst(c lead.Column, parse func(string) *problem.Problem) {
	cell := &o.row.Cells.Base[c]
	if !strings.Contains(*cell, listSign) {
		return
	}
	var first string
	var others []string
	for value := range strings.SplitSeq(*cell, listSign) {
		switch value = trimmed(value); {
		case value == "":
		case first == "" && parse(value) == nil:
			first = value
		default:
			others = append(others, value)
			o.left = append(o.left, leftOver{o.columnOf(c.String()), c.String(), value, true})
		}
	}
	if first == "" {
		return // what is wrong with it is told
	}
	o.warn(o.problem(c.String(), "list", *cell, "the cell holds several values: the first is taken, and the others become a custom attribute",
		"if another one is right, move it to the front"))
	*cell = first
	if len(others) > 0 {
		o.row.Cells.Dynamic = append(o.row.Cells.Dynamic, lead.Cell{Column: lead.AttributePrefix + o.sourceOf(c.String()), Value: strings.Join(others, ", ")})
	}
}

// takeFirsts does so for both.
func (o *one) takeFirsts() {
	o.takeFirst(lead.Email, func(value string) *problem.Problem {
		_, flaw := contact.ParseEmail(value)
		return flaw
	})
	o.takeFirst(lead.Phone, func(value string) *problem.Problem {
		_, flaw := o.who.Phones.ParseLocal(o.area, value, o.row.Cells.Base[lead.DialCode], o.options.DialCode)
		return flaw
	})
}
