package contact

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// dialled is what somebody would press on a phone.
type dialled struct {
	digits string
	abroad bool // the digits begin with a calling code: a plus or 00 stood in front, which is taken off
}

// read finds the number that is meant, seen from a country. home is nil where none is known.
func (d dialled) read(home *plan) (Phone, *problem.Problem) {
	if !d.abroad && home == nil {
		return d.withoutCountry()
	}
	if d.abroad {
		n, problem := lookUp("+"+d.digits, phonenumbers.UNKNOWN_REGION)
		return phoneOf(n), problem
	}
	if home.region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		n, problem := lookUp(home.dialCode+d.digits, phonenumbers.UNKNOWN_REGION)
		return phoneOf(n), problem
	}
	n, problem := lookUp(d.digits, home.region) // which may have taken the country's own code off already
	if plus := "+" + d.digits; strings.HasPrefix(plus, home.dialCode) && (n == nil || phoneOf(n).E164() != plus) {
		if whole, odd := lookUp(plus, phonenumbers.UNKNOWN_REGION); odd == nil && (problem != nil || likelier(whole, n)) {
			n, problem = whole, nil
		}
	}
	return phoneOf(n), problem
}

// likelier tells whether a number that begins with the country's own code has it in front: as whole, or is a national number that begins
// with the same digits. The library lets it be national in countries with numbers of many lengths, where hardly one in use is meant: in
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

// lookUp has the library read a number. The number is nil if there is a problem.
func lookUp(text, region string) (*phonenumbers.PhoneNumber, *problem.Problem) {
	n, err := phonenumbers.Parse(text, region)
	if err != nil {
		return nil, unreadable(err)
	}
	if problem := impossible(phonenumbers.IsPossibleNumberWithReason(n)); problem != nil {
		return nil, problem
	}
	return n, nil
}

func phoneOf(n *phonenumbers.PhoneNumber) Phone {
	if n == nil {
		return Phone{}
	}
	return Phone{DialCode: formatDialCode(int(n.GetCountryCode())), Number: phonenumbers.GetNationalSignificantNumber(n)}
}

// withoutCountry checks what can be checked of a number whose country nobody knows.
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

// fixCompare is the way to mend a number that is not one.
const fixCompare = "compare the number with where it comes from"

// unreadable says in our words why the library could not read a number.
func unreadable(err error) *problem.Problem {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return &problem.Problem{Code: "phone-unknown-country", Text: "the phone number begins with a country code that does not exist", Fix: fixCompare}
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return impossible(phonenumbers.TOO_LONG)
	default:
		return impossible(phonenumbers.TOO_SHORT)
	}
}

// impossible says in our words why no number of the country can look like that; nil if one can.
func impossible(why phonenumbers.ValidationResult) *problem.Problem {
	switch why {
	case phonenumbers.IS_POSSIBLE:
		return nil
	case phonenumbers.TOO_LONG:
		return &problem.Problem{Code: "phone-too-long", Text: "the phone number has too many digits", Fix: fixCompare}
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return &problem.Problem{Code: "phone-no-area-code", Text: "the phone number lacks its area code", Fix: "put the area code in front"}
	case phonenumbers.INVALID_LENGTH:
		return &problem.Problem{Code: "phone-length", Text: "no phone number of the country has this many digits", Fix: fixCompare}
	default:
		return &problem.Problem{Code: "phone-too-short", Text: "the phone number has too few digits", Fix: fixCompare}
	}
}
