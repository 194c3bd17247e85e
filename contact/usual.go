package contact

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// UsualDigits returns how many digits the numbers of people in the country of a phone have behind its dial
// code, "9 or 10", if this one has not: then it is hardly one. It is "" for a usual number.
func (ps *Phones) UsualDigits(p Phone) string {
	n := ps.numbering(p.DialCode)
	if n == nil || n.usual == 0 || p.Number == "" || n.usual&(1<<len(p.Number)) != 0 {
		return ""
	}
	var counts []string
	for rest := n.usual; rest != 0; rest &= rest - 1 {
		counts = append(counts, strconv.Itoa(bits.TrailingZeros32(rest)))
	}
	last := len(counts) - 1
	if last == 0 {
		return counts[0]
	}
	return strings.Join(counts[:last], ", ") + " or " + counts[last]
}

// StrangeArea returns the digits that a person set apart in front of a number, as area codes are, if the
// country has no such code: then it is perhaps a number of another country. It is "" for any other number.
func (ps *Phones) StrangeArea(cell string, p Phone) string {
	area, home := areaOf(cell), ps.numbering(p.DialCode)
	if area == "" || home == nil || area == home.trunk {
		return ""
	}
	n, err := phonenumbers.Parse(p.E164(), phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return ""
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.FIXED_LINE, phonenumbers.UNKNOWN:
	default:
		return "" // people set the digits of others apart as they like
	}
	length := phonenumbers.GetLengthOfNationalDestinationCode(n)
	isCode := func(area string) bool {
		const short = 2 // digits of the codes of the largest cities, behind which people group as they like: 0283 555 0133
		rest, is := strings.CutPrefix(area, p.Number[:length])
		return is && (rest == "" || length <= short && len(rest) == 1)
	}
	if length > 0 && (isCode(area) || isCode(area[1:])) {
		return ""
	}
	return area
}

// areaOf returns the digits in front of a number that begins with a zero, if they are set apart.
func areaOf(cell string) string {
	const longest = 6
	text := strings.TrimLeft(plain(cell), "( ")
	if !strings.HasPrefix(text, "0") || strings.HasPrefix(text, "00") {
		return ""
	}
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 2 || end > longest {
		return ""
	}
	return text[:end]
}

// MobileDigits returns how many digits mobile numbers have behind the dial code that begin like this one, if it has
// another count and is no number in use: then digits are missing, or too many. It is 0 for any other number.
func (ps *Phones) MobileDigits(p Phone) int {
	n, count := ps.numbering(p.DialCode), len(p.Number)
	if n == nil || n.mobile&(1<<count) != 0 || count == 0 || isInUse(p) {
		return 0
	}
	for _, other := range []string{p.Number + "0", p.Number[:count-1], p.Number + "00"} {
		if kindOf(Phone{p.DialCode, other}) == phonenumbers.MOBILE {
			return len(other)
		}
	}
	return 0
}

// kindOf returns the kind of a number, UNKNOWN if it is not in use.
func kindOf(p Phone) phonenumbers.PhoneNumberType {
	n, err := phonenumbers.Parse(p.E164(), phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return phonenumbers.UNKNOWN
	}
	return phonenumbers.GetNumberType(n)
}
