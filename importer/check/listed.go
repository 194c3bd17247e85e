package check

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// listed returns the values of an e-mail or phone cell that is a list, else nil. Where the system writes a sign between
// them that stands within other texts, too, every one must be usable.
func (o *one) listed(field, cell string) []string {
	if strings.Contains(cell, contact.ListSign) {
		return strings.Split(cell, contact.ListSign)
	}
	if sign := o.Mapping.ListSign; sign != "" && strings.Contains(cell, sign) {
		values := strings.Split(cell, sign)
		if !slices.ContainsFunc(values, func(value string) bool { return columns.Trimmed(value) == "" || o.flawIn(field, value) != nil }) {
			return values
		}
	}
	return nil
}

// flawIn returns what makes a text no e-mail, or no phone.
func (o *one) flawIn(field, text string) (flaw *problem.Problem) {
	switch field {
	case lead.Email.String():
		_, flaw = contact.ParseEmail(text)
	case lead.Phone.String():
		_, flaw = o.who.Phones.ParseLocal(o.area, text, o.row.Cells.Base[lead.DialCode], o.options.DialCode)
	}
	return flaw
}

// takeFirst takes the first value that is usable of a list in an e-mail or phone cell. The others become
// the custom attribute of the column.
func (o *one) takeFirst(c lead.Column) {
	cell := &o.row.Cells.Base[c]
	values := o.listed(c.String(), *cell)
	if values == nil {
		o.takeOne(c)
		return
	}
	var first string
	var others []string
	for _, value := range values {
		switch value = columns.Trimmed(value); {
		case value == "":
		case first == "" && o.flawIn(c.String(), value) == nil:
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
	o.keepAside(c, strings.Join(others, ", "))
}

// keepAside keeps what a field has no room for in the custom attribute of its column.
func (o *one) keepAside(c lead.Column, text string) {
	if text == "" {
		return
	}
	header := c.String()
	if from := o.columnOf(header); from != nil {
		header = from.Header
	}
	field := lead.AttributePrefix + strings.TrimSpace(header)
	for i := range o.row.Cells.Dynamic {
		if had := &o.row.Cells.Dynamic[i]; had.Column == field {
			had.Value += ", " + text
			return
		}
	}
	o.row.Cells.Dynamic = append(o.row.Cells.Dynamic, lead.Cell{Column: field, Value: text})
}
