package check

import (
	"slices"
	"strings"
	"unicode"

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
	return columns.MeansNone(cell) || slices.Contains(Placeholders(), strings.ToLower(trimmed(cell)))
}

// holds is bears for a column whose header may speak of the field, too: then a bare number is a phone.
func (w *witness) holds(c *columns.Column, field string, cells []string) (holds string, ok bool) {
	if holds, ok = w.bears(field, cells); ok || field != lead.Phone.String() {
		return holds, ok
	}
	may := count(cells, w.mayBePhone)
	if columns.SpeaksOf(c.Header, field) && !isCalledID(c.Header) {
		return holds, 2*may > len(cells)
	}
	const written = 2 // at least so many are certain by their signs
	return holds, count(cells, w.arePhones) >= written && most(cells, w.mayBePhone)
}

// mayBePhone reports whether a cell can be read as a phone number, with a country or without.
func (w *witness) mayBePhone(cell string) bool {
	const fewest = 7 // digits
	phone, flaw := w.phones.Parse(cell, "", w.dialCode)
	return flaw == nil && len(phone.Number) >= fewest
}

// isOtherNumber reports whether a column of numbers is rather none of phones, where another one is: of bare
// digits, and its header does not speak of phones, or of fax machines.
func (w *witness) isOtherNumber(c *columns.Column, cells []string) bool {
	if strings.Contains(strings.ToLower(c.Header), "fax") || isCalledID(c.Header) {
		return true
	}
	return most(cells, isBare) && !columns.SpeaksOf(c.Header, lead.Phone.String())
}

// isCalledID reports whether a header names a number of a system, such as "Phone number ID".
func isCalledID(header string) bool {
	words := strings.FieldsFunc(strings.ToLower(header), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.Contains(words, "id")
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
	n := 0
	cell = strings.ReplaceAll(cell, listSign, ";")
	for one := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
		if address, flaw := contact.ParseEmail(one); flaw != nil || address == "" {
			return false
		}
		n++
	}
	return n > 0
}

// arePhones reports whether a cell is a phone number, or several of them.
func (w *witness) arePhones(cell string) bool {
	if _, flaw := w.phones.Parse(cell, "", w.dialCode); flaw != nil && flaw.Code == contact.PhoneSeveral {
		sure, _ := w.phones.Several(cell, "", w.dialCode)
		return len(sure) > 1
	}
	return w.isPhone(cell)
}

// isPhone reports whether a cell is a phone number and nothing else. Many other numbers could be one by
// their digits: it must have a plus or marks between them, or be whole with its country.
func (w *witness) isPhone(cell string) bool {
	phone, flaw := w.phones.Parse(cell, "", w.dialCode)
	if flaw != nil || len(phone.Number) < 5 {
		return false
	}
	digits := strings.Trim(cell, "0123456789")
	switch {
	case digits == "" && strings.Trim(cell, "0123456789") == "" && isBare(cell):
		whole, flaw := w.phones.Parse("+"+cell, "", "")
		return len(cell) >= 10 && (flaw == nil && whole.DialCode != "" || w.dialCode != "" && phone.DialCode != "")
	case strings.ContainsAny(cell, ",_"):
		return false
	}
	return phone.DialCode != "" || strings.ContainsAny(cell, "+() -") && countDigits(cell) >= 7
}

func isBare(cell string) bool {
	return !strings.ContainsFunc(cell, func(r rune) bool { return r < '0' || r > '9' })
}

func countDigits(cell string) (n int) {
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func isDialCode(cell string) bool {
	const longest = 5 // with its plus
	_, flaw := contact.ParseDialCode(cell)
	return flaw == nil && len(cell) <= longest
}

func isAreaCode(cell string) bool {
	const longest = 6 // digits
	return isBare(cell) && len(cell) <= longest
}

// isStatus reports whether a cell is a status of the platform, or one of another system.
func isStatus(cell string) bool { return ownStatus(cell) != "" || columns.StatusOf(cell) != "" }

// countryColumn returns the header of a column that holds countries, where no column has dial codes.
func countryColumn(m *columns.Mapping, cells map[string][]string) string {
	if _, known := m.Source(lead.DialCode.String()); known {
		return ""
	}
	for _, c := range m.Columns() {
		const longest = 3 // letters of a code, which many other columns have, too
		called := c.Field == lead.Country.String() || speaksOfCountry(c.Header)
		isCountry := func(cell string) bool {
			code, flaw := contact.ParseDialCode(cell)
			return flaw == nil && code != "" && strings.Trim(cell, "+0123456789 ") != "" && (len(cell) > longest || called)
		}
		others := c.Another != "" && c.Another != strings.TrimSpace(c.Header) // as in "Company country"
		if c.Use != columns.Written && !others && most(cells[c.Header], isCountry) {
			return c.Header
		}
	}
	return ""
}

// speaksOfCountry reports whether a header is called after countries, or their codes: "Billing country code", "CC".
func speaksOfCountry(header string) bool {
	return strings.EqualFold(strings.TrimSpace(header), "cc") ||
		columns.SpeaksOf(header, lead.Country.String()) || columns.SpeaksOf(header, lead.DialCode.String())
}

func isWebAddress(cell string) bool {
	return strings.HasPrefix(cell, "https://") || strings.HasPrefix(cell, "http://")
}

func isID(cell string) bool {
	return len(cell) >= 6 && strings.ContainsAny(cell, "0123456789") && !strings.ContainsAny(cell, " @")
}
