package contact

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// plan is what the numbers of one calling code have in common.
type plan struct {
	dialCode string
	region   string // the main country of the code; "001" where there is none

	// A number of one of these lengths is complete: bit n for n digits.
	lengths uint32
	// A number that begins like this may be changed when it is read. It is made when it is first needed, which is for one or two countries.
	odd func() *regexp.Regexp
}

// plans derives the plan of every calling code from the library and its metadata.
func plans() (byCode [1000]*plan) {
	metadata := make(map[string]*phonenumbers.PhoneMetadata)
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic(err) // it is part of the program, and the library has read it already
	}
	for _, m := range collection.GetMetadata() {
		metadata[m.GetId()] = m
	}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		p := &plan{dialCode: formatDialCode(code), region: phonenumbers.GetRegionCodeForCountryCode(code)}
		if m := metadata[p.region]; p.region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY && m != nil {
			p.lengths = completeLengths(code)
			p.odd = sync.OnceValue(func() *regexp.Regexp { return oddBeginning(code, m) })
		}
		byCode[code] = p
	}
	return byCode
}

// completeLengths asks the library which lengths a number of the code may have.
func completeLengths(code int) (lengths uint32) {
	cc, number := int32(code), uint64(0)
	for n := 1; n <= phonenumbers.MAX_LENGTH_FOR_NSN; n++ {
		number = number*10 + 1
		ones := phonenumbers.PhoneNumber{CountryCode: &cc, NationalNumber: &number}
		if phonenumbers.IsPossibleNumberWithReason(&ones) == phonenumbers.IS_POSSIBLE {
			lengths |= 1 << n
		}
	}
	return lengths
}

// oddBeginning matches every number from whose front anything could be taken, by the library or by us: a way out of the country (00, or
// what the metadata has), the country's own code, a digit dialled within the country. No other number can be changed when it is read: the
// library's parseHelper has no further step that does.
func oddBeginning(code int, m *phonenumbers.PhoneMetadata) *regexp.Regexp {
	alternatives := []string{"00", strconv.Itoa(code)}
	for _, pattern := range []string{m.GetInternationalPrefix(), m.GetNationalPrefixForParsing()} {
		if pattern != "" {
			alternatives = append(alternatives, pattern)
		}
	}
	return regexp.MustCompile("^(?:" + strings.Join(alternatives, "|") + ")")
}

// keeps tells whether it is certain that the library would accept a national number and leave it as it is.
func (p *plan) keeps(number string) bool {
	if len(number) > phonenumbers.MAX_LENGTH_FOR_NSN || p.lengths&(1<<len(number)) == 0 || !isDigits(number) {
		return false
	}
	return !p.odd().MatchString(number)
}

// certain reads a number without the library, which takes two hundred times as long. ok is false wherever its answer is not certain.
func (ps *Phones) certain(d dialled, home *plan) (p Phone, ok bool) {
	number := d.digits
	if d.abroad {
		home, number = ps.cut(number)
	}
	if home == nil || !home.keeps(number) {
		return Phone{}, false
	}
	return Phone{DialCode: home.dialCode, Number: number}, true
}

// plan returns the plan of a dial code in digits, with or without a plus; nil for anything else.
func (ps *Phones) plan(dialCode string) *plan {
	digits := strings.TrimPrefix(dialCode, "+")
	home, rest := ps.cut(digits)
	if rest != "" {
		return nil
	}
	return home
}

// cut takes the calling code off the front of a number; no code begins like another. The plan is nil if there is none.
func (ps *Phones) cut(digits string) (home *plan, rest string) {
	code := 0
	for i := 0; i < len(digits) && i < phonenumbers.MAX_LENGTH_COUNTRY_CODE; i++ {
		c := digits[i]
		if c < '0' || c > '9' || c == '0' && i == 0 {
			break
		}
		code = code*10 + int(c-'0')
		if home = ps.plans[code]; home != nil {
			return home, digits[i+1:]
		}
	}
	return nil, digits
}

func isDigits(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < '0' || c > '9' {
			return false
		}
	}
	return text != ""
}
