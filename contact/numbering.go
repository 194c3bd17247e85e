package contact

import (
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// numbering is what the phone numbers of one calling code have in common. It answers for the
// library, which takes two hundred times as long, where its answer is certain.
type numbering struct {
	dialCode string
	region   string // the main country of the code; "001" if there is none

	// A number of one of these lengths is complete: bit n for n digits. Most of those are of services: the
	// numbers of people have the usual ones.
	lengths, usual uint32
	mobile         uint32 // of usual: those of mobile phones
	trunk          string // what stands before an area code at home: "0", in Hungary "06"
	// A number that begins like this may change when it is parsed. It is compiled when it is first
	// needed, which is for one or two countries.
	odd func() *beginning
}

// numberings derives the numbering of every calling code from the library and its metadata.
func numberings() (byCode [1000]*numbering) {
	metadata := make(map[string]*phonenumbers.PhoneMetadata)
	usual, mobile := make(map[int]uint32), make(map[int]uint32)
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic(err) // it is embedded, and the library has already parsed it
	}
	for _, m := range collection.GetMetadata() {
		metadata[m.GetId()] = m
		usual[int(m.GetCountryCode())] |= lengthsOf(m, m.GetFixedLine(), m.GetMobile(), m.GetVoip(), m.GetPersonalNumber())
		mobile[int(m.GetCountryCode())] |= lengthsOf(m, m.GetMobile())
	}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		region := phonenumbers.GetRegionCodeForCountryCode(code)
		n := &numbering{dialCode: formatDialCode(code), region: region, usual: usual[code], mobile: mobile[code]}
		m := metadata[region]
		if region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY && m != nil {
			n.lengths, n.trunk = completeLengths(code), m.GetNationalPrefix()
			n.odd = sync.OnceValue(func() *beginning { return oddBeginning(code, m) })
		}
		byCode[code] = n
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

// lengthsOf returns the lengths of numbers of some kinds of a country.
func lengthsOf(m *phonenumbers.PhoneMetadata, kinds ...*phonenumbers.PhoneNumberDesc) (lengths uint32) {
	for _, kind := range kinds {
		all := kind.GetPossibleLength()
		if len(all) == 0 && kind.GetNationalNumberPattern() != "NA" {
			all = m.GetGeneralDesc().GetPossibleLength()
		}
		for _, n := range all {
			if n > 0 {
				lengths |= 1 << n
			}
		}
	}
	return lengths
}

// oddBeginning matches every number that could lose its front when it is parsed, by the library or
// by us: an international prefix (00, or what the metadata has), the country's own code, a trunk
// digit. No other number changes: the library's parseHelper has no other step that does that.
func oddBeginning(code int, m *phonenumbers.PhoneMetadata) *beginning {
	alternatives := []string{"00", strconv.Itoa(code)}
	for _, pattern := range []string{m.GetInternationalPrefix(), m.GetNationalPrefixForParsing()} {
		if pattern != "" {
			alternatives = append(alternatives, pattern)
		}
	}
	return newBeginning("(?:" + strings.Join(alternatives, "|") + ")")
}

// keeps reports whether the library would certainly accept a national number and not change it.
func (n *numbering) keeps(number string) bool {
	if len(number) > phonenumbers.MAX_LENGTH_FOR_NSN || n.lengths&(1<<len(number)) == 0 {
		return false
	}
	return IsDigits(number) && !n.odd().of(number)
}

// certain parses a number without the library; ok is false if the library's answer is not certain.
func (ps *Phones) certain(d dialled, home *numbering) (p Phone, ok bool) {
	number := d.digits
	if d.international {
		home, number = ps.cut(number)
	}
	if home == nil || !home.keeps(number) {
		return Phone{}, false
	}
	return Phone{DialCode: home.dialCode, Number: number}, true
}

// numbering returns the one of a dial code, digits with or without a plus; nil for anything else.
func (ps *Phones) numbering(dialCode string) *numbering {
	digits := strings.TrimPrefix(dialCode, "+")
	home, rest := ps.cut(digits)
	if rest != "" {
		return nil
	}
	return home
}

// cut removes the calling code from the front of a number; home is nil if there is none.
func (ps *Phones) cut(digits string) (home *numbering, rest string) {
	code := 0
	for i := 0; i < len(digits) && i < phonenumbers.MAX_LENGTH_COUNTRY_CODE; i++ {
		c := digits[i]
		if c < '0' || c > '9' || c == '0' && i == 0 {
			break
		}
		code = code*10 + int(c-'0')
		if home = ps.numberings[code]; home != nil {
			return home, digits[i+1:]
		}
	}
	return nil, digits
}
