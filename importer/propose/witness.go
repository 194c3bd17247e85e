package propose

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// witness looks at the cells of a column.
type witness struct {
	phones   *contact.Phones
	dialCode string
}

// bears reports whether the cells may be values of the field, and what they are then.
func (w *witness) bears(field string, cells []string) (holds string, ok bool) {
	var is func(cell string) bool
	switch field {
	case lead.Email.String():
		holds, is = "e-mail addresses", isEmail
	case lead.Phone.String():
		holds, is = "phone numbers", w.arePhones
	case lead.UUID.String():
		holds, is = "UUIDs", func(cell string) bool { _, ok := row.ParseUUID(cell); return ok }
	case lead.DialCode.String():
		holds, is = "dial codes", isDialCode
	case columns.AreaCode:
		holds, is = "area codes", isAreaCode
	case lead.Status.String():
		holds, is = "statuses", isStatus
	case lead.Picture.String():
		holds, is = "web addresses", isWebAddress
	case lead.AgentID.String():
		holds, is = "IDs", isID
	case lead.Name.String(), columns.FirstName, columns.LastName, columns.MiddleName:
		holds, is = "names", columns.IsWords
	default: // tags, notes and attributes may hold any text
		return "", true
	}
	if field == lead.Email.String() || field == lead.Phone.String() {
		filled := slices.DeleteFunc(slices.Clone(cells), meansNone)
		return holds, most(filled, is) && 2*len(filled) > len(cells)
	}
	return holds, most(cells, is)
}

// meansNone reports whether a cell says that there is no e-mail or phone.
func meansNone(cell string) bool {
	return columns.MeansNone(cell) || columns.IsPlaceholder(cell)
}

// holds is bears for a column whose header may speak of the field, too: then a bare number is a phone.
func (w *witness) holds(c *columns.Column, field string, cells []string) (holds string, ok bool) {
	filled := slices.DeleteFunc(slices.Clone(cells), meansNone)
	if field != lead.UUID.String() && isOneParty(cells) && isOneParty(filled) || field == lead.Phone.String() && w.areOtherNumbers(c, cells, false) {
		return "", false
	}
	const few = 2 // values that show what a column mostly holds
	switch holds, ok = w.bears(field, cells); {
	case ok:
		return holds, ok
	case field == lead.Email.String() && areCrowded(cells):
		return holds + " with words beside them", true
	case field == lead.Email.String():
		n := count(cells, isEmail)
		return "mostly " + holds, n >= few && 2*n > len(cells)
	case field != lead.Phone.String():
		return holds, false
	}
	if maySpeakOfPhones(c) {
		return holds, 2*count(filled, w.seemsPhone) > len(filled)
	}
	if 2*len(filled) > len(cells) {
		cells = filled
	}
	sure := count(cells, func(cell string) bool { return !contact.IsDigits(cell) && w.arePhones(cell) })
	if sure >= few && most(cells, w.mayBePhone) {
		return holds, true
	}
	return "mostly " + holds, sure >= few && 2*sure > len(cells)
}

// most reports whether nearly all cells are so.
func most(cells []string, is func(string) bool) bool {
	n := count(cells, is)
	return n > 0 && n*5 >= len(cells)*4
}

func count(cells []string, is func(string) bool) (n int) {
	for _, cell := range cells {
		if is(strings.TrimSpace(cell)) {
			n++
		}
	}
	return n
}

// isEmail reports whether a cell is an e-mail address, or a list of them.
func isEmail(cell string) bool {
	if contact.SameEmail(cell) != "" {
		return true
	}
	n := 0
	cell = strings.ReplaceAll(cell, contact.ListSign, ";")
	for one := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
		if address, flaw := contact.ParseEmail(one); flaw != nil || address == "" {
			return false
		}
		n++
	}
	return n > 0
}

// areCrowded reports whether most cells hold an e-mail address, and half of them words beside it: "Ann <ann@x.com>".
func areCrowded(cells []string) bool {
	const few, long = 2, 80 // cells that show it; bytes for each address, more than which is prose
	crowded := 0
	isOne := func(cell string) bool {
		address, _ := contact.FirstEmail(cell)
		if address != "" && !isEmail(cell) {
			crowded++
		}
		return address != "" && len(cell) <= long*strings.Count(cell, "@")
	}
	return most(cells, isOne) && crowded >= few && 2*crowded >= len(cells)
}

func isDialCode(cell string) bool {
	const longest = 5 // with its plus
	_, flaw := contact.ParseDialCode(cell)
	return flaw == nil && len(cell) <= longest
}

func isAreaCode(cell string) bool {
	const longest = 6 // digits
	return contact.IsDigits(cell) && len(cell) <= longest
}

// isStatus reports whether a cell is a status of the platform, or one of another system.
func isStatus(cell string) bool { return columns.OwnStatus(cell) != "" || columns.StatusOf(cell) != "" }

// countryColumn returns the header of a column that holds countries, where no column has dial codes. Of several
// addresses, that of the phone counts: "Shipping country" says nothing of "Billing phone" beside a "Billing country".
func countryColumn(m *columns.Mapping, cells map[string][]string) string {
	if _, known := m.Source(lead.DialCode.String()); known {
		return ""
	}
	all := countryColumns(m, cells)
	isOfOther := func(country string) bool {
		return slices.ContainsFunc(m.Sharing(lead.Phone.String()), func(phone string) bool {
			block := addressOf(phone)
			isOwn := func(country string) bool { return addressOf(country) == block }
			return block != "" && !isOwn(country) && slices.ContainsFunc(all, isOwn)
		})
	}
	for _, header := range all {
		if !isOfOther(header) {
			return header
		}
	}
	return ""
}

// countryColumns returns the headers of the columns that hold countries: first the one that is called so and no more, last
// those of cards and computers, which may be elsewhere than their people.
func countryColumns(m *columns.Mapping, cells map[string][]string) (all []string) {
	ranks := map[string]int{}
	for _, c := range m.Columns() {
		const longest = 3 // letters of a code, which many other columns have, too
		called := c.Field == lead.Country.String() || speaksOfCountry(c.Header)
		isCountry := func(cell string) bool {
			code, flaw := contact.ParseDialCode(cell)
			return flaw == nil && code != "" && strings.Trim(cell, "+0123456789 ") != "" && (len(cell) > longest || called)
		}
		others := c.Another != "" && c.Another != strings.TrimSpace(c.Header) // as in "Company country"
		if c.Use != columns.Written && !others && most(cells[c.Header], isCountry) {
			all = append(all, c.Header)
			ranks[c.Header] = 1
			if c.Field == lead.Country.String() {
				ranks[c.Header] = 0
			} else if slices.ContainsFunc(lettersOf(c.Header), isElsewhere) {
				ranks[c.Header] = 2
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return ranks[a] - ranks[b] })
	return all
}

// isElsewhere reports whether a word of a header says that its country is not where the person is.
func isElsewhere(word string) bool {
	return slices.Contains([]string{"card", "issue", "issuer", "issuing", "bank", "currency", "ip", "geo", "cc", "karte", "carte", "tarjeta", "carta", "banque", "banco"}, word)
}

// addressOf returns the word in front of a header of several words, by which people and programs tell the columns of
// one address from those of another: "billing" of "Billing phone"; "" for none.
func addressOf(header string) string {
	words := lettersOf(header)
	if len(words) < 2 {
		return ""
	}
	return words[0]
}

// speaksOfCountry reports whether a header is called after countries, or their codes: "Billing country code", "CC".
func speaksOfCountry(header string) bool {
	return strings.EqualFold(strings.TrimSpace(header), "cc") ||
		columns.SpeaksOfCountry(header) || columns.SpeaksOf(header, lead.DialCode.String())
}

func isWebAddress(cell string) bool {
	return strings.HasPrefix(cell, "https://") || strings.HasPrefix(cell, "http://")
}

func isID(cell string) bool {
	return len(cell) >= 6 && strings.ContainsAny(cell, "0123456789") && !strings.ContainsAny(cell, " @")
}
