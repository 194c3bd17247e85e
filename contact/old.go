package contact

import (
	"regexp"
	"strings"
)

// oldPrefixes are what people of a country dialled before the digits that they dial today, and still write: the marks
// and trunk digits that libphonenumber has forgotten. Each has what is left of the digits.
var oldPrefixes = map[string]struct {
	digits *regexp.Regexp
	left   string
}{
	"+7":   {regexp.MustCompile(`^8(\d{10})$`), "$1"},                // also with a plus
	"+48":  {regexp.MustCompile(`^0(\d{9})$`), "$1"},                 // until 2010
	"+52":  {regexp.MustCompile(`^(?:044|045|01)(\d{10})$`), "$1"},   // until 2019
	"+54":  {regexp.MustCompile(`^9(\d{2,4})15(\d{6,8})$`), "9$1$2"}, // both marks of a mobile number
	"+56":  {regexp.MustCompile(`^0(\d{9})$`), "$1"},                 // until 2016
	"+57":  {regexp.MustCompile(`^0\d{1,2}(3\d{9})$`), "$1"},         // until 2021
	"+380": {regexp.MustCompile(`^80(\d{9})$`), "$1"},                // until 2009
	"+998": {regexp.MustCompile(`^8(\d{9})$`), "$1"},                 // until 2019
}

// withoutOldPrefix reads a number without an old prefix of its country. It is the zero Phone if it has none, or if what
// is left is no number in use.
func (ps *Phones) withoutOldPrefix(d dialled, home *numbering) Phone {
	number := d.digits
	if russian := d.international && home != nil && home.dialCode == "+7" && strings.HasPrefix(number, "89"); d.international && !russian {
		home, number = ps.cut(number)
	}
	if home == nil {
		return Phone{}
	}
	old := oldPrefixes[home.dialCode]
	if old.digits == nil {
		return Phone{}
	}
	for _, digits := range []string{number, strings.TrimPrefix(number, home.dialCode[1:])} {
		if !old.digits.MatchString(digits) {
			continue
		}
		if p := (Phone{home.dialCode, old.digits.ReplaceAllString(digits, old.left)}); isInUse(p) {
			return p
		}
	}
	return Phone{}
}

// carrier is a number of Brazil with signs in place of the two digits of a carrier, which callers choose: "(0xx11)".
var carrier = regexp.MustCompile(`^((?:\+?55)?[ (]*0) ?(?:[xX]{2}|\*\*)([ ()]*\d{2}\b)`)
