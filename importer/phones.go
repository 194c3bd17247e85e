package importer

import (
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// noCountry says of a phone that it names no country, and whether it looks as if a spreadsheet had taken its plus.
func (h *hearing) noCountry(number string) Problem {
	const longest = 10 // digits that numbers have within a country, but for a few
	if len(number) > longest && !strings.HasPrefix(number, "0") {
		if _, flaw := h.phones.Parse("+"+number, "", ""); flaw == nil {
			return h.problem("phone", "phone-lost-plus", h.cells.Base[lead.Phone],
				"the phone number names no country, and is as long as one that has lost its plus, which spreadsheets take away",
				"write the plus again in a column that is formatted as Text, or give the country with --dial-code if it is the same for all")
		}
	}
	return h.problem("phone", "phone-no-country", number, "the phone number names no country", "add a dial code column, or give the country with --dial-code")
}

// noteMark counts the phones that begin with a plus or a zero: spreadsheets take both from all numbers of a column.
func (j *judge) noteMark(cell string) {
	if text := strings.TrimLeft(cell, " '\"=(\u00a0"); strings.HasPrefix(text, "+") || strings.HasPrefix(text, "0") {
		j.marked++
	}
}

// explainPhones says of phones without a country what has probably become of them, where the whole column shows it.
func (j *judge) explainPhones(findings []Finding) {
	const few = 3 // rows that prove nothing
	for i := range findings {
		if f := &findings[i]; f.Code == "phone-no-country" && f.Count >= few && j.marked == 0 {
			f.Code = "phone-stripped"
			f.Text = "the phone number names no country, and no number of the column begins with a plus or a zero, which spreadsheets take away"
			f.Fix += "; then they are read with or without their zero"
		}
	}
}
