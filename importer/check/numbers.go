package check

import (
	"regexp"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// areOtherNumbers reports whether a column holds numbers other than phones, by its header or, if that has no word
// for a phone, by the form of all cells.
func areOtherNumbers(header string, cells []string) bool {
	return columns.IsOtherNumber(header) || !columns.SpeaksOf(header, lead.Phone.String()) && arePostalCodes(cells)
}

// postalCode is the form of Brazil's, Japan's and the long ones of the USA.
var postalCode = regexp.MustCompile(`^(\d{5}-\d{3}|\d{3}-\d{4}|\d{5}-\d{4})$`)

func arePostalCodes(cells []string) bool { return most(cells, postalCode.MatchString) }

// postalCodes returns assignments that make columns attributes whose word means a phone in one language and a postal
// code in another, where their cells are such codes.
func (h *head) postalCodes(m *columns.Mapping) (assignments []string) {
	for _, c := range m.Columns() {
		isWord := c.How == columns.Recognised && c.Field == lead.Phone.String() && columns.IsOtherNumber(c.Header)
		if isWord && arePostalCodes(h.cells[c.Header]) {
			assignments = append(assignments, columns.NewPair([]string{c.Header}, lead.AttributePrefix+c.Header).String())
		}
	}
	return assignments
}

// isOneParty reports whether more than half of the cells are the same: where the rows are payments or messages, that
// is the side whose file it is, and no lead.
func isOneParty(cells []string) bool {
	const fewest = 3 // cells that show it
	if len(cells) < fewest {
		return false
	}
	most := middle(cells)
	return 2*count(cells, func(cell string) bool { return cell == most }) > len(cells)
}
