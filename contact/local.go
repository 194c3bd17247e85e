package contact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// ParseLocal is Parse for a number whose area code stands in a cell of its own, which may be empty, or hold
// the country's code if it has a plus or 00. A number that has its area or country already stays as it is.
func (ps *Phones) ParseLocal(area, number, dialCode, fallback string) (Phone, *problem.Problem) {
	if plain(area) == "" || plain(number) == "" {
		return ps.Parse(number, dialCode, fallback)
	}
	code, odd := clean(area)
	local, flaw := clean(number)
	switch {
	case flaw != nil || local.international:
		return ps.Parse(number, dialCode, fallback)
	case odd != nil:
		return Phone{}, refuse("area-code", "the area code is not a number", "write its digits, or empty the cell")
	case code.international:
		if country, _ := ParseDialCode(area); country != "" && (dialCode == "" || ps.same(dialCode, country)) {
			return ps.Parse(number, country, "")
		}
		return ps.Parse("+"+code.digits+strings.TrimLeft(local.digits, "0"), dialCode, "")
	}
	alone, _ := ps.Parse(number, dialCode, fallback)
	trunk := func(digits string) string { return strings.TrimLeft(digits, "0") }
	if strings.HasPrefix(trunk(local.digits), trunk(code.digits)) && isInUse(alone) {
		return alone, nil
	}
	whole, flaw := ps.Parse(code.digits+local.digits, dialCode, fallback)
	if isInUse(alone) && (flaw != nil || !isInUse(whole)) {
		return Phone{}, refuse("area-code", "the phone number is complete without the area code beside it, and wrong with it", "empty one of the two, or correct it")
	}
	return whole, flaw
}

// same reports whether a cell is that dial code.
func (ps *Phones) same(cell, code string) bool {
	given, _ := ps.parseDialCode(cell)
	return given == code
}

// InUse reports whether libphonenumber knows the number to be in use. It is false for one without a country.
func (p Phone) InUse() bool { return isInUse(p) }

// isInUse reports whether the library knows the number to be in use.
func isInUse(p Phone) bool {
	n, err := phonenumbers.Parse(p.E164(), phonenumbers.UNKNOWN_REGION)
	return err == nil && phonenumbers.IsValidNumber(n)
}

// isForeign reports whether a number that names no country is not in use at home, but in another country
// whose code it begins with. p is what it is read as.
func (ps *Phones) isForeign(d dialled, home *numbering, p Phone) bool {
	if home == nil || d.international {
		return false
	}
	abroad, rest := ps.cut(d.digits)
	if abroad == nil || abroad == home || len(rest) > phonenumbers.MAX_LENGTH_FOR_NSN || abroad.lengths&(1<<len(rest)) == 0 {
		return false
	}
	return !isInUse(p) && isInUse(Phone{abroad.dialCode, rest})
}
