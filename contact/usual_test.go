package contact

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestUsualDigits(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for _, c := range []struct {
		code, number, want string
	}{
		{"+91", "9876543210", ""}, {"+91", "987654321", "10"}, {"+91", "98765432101", "10"}, {"+91", "987654321012", "10"},
		{"+1", "4155552671", ""}, {"+33", "612345678", ""}, {"+971", "501234567", ""}, {"+55", "1198765432", ""}, {"+55", "119876543", "10 or 11"},
		{"+49", "3012345", ""}, {"", "123456", ""}, {"+91", "", ""},
	} {
		if got := ps.UsualDigits(Phone{c.code, c.number}); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.code, c.number, got, c.want)
		}
	}
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			p := phoneOf(n)
			if got := ps.UsualDigits(p); got != "" {
				t.Errorf("%s: %+v should have %s", region, p, got)
			}
			if cell := phonenumbers.Format(n, phonenumbers.NATIONAL); ps.StrangeArea(cell, p) != "" {
				t.Errorf("%s: %q begins with %q", region, cell, ps.StrangeArea(cell, p))
			}
		}
	}
}

// TestKnownAreas: the area code of no number in use is called strange, as the library writes it or, of a short one, with a
// digit more set apart.
func TestKnownAreas(t *testing.T) {
	t.Parallel()
	const numbers, tries = 100, 5000
	ps, random := NewPhones(), rand.New(rand.NewPCG(1, 1))
	for region := range strings.FieldsSeq("VN DE FR GB IT ES PT BR AR IN ID TH PH JP KR TR RU UA PL NL BE CH AT SE ZA NG EG AE IL GR RO HU AU NZ MY PK IR CO") {
		example := []byte(phonenumbers.GetNationalSignificantNumber(phonenumbers.GetExampleNumberForType(region, phonenumbers.FIXED_LINE)))
		code, found := phonenumbers.GetCountryCodeForRegion(region), 0
		for range tries {
			for i := range example {
				if i > 0 {
					example[i] = byte('0' + random.IntN(10))
				}
			}
			n, err := phonenumbers.Parse("+"+strconv.Itoa(code)+string(example), phonenumbers.UNKNOWN_REGION)
			if err != nil || !phonenumbers.IsValidNumber(n) {
				continue
			}
			found++
			p, cell := phoneOf(n), phonenumbers.Format(n, phonenumbers.NATIONAL)
			cells := []string{cell}
			if length := phonenumbers.GetLengthOfNationalDestinationCode(n); length == 1 || length == 2 {
				cells = append(cells, "0"+p.Number[:length+1]+" "+p.Number[length+1:])
			}
			for _, cell := range cells {
				if area := ps.StrangeArea(cell, p); area != "" {
					t.Errorf("%s: %q begins with %q", region, cell, area)
				}
			}
			if found == numbers {
				break
			}
		}
		if found < numbers/2 {
			t.Errorf("%s: only %d numbers", region, found)
		}
	}
}

// TestStrangeArea reads numbers as people abroad write them, as if they were of another country.
func TestStrangeArea(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for _, c := range []struct{ home, cell, want string }{
		{"+49", "0664 1234567", "0664"}, {"+49", "079 123 45 67", "079"}, {"+49", "07911 123456", "07911"}, {"+49", "01 234567", "01"},
		{"+49", "06 12 34 56 78", "06"}, {"+49", "020 7946 0958", "020"},
		{"+49", "030 12345678", ""}, {"+49", "(030) 1234 5678", ""}, {"+49", "030/123456", ""}, {"+49", "06221-765432", ""}, {"+49", "0151 23456789", ""},
		{"+49", "01512 3456789", ""}, {"+49", "03012345678", ""}, {"+49", "+43 664 1234567", ""},
		{"+43", "0664 1234567", ""}, {"+43", "01 234567", ""}, {"+41", "079 123 45 67", ""}, {"+41", "044 668 18 00", ""}, {"+44", "07911 123456", ""},
		{"+44", "020 7946 0958", ""}, {"+33", "01 23 45 67 89", ""}, {"+91", "022 2345 6789", ""}, {"+91", "098765 43210", ""}, {"+39", "06 1234 5678", ""},
	} {
		p, flaw := ps.Parse(c.cell, "", c.home)
		if flaw != nil {
			if c.want == "" {
				t.Errorf("%s in %s: %v", c.cell, c.home, flaw)
			}
			continue
		}
		if got := ps.StrangeArea(c.cell, p); got != c.want {
			t.Errorf("%s in %s, %+v: %q, want %q", c.cell, c.home, p, got, c.want)
		}
	}
}
