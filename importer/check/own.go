package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
)

// ownAddress is the e-mail of those whose file it is: of payments, each of which has two parties, they are one.
type ownAddress struct {
	email  string // normalised, "" for none
	header string // of the column of the other party, most of whose cells are it
}

// ownAddressOf looks for a column without a meaning that mostly holds one e-mail.
func ownAddressOf(m *columns.Mapping, cells map[string][]string) ownAddress {
	for _, c := range m.Columns() {
		all := cells[c.Header]
		if c.Use != columns.Attribute || !isOneParty(all) || !most(all, isEmail) {
			continue
		}
		email, _ := contact.ParseEmail(middle(all))
		return ownAddress{email, c.Header}
	}
	return ownAddress{}
}

// warnOfOwn tells of a row that would make a lead of those whose file it is.
func (o *one) warnOfOwn() {
	if own := &o.hints.own; own.email != "" && strings.EqualFold(o.email, own.email) && o.row.UUID() == "" {
		o.warn(o.problem("email", "own-address", o.email, fmt.Sprintf("this seems to be your own address, not a lead's: most rows have it in column %q", own.header),
			"remove these rows from the file if they are no leads"))
	}
}

// middle returns the cell that stands in the middle of all in their order: the most frequent one, if more than half
// are that.
func middle(cells []string) string {
	return slices.Sorted(slices.Values(cells))[len(cells)/2]
}
