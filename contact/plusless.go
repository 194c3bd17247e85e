package contact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Plusless reads digits as a mobile number with its calling code, but without the plus. It is the zero Phone
// if none reads so. homes are the dial codes of the countries where the digits are a number without any code,
// too.
func (ps *Phones) Plusless(number string) (p Phone, homes []string) {
	const longest = 10 // digits of a number within a country, but for a few
	d, flaw := clean(number)
	if flaw != nil || d.international || len(d.digits) <= longest || strings.HasPrefix(d.digits, "0") {
		return Phone{}, nil
	}
	if p = ps.Whole(d.digits); !isMobile(p) {
		return Phone{}, nil
	}
	for _, home := range ps.numberings {
		if home != nil && home.has(d.digits, p) {
			homes = append(homes, home.dialCode)
		}
	}
	return p, homes
}

// has reports whether digits are a mobile number at home, or a number behind the digit that people dial
// before an area code there, other than p.
func (n *numbering) has(digits string, p Phone) bool {
	if n.usual&(1<<len(digits)) != 0 && isMobile(Phone{n.dialCode, digits}) {
		return true
	}
	area, trunk := strings.CutPrefix(digits, n.trunk)
	at := Phone{n.dialCode, area}
	return n.trunk != "" && trunk && at != p && n.usual&(1<<len(area)) != 0 && isInUse(at)
}

// isMobile reports whether a number may be one of a mobile phone, and the library knows it to be in use.
func isMobile(p Phone) bool {
	n, err := phonenumbers.Parse(p.E164(), phonenumbers.UNKNOWN_REGION)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return false
	}
	kind := phonenumbers.GetNumberType(n)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

// Country names the main country of a dial code in English, "" if the code has none.
func (ps *Phones) Country(dialCode string) string {
	n := ps.numbering(dialCode)
	if n == nil {
		return ""
	}
	region, err := language.ParseRegion(n.region)
	if err != nil || !region.IsCountry() {
		return ""
	}
	return display.English.Regions().Name(region)
}

// Abroad reads bare digits that were read as a number at home, p, as a mobile number of another country with its code,
// but without the plus. It is the zero Phone if p is a mobile number itself, or if they read as none.
func (ps *Phones) Abroad(cell string, p Phone) Phone {
	const longest = 10 // digits of a number within a country, but for a few
	if digits := plain(cell); len(digits) <= longest || !IsDigits(digits) || digits[0] == '0' {
		return Phone{}
	}
	if abroad := ps.Whole(cell); abroad.DialCode != p.DialCode && isMobile(abroad) && !isMobile(p) {
		return abroad
	}
	return Phone{}
}
