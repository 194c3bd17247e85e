package contact

import (
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"testing"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// TestExampleNumbers parses the library's example of every type of number of every country, in
// every form that people write.
func TestExampleNumbers(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	regions := slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions()))
	for i := 0; i < len(regions); i += len(regions) / share(len(regions)) {
		region := regions[i]
		for kind := range phonenumbers.UNKNOWN {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
				continue // Canada's 310-1234 has no area code
			}
			want := phoneOf(n)
			for _, form := range writtenForms(n, region) {
				if got, flaw := ps.Parse(form[0], form[1], form[2]); got != want || flaw != nil {
					t.Errorf("%s: %q: %+v, %v; want %+v", region, form, got, flaw, want)
				}
			}
		}
	}
}

// share returns how many of n cases there is time for: the race detector makes the library's
// regular expressions thirty times slower, and has nothing to find in a single goroutine.
func share(n int) int {
	const fewer = 25
	info, ok := debug.ReadBuildInfo()
	if ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return n / fewer
	}
	return n
}

// TestConcurrentUse has several goroutines need the same country at the same moment.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, number := range []string{"9876543210", "09876543210", "+4915123456789"} {
				if _, flaw := ps.Parse(number, "", "+91"); flaw != nil {
					t.Errorf("%s: %v", number, flaw)
				}
			}
		})
	}
	all.Wait()
}

// writtenForms returns number, dial code and fallback as a sheet may have them.
func writtenForms(n *phonenumbers.PhoneNumber, region string) [][3]string {
	p := phoneOf(n)
	digits := p.E164()[1:]
	forms := [][3]string{
		{p.Number, p.DialCode},
		{p.Number, "", p.DialCode},
		{p.E164(), ""},
		{p.E164(), p.DialCode},
		{"00" + digits, p.DialCode[1:]},
		{phonenumbers.Format(n, phonenumbers.INTERNATIONAL), ""},
		{phonenumbers.Format(n, phonenumbers.RFC3966), p.DialCode},
	}
	written := phonenumbers.Format(n, phonenumbers.NATIONAL)
	if back, err := phonenumbers.Parse(written, region); err == nil && phoneOf(back) == p { // not in Argentina
		forms = append(forms, [3]string{written, p.DialCode})
	}
	// The code in front without a plus, if the whole is not itself a number of the country, or the
	// number is a mobile one.
	number, _ := strconv.ParseUint(digits, 10, 64)
	national := phonenumbers.PhoneNumber{CountryCode: n.CountryCode, NationalNumber: &number}
	whole, kind := phonenumbers.GetNumberType(&national), phonenumbers.GetNumberType(n)
	if whole == phonenumbers.UNKNOWN || whole == phonenumbers.FIXED_LINE && kind == phonenumbers.MOBILE {
		forms = append(forms, [3]string{digits, p.DialCode})
	}
	return forms
}

// TestCertain compares certain with the library, for random numbers of every calling code.
func TestCertain(t *testing.T) {
	t.Parallel()
	perCode := share(100)
	ps, random := NewPhones(), rand.New(rand.NewPCG(1, 2))
	taken, all := 0, 0
	for code := range phonenumbers.GetSupportedCallingCodes() {
		for range perCode {
			all++
			if compareCertain(t, ps, randomDialled(random, ps.numberings[code]), ps.numberings[code]) {
				taken++
			}
		}
	}
	if taken < all/3 {
		t.Errorf("%d of %d numbers were read without the library: that is not worth its lines", taken, all)
	}
}

// compareCertain fails the test if the library gives another answer. It reports whether certain had
// one.
func compareCertain(t *testing.T, ps *Phones, d dialled, home *numbering) (taken bool) {
	t.Helper()
	got, ok := ps.certain(d, home)
	if !ok {
		return false
	}
	for d, home := range map[dialled]*numbering{d: home, {digits: got.Number}: ps.numbering(got.DialCode)} {
		if want, flaw := d.parse(home); got != want || flaw != nil {
			t.Errorf("%+v in %v: %+v, the library says %+v, %v", d, home, got, want, flaw)
		}
	}
	return true
}

// randomDialled returns a number of a country. Some begin with digits that may be removed.
func randomDialled(random *rand.Rand, home *numbering) dialled {
	code := home.dialCode[1:]
	beginnings := []string{"", "", "", "", "", "", "", "", "", "", "", "", "0", "1", "8", "00", "01", "15", "011", "810", code, code + "0"}
	number := beginnings[random.IntN(len(beginnings))]
	const longest = 17
	length := random.IntN(longest)
	for range 20 { // prefer the lengths that the country has
		if home.lengths&(1<<length) == 0 {
			length = random.IntN(longest)
		}
	}
	for len(number) < length {
		number += strconv.Itoa(random.IntN(10))
	}
	if random.IntN(2) == 0 {
		return dialled{code + number, true}
	}
	return dial(number, false)
}

func TestAcceptedStays(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	codes := []string{"", "", "+1", "7", "+39", "44", "+49", "+54", "52", "+55", "+62", "+81", "86", "+91", "+225", "375", "800", "IN", "9"}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`(\+|00|0|011|\()?[0-9९]{0,4}[-/ .)]?[0-9]{0,12}[, x]?[0-9]{0,3}`).Draw(t, "number")
		got, flaw := ps.Parse(number, rapid.SampledFrom(codes).Draw(t, "dial code"), rapid.SampledFrom(codes).Draw(t, "fallback"))
		if flaw == nil {
			stays(t, ps, got)
		}
	})
}

// stays fails the test if an accepted phone changes when it is parsed again.
func stays(t interface{ Fatalf(string, ...any) }, ps *Phones, p Phone) {
	if again, flaw := ps.Parse(p.Number, p.DialCode, ""); again != p || flaw != nil {
		t.Fatalf("%+v becomes %+v, %v", p, again, flaw)
	}
	if again, flaw := ps.Parse(p.E164(), "", "+1"); p.E164() != "" && (again != p || flaw != nil) {
		t.Fatalf("%s becomes %+v, %v", p.E164(), again, flaw)
	}
}

// TestDigitRuns checks what plainRune assumes about Unicode.
func TestDigitRuns(t *testing.T) {
	t.Parallel()
	for _, run := range unicode.Nd.R16 {
		if run.Stride != 1 || (run.Hi-run.Lo)%10 != 9 {
			t.Errorf("digits %U to %U by %d", run.Lo, run.Hi, run.Stride)
		}
	}
	for _, run := range unicode.Nd.R32 {
		if run.Stride != 1 || (run.Hi-run.Lo)%10 != 9 {
			t.Errorf("digits %U to %U by %d", run.Lo, run.Hi, run.Stride)
		}
	}
	if got := plain("𝟗𝟘𝟭𝟤𝟛 ７٣"); got != "90123 73" {
		t.Errorf("got %q", got)
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range [][3]string{
		{"9876543210", "91", ""}, {"+919876543210", "", ""}, {"09876543210", "", "+91"}, {"9.19877E+11", "+91", ""}, {"+39 06 1234 5678", "", ""},
		{"98765 43210 x12", "IN", ""}, {"9876543210/11", "91", ""}, {"1/2/23", "", ""}, {"#REF!", "#REF!", ""}, {"9,876,543,210.0", "91.0", ""},
		{"+78101234567", "7", ""}, {"९८७६५\u200b४३२१०", "९१", ""}, {"tel:+91;ext=5", "", ""},
		{"+70050050550", "", ""}, {"0000000", "39", ""}, {"00812345678", "62", ""},
	} {
		f.Add(s[0], s[1], s[2])
	}
	ps := NewPhones()
	f.Fuzz(func(t *testing.T, number, dialCode, fallback string) {
		if d, flaw := clean(number); flaw == nil {
			compareCertain(t, ps, d, ps.numbering(dialCode))
		}
		p, flaw := ps.Parse(number, dialCode, fallback)
		if blank, _ := ps.Parse(" "+number, "\u200b"+dialCode, fallback); blank != p { // no short cut
			t.Fatalf("%+v, with blanks %+v", p, blank)
		}
		if flaw != nil {
			if p != (Phone{}) || flaw.Code == "" || flaw.Text == "" || flaw.Fix == "" {
				t.Fatalf("%+v, %+v", p, flaw)
			}
			return
		}
		stays(t, ps, p)
	})
}
