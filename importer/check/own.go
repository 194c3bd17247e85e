package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/row"
)

// ownAddress is the e-mail of those whose file it is: of payments, each of which has two parties, they are one.
type ownAddress struct {
	email  string // normalised, "" for none
	header string // of the column of the other party, most of whose cells are it
}

// ownAddressOf looks for a column without a meaning that mostly holds one e-mail. One of employees is none: they are no
// party, and may be leads, too.
func ownAddressOf(m *columns.Mapping, cells map[string][]string) ownAddress {
	for _, c := range m.Columns() {
		all := cells[c.Header]
		if c.Use != columns.Attribute || c.Another != "" || !isOneParty(all) || !most(all, isEmail) {
			continue
		}
		email, _ := contact.ParseEmail(middle(all))
		return ownAddress{email, c.Header}
	}
	return ownAddress{}
}

// isOwn reports whether a row would make a lead of those whose file it is.
func (o *one) isOwn() bool {
	own := o.hints.own.email
	return own != "" && strings.EqualFold(o.email, own) && o.row.UUID() == ""
}

// skipOwn is what is said of such a row, which is skipped.
func (o *one) skipOwn() row.Problem {
	header := o.hints.own.header
	return o.problem("email", "own-address", o.email, fmt.Sprintf("this is your own address, and no lead: most rows have it in column %q", header),
		"if it is a lead's: "+columns.MapFlag([]string{header}, "")+" leaves that column out, and such rows are imported")
}

// middle returns the cell that stands in the middle of all in their order: the most frequent one, if more than half
// are that.
func middle(cells []string) string {
	return slices.Sorted(slices.Values(cells))[len(cells)/2]
}
