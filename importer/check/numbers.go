package check

import (
	"regexp"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
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

// phoneCodes returns the assignment that makes a column the phone whose header is a word for a dial code, where no
// column is the phone and its cells are whole numbers.
func (h *head) phoneCodes(m *columns.Mapping) (assignments []string) {
	if _, known := m.Source(lead.Phone.String()); known {
		return nil
	}
	phones := contact.NewPhones()
	isWhole := func(cell string) bool {
		const fewest = 8 // digits
		return countDigits(cell) >= fewest && phones.Whole(strings.TrimLeft(cell, "+ ")).Number != ""
	}
	for _, c := range m.Columns() {
		if c.How == columns.Recognised && c.Field == lead.DialCode.String() && most(h.cells[c.Header], isWhole) {
			return []string{columns.NewPair([]string{c.Header}, lead.Phone.String()).String()}
		}
	}
	return nil
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
