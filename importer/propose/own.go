package propose

import (
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
)

// OwnAddress is the e-mail of those whose file it is: of payments, each of which has two parties, they are one.
type OwnAddress struct {
	Email  string // normalised, "" for none
	Header string // of the column of the other party, most of whose cells are it
}

// ownAddressOf looks for a column without a meaning that mostly holds one e-mail. One of employees is none: they are no
// party, and may be leads, too.
func ownAddressOf(m *columns.Mapping, cells map[string][]string) OwnAddress {
	for _, c := range m.Columns() {
		all := cells[c.Header]
		if c.Use != columns.Attribute || c.Another != "" || !isOneParty(all) || !most(all, isEmail) {
			continue
		}
		email, _ := contact.ParseEmail(middle(all))
		return OwnAddress{email, c.Header}
	}
	return OwnAddress{}
}

// middle returns the cell that stands in the middle of all in their order: the most frequent one, if more than half
// are that.
func middle(cells []string) string {
	return slices.Sorted(slices.Values(cells))[len(cells)/2]
}
