package contact

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// Phone is a phone number in the two parts that the platform keeps. The zero Phone is none.
type Phone struct {
	DialCode string // the calling code with its plus, "+91"; "" if no country is known
	Number   string // the national significant number in ASCII digits; without a country, as given
}

// E164 returns "+919876543210", or "" if the country or the number is missing.
func (p Phone) E164() string {
	if p.DialCode == "" || p.Number == "" {
		return ""
	}
	return p.DialCode + p.Number
}

// Phones parses phone numbers. NewPhones makes it; it is safe for concurrent use.
type Phones struct {
	numberings [1000]*numbering // by calling code
}

// NewPhones returns a Phones for all countries. The first call takes a millisecond or two.
func NewPhones() *Phones { return allPhones() }

// allPhones derives the numberings, which never change, once.
var allPhones = sync.OnceValue(func() *Phones { return &Phones{numberings: numberings()} })

// WithCode is the fallback for numbers that begin with the code of their country, without a plus.
const WithCode = "+"

// Parse parses a phone cell and the dial code cell beside it; either may be empty, and two empty
// ones give the zero Phone. fallback is the dial code ("+91", WithCode or "") of numbers that name no
// country themselves; without a number it has no effect.
//
// A link to a number ("tel:", "whatsapp:", "wa.me/") is read as the number. One that begins with "+"
// or "00" names its country, and so may one that begins with
// the international prefix of the country with the dial code (011 in the United States). Then a
// different dial code is a problem, but the name of a different country is none (see NamesCountry): it may say
// where the person lives. Any other number is read as people in the country write it:
// with or without the trunk digit, or one that they dialled in earlier years, and with or without the country's own code. If no country is
// known, the digits stay as they are.
//
// libphonenumber (github.com/nyaruka/phonenumbers) decides, and a number is refused only for its
// length: the library knows which numbers are in use only as of the day it was built. Parse returns
// the same Phone for the two parts of a Phone it returned, and for its E164.
func (ps *Phones) Parse(number, dialCode, fallback string) (Phone, *problem.Problem) {
	given, flaw := ps.parseDialCode(dialCode)
	if flaw != nil {
		return Phone{}, flaw
	}
	d, flaw := clean(number)
	if flaw != nil {
		return Phone{}, flaw
	}
	if d == (dialled{}) {
		return Phone{DialCode: given}, nil
	}
	home := ps.numbering(given)
	switch {
	case given != "":
	case fallback == WithCode:
		d.international = d.international || !strings.HasPrefix(d.digits, "0")
	default:
		home = ps.numbering(fallback)
	}
	d = d.withoutExitCode(home).withoutMobileMark(home)
	p, certain := ps.certain(d, home)
	if !certain {
		p, flaw = ps.stable(d, home)
	}
	if old := ps.withoutOldPrefix(d, home); old != (Phone{}) && (flaw != nil || !isInUse(p)) {
		p, flaw = old, nil
	}
	if given == "" && ps.isForeign(d, home, p) {
		flaw = refuse(OtherCountry,
			"the phone number does not exist in the country given for all, but in another one, without its plus",
			"write its plus in front, or give the country of each phone in a column dialCode")
	}
	if flaw != nil {
		return Phone{}, flaw
	}
	if given != "" && given != p.DialCode && !NamesCountry(dialCode) {
		return Phone{}, refuse("phone-two-countries",
			"the phone number and the dial code beside it name different countries",
			"correct one of the two, or empty the dial code")
	}
	return p, nil
}

// Whole reads the digits of a number that is kept without its country as one that has its calling code,
// but no plus, as chat programs keep them. It is the zero Phone if no number in use reads so.
func (ps *Phones) Whole(number string) Phone {
	d, flaw := clean(number)
	if flaw != nil || d.international {
		return Phone{}
	}
	d.international = true
	whole := "+" + d.withoutMobileMark(nil).digits
	for _, number := range []string{whole, Usual(whole)} {
		if n, flaw := lookUp(number, phonenumbers.UNKNOWN_REGION); flaw == nil && phonenumbers.IsValidNumber(n) {
			return phoneOf(n)
		}
	}
	return Phone{}
}

// parseDialCode is ParseDialCode, but faster for a code in its normal form.
func (ps *Phones) parseDialCode(text string) (string, *problem.Problem) {
	if n := ps.numbering(text); n != nil {
		return n.dialCode, nil
	}
	return ParseDialCode(text)
}

// stable has the library parse a number until it stays the same: from some numbers the library
// drops a zero each time, and others it takes for an international call the second time.
func (ps *Phones) stable(d dialled, home *numbering) (Phone, *problem.Problem) {
	p, flaw := d.parse(home)
	if flaw != nil {
		return Phone{}, flaw
	}
	const tries = 4
	for range tries {
		d, home := dial(p.Number, false), ps.numbering(p.DialCode)
		again, certain := ps.certain(d, home)
		if !certain {
			again, flaw = d.parse(home)
		}
		if flaw != nil || again.DialCode != p.DialCode {
			break
		}
		if again == p {
			return p, nil
		}
		p = again
	}
	return Phone{}, refuse("phone-ambiguous",
		"the phone number can be read in more than one way", fixCompare)
}

// ParseDialCode parses a country's calling code, "91", "+91", "0091" or "(+91)", or the country's
// letters or name, "IN", "IND" or "India", or both as in "India (+91)", and returns "+91". An empty text is no dial code and no problem.
func ParseDialCode(text string) (string, *problem.Problem) {
	text = plain(text)
	if text == "" {
		return "", nil
	}
	if code := codeOfRegion(text); code != 0 {
		return formatDialCode(code), nil
	}
	if parts := withName.FindStringSubmatch(text); parts != nil {
		if named := codeOfRegion(strings.TrimSpace(parts[1])); named == 0 || strconv.Itoa(named) == parts[2] {
			text = parts[2]
		}
	}
	if parts := beforeName.FindStringSubmatch(text); parts != nil && strconv.Itoa(codeOfRegion(strings.TrimSpace(parts[2]))) == parts[1] {
		text = parts[1]
	}
	d, p := clean(text)
	if p != nil || decimal.MatchString(text) && !decimalZero.MatchString(text) {
		return "", unknownDialCode("")
	}
	if code, ok := callingCode(d.digits); ok {
		return formatDialCode(code), nil
	}
	return "", unknownDialCode(d.digits)
}

// NamesCountry reports whether a dial code cell names a country in letters only.
func NamesCountry(dialCode string) bool {
	return plain(dialCode) != "" && !strings.ContainsAny(plain(dialCode), "+0123456789")
}

// decimal is an amount, or another number that counts something.
var decimal = regexp.MustCompile(`^\d+[.,]\d+$`)

// withName is a calling code behind the name or the flag of its country, as forms offer it.
var withName = regexp.MustCompile(`^([^\d+()]+)\(?\+ ?(\d{1,3})\)?$`)

// beforeName is a calling code in front of its country: +49 (DE).
var beforeName = regexp.MustCompile(`^\+ ?(\d{1,3}) ?\(?([^\d+()]+)\)?$`)

// codeOfRegion returns the calling code of a country, 0 for any other text.
func codeOfRegion(text string) int { return phonenumbers.GetCountryCodeForRegion(Region(text)) }

// Region returns the two letters of a country by its letters or name, "" for any other text.
func Region(text string) string {
	region := strings.ToUpper(text)
	if len(region) > 2 || region == "UK" { // people write it so
		region = regionOf(text)
	}
	if phonenumbers.GetCountryCodeForRegion(region) == 0 {
		return ""
	}
	return region
}

func callingCode(digits string) (code int, ok bool) {
	code, err := strconv.Atoi(digits)
	known := phonenumbers.GetRegionCodeForCountryCode(code) != phonenumbers.UNKNOWN_REGION
	return code, err == nil && digits[0] != '0' && known
}

func unknownDialCode(digits string) *problem.Problem {
	p := refuse(DialCodeUnknown, "there is no such country code",
		"write the country's name, its two letters such as DE, or its code such as +49")
	for n := 1; n < len(digits) && n <= phonenumbers.MAX_LENGTH_COUNTRY_CODE; n++ {
		if code, ok := callingCode(digits[:n]); ok {
			p.Fix = "write only " + formatDialCode(code) +
				" here, and put the digits behind it in front of the phone number"
		}
	}
	return p
}

func formatDialCode(code int) string { return "+" + strconv.Itoa(code) }
