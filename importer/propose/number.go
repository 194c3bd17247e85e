package propose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// areOtherNumbers reports whether a column holds numbers other than phones: by its header or, if that does not speak of
// phones, by the form of its cells. Beside a column of phones, bare digits are something else, too.
func (w *witness) areOtherNumbers(c *columns.Column, cells []string, beside bool) bool {
	switch {
	case columns.IsOtherNumber(c.Header):
		return true
	case maySpeakOfPhones(c):
		return false
	}
	return arePostalCodes(cells) || w.haveOtherForm(cells) || beside && (isCalledID(c.Header) || most(cells, contact.IsDigits))
}

// maySpeakOfPhones is speaksOfPhones for a header that may be short for a phone, too: "Landline".
func maySpeakOfPhones(c *columns.Column) bool {
	return c.Perhaps == lead.Phone.String() || speaksOfPhones(c.Header)
}

// speaksOfPhones reports whether a header speaks of phones, and not of a number that a system gave them.
func speaksOfPhones(header string) bool {
	return isWhatsAppID(header) || columns.SpeaksOf(header, lead.Phone.String()) && !isCalledID(header)
}

// isCalledID reports whether a header names a number of a system, such as "Phone number ID".
func isCalledID(header string) bool {
	return slices.Contains(lettersOf(header), "id") && !isWhatsAppID(header)
}

// isWhatsAppID reports whether a header names the number by which WhatsApp knows a person, which is a phone with its
// country's code: "WhatsApp ID", "wa_id".
func isWhatsAppID(header string) bool {
	words := slices.DeleteFunc(lettersOf(header), func(word string) bool { return slices.Contains([]string{"contact", "customer", "user"}, word) })
	return slices.Contains([]string{"whatsapp id", "wa id", "waid", "wa jid", "whatsapp jid"}, strings.Join(words, " "))
}

// lettersOf returns the words of a header in lower case.
func lettersOf(header string) []string {
	return strings.FieldsFunc(strings.ToLower(header), func(r rune) bool { return !unicode.IsLetter(r) })
}

// postalCode is the form of Brazil's, Japan's and the long ones of the USA.
var postalCode = regexp.MustCompile(`^(\d{5}-\d{3}|\d{3}-\d{4}|\d{5}-\d{4})$`)

func arePostalCodes(cells []string) bool { return most(cells, postalCode.MatchString) }

// Corrections returns assignments for columns whose words mean something else than their cells are.
func (h *Head) Corrections(m *columns.Mapping) (assignments []string) {
	return slices.Concat(h.postalCodes(m), h.phoneCodes(m), h.otherStates(m))
}

// postalCodes returns assignments that make columns attributes whose word means a phone in one language and a postal
// code in another, where their cells are such codes.
func (h *Head) postalCodes(m *columns.Mapping) (assignments []string) {
	for _, c := range m.Columns() {
		isWord := c.How == columns.Recognised && c.Field == lead.Phone.String() && columns.IsOtherNumber(c.Header)
		if isWord && arePostalCodes(h.Cells[c.Header]) {
			assignments = append(assignments, columns.NewPair([]string{c.Header}, lead.AttributePrefix+c.Header).String())
		}
	}
	return assignments
}

// phoneCodes returns the assignment that makes a column the phone whose header is a word for a dial code, where no
// column is the phone and its cells are whole numbers.
func (h *Head) phoneCodes(m *columns.Mapping) (assignments []string) {
	if _, known := m.Source(lead.Phone.String()); known {
		return nil
	}
	phones := contact.NewPhones()
	isWhole := func(cell string) bool {
		const fewest = 8 // digits
		return contact.CountDigits(cell) >= fewest && phones.Whole(strings.TrimLeft(cell, "+ ")).Number != ""
	}
	for _, c := range m.Columns() {
		if c.How == columns.Recognised && c.Field == lead.DialCode.String() && most(h.Cells[c.Header], isWhole) {
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
