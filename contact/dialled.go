package contact

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// dialled is the digits that one would dial.
type dialled struct {
	digits        string
	international bool // they begin with a calling code; the plus or 00 before it is removed
}

// withoutMobileMark removes the 1 that mobile numbers of Mexico had behind the country's code until 2019, and
// that WhatsApp still writes.
func (d dialled) withoutMobileMark(home *numbering) dialled {
	const digits = 10 // of a number in Mexico
	code, number := "", d.digits
	if d.international || strings.HasPrefix(number, "521") && home != nil && home.dialCode == "+52" {
		var is bool
		if number, is = strings.CutPrefix(number, "52"); !is {
			return d
		}
		code = "52"
	} else if home == nil || home.dialCode != "+52" {
		return d
	}
	if rest, marked := strings.CutPrefix(number, "1"); marked && len(rest) == digits {
		d.digits = code + rest
	}
	return d
}

// withoutExitCode removes what is left of Australia's 0011, of which the 00 was taken for a plus. No number begins
// with +11.
func (d dialled) withoutExitCode(home *numbering) dialled {
	if d.international && home != nil && home.dialCode == "+61" {
		d.digits = strings.TrimPrefix(d.digits, "11")
	}
	return d
}

// parse finds the number as dialled from a country. home is nil if none is known.
func (d dialled) parse(home *numbering) (Phone, *problem.Problem) {
	switch {
	case d.international:
		n, p := lookUp("+"+d.digits, phonenumbers.UNKNOWN_REGION)
		return phoneOf(n), p
	case home == nil:
		return d.withoutCountry()
	case home.region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY:
		n, p := lookUp(home.dialCode+d.digits, phonenumbers.UNKNOWN_REGION)
		return phoneOf(n), p
	}
	n, p := lookUp(d.digits, home.region) // this may already remove the country's own code
	plus := "+" + d.digits
	if strings.HasPrefix(plus, home.dialCode) && (n == nil || phoneOf(n).E164() != plus) {
		whole, odd := lookUp(plus, phonenumbers.UNKNOWN_REGION)
		if odd == nil && (p != nil || likelier(whole, n)) {
			n, p = whole, nil
		}
	}
	return phoneOf(n), p
}

// likelier reports whether a number that begins with the country's own code is the whole number
// with the code, rather than a national number that begins with the same digits. In countries with
// numbers of many lengths the library prefers the national one, which is hardly ever in use: in
// Indonesia 62812... is a mobile number with the code.
func likelier(whole, national *phonenumbers.PhoneNumber) bool {
	switch phonenumbers.GetNumberType(national) {
	case phonenumbers.UNKNOWN:
		return phonenumbers.IsValidNumber(whole)
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return false
	default:
		return phonenumbers.GetNumberType(whole) == phonenumbers.MOBILE
	}
}

// lookUp parses a number with the library. The number is nil if there is a problem.
func lookUp(text, region string) (*phonenumbers.PhoneNumber, *problem.Problem) {
	n, err := phonenumbers.Parse(text, region)
	if err != nil {
		return nil, unreadable(err)
	}
	if p := impossible(phonenumbers.IsPossibleNumberWithReason(n)); p != nil {
		return nil, p
	}
	return n, nil
}

func phoneOf(n *phonenumbers.PhoneNumber) Phone {
	if n == nil {
		return Phone{}
	}
	return Phone{
		DialCode: formatDialCode(int(n.GetCountryCode())),
		Number:   phonenumbers.GetNationalSignificantNumber(n),
	}
}

// withoutCountry checks a number of an unknown country: only its length can be checked.
func (d dialled) withoutCountry() (Phone, *problem.Problem) {
	const fewest, most = 4, 15 // an internal number, and the limit of E.164
	switch n := len(d.digits); {
	case n < fewest:
		return Phone{}, impossible(phonenumbers.TOO_SHORT)
	case n > most:
		return Phone{}, impossible(phonenumbers.TOO_LONG)
	}
	return Phone{Number: d.digits}, nil
}

const fixCompare = "compare the number with its source"

// unreadable translates the library's parse error.
func unreadable(err error) *problem.Problem {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return refuse("phone-unknown-country",
			"the phone number begins with a country code that does not exist", fixCompare)
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return impossible(phonenumbers.TOO_LONG)
	default:
		return impossible(phonenumbers.TOO_SHORT)
	}
}

// impossible says why no number of the country can look like that; nil if one can.
func impossible(why phonenumbers.ValidationResult) *problem.Problem {
	switch why {
	case phonenumbers.IS_POSSIBLE:
		return nil
	case phonenumbers.TOO_LONG:
		return refuse("phone-too-long", "the phone number has too many digits", fixCompare)
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return refuse("phone-no-area-code", "the phone number lacks its area code",
			"add the area code in front")
	case phonenumbers.INVALID_LENGTH:
		return refuse("phone-length",
			"no phone number of the country has this many digits", fixCompare)
	default:
		return refuse("phone-too-short", "the phone number has too few digits", fixCompare)
	}
}
