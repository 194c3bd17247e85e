package propose

import (
	"regexp"
	"strings"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/internal/problem"
)

// mayBePhone reports whether a cell can be read as a phone number, with a country or without.
func (w *witness) mayBePhone(cell string) bool {
	const fewest = 7 // digits
	phone, flaw := w.phones.Parse(cell, "", w.dialCode)
	return flaw == nil && len(phone.Number) >= fewest || w.areSeveral(cell, flaw)
}

// seemsPhone reports whether a cell below a header of phones is meant as one, though words may stand beside it.
func (w *witness) seemsPhone(cell string) bool {
	const fewest = 7 // digits
	_, flaw := w.phones.Parse(cell, "", w.dialCode)
	return w.mayBePhone(cell) || flaw != nil && contact.MayBeNumber(flaw) && contact.CountDigits(cell) >= fewest
}

// areSeveral reports whether a cell is refused since it holds several phone numbers.
func (w *witness) areSeveral(cell string, flaw *problem.Problem) bool {
	if flaw == nil || flaw.Code != contact.PhoneSeveral {
		return false
	}
	sure, _ := w.phones.Several(cell, "", w.dialCode)
	return len(sure) > 1
}

// arePhones reports whether a cell is a phone number, or several of them.
func (w *witness) arePhones(cell string) bool {
	_, flaw := w.phones.Parse(cell, "", w.dialCode)
	return w.areSeveral(cell, flaw) || w.isPhone(cell)
}

// isPhone reports whether a cell is a phone number and nothing else. Many other numbers could be one by
// their digits: it must have a plus, begin as phones do, or be in use, whole with its country or in the one that is given.
func (w *witness) isPhone(cell string) bool {
	phone, flaw := w.phones.Parse(cell, "", w.dialCode)
	if flaw != nil || len(phone.Number) < 5 {
		return false
	}
	switch {
	case contact.IsDigits(cell):
		const fewest, longest = 10, 12 // digits of a number within a country, with its trunk digit
		return len(cell) >= fewest && (w.phones.Whole(cell).Number != "" || len(cell) <= longest && phone.InUse())
	case strings.ContainsAny(cell, ",_"):
		return false
	}
	const fewest, many = 7, 10 // digits; with fewer than many it may be a postal code, a price, a person's number
	n := contact.CountDigits(cell)
	return strings.Contains(cell, "+") || phone.InUse() || startsPhone.MatchString(cell) && n >= fewest || w.dialCode == "" && strings.ContainsAny(cell, " -") && n >= many
}

// startsPhone matches a phone without its country's code: its area code begins with a 0 or stands in brackets.
var startsPhone = regexp.MustCompile(`^(?:\(?0[1-9]|\(\d+\)).*[ ()/-]`)
