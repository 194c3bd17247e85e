package contact_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/leadferry/leadferry/contact"
)

func TestEmails(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, "-": nil, "Ann": nil, "a@b.com": {"a@b.com"}, " <a@b.com> ": {"a@b.com"}, "a@b.com, c@d.org": {"a@b.com", "c@d.org"},
		"a@b.com;c@d.org|a@b.com": {"a@b.com", "c@d.org"}, "a@b.com c@d.org.": {"a@b.com", "c@d.org"}, `["a@b.com","c@d.org"]`: {"a@b.com", "c@d.org"},
		`[{"value":"a@b.com","primary":true}]`: {"a@b.com"}, "['a@b.com', 'o'neil@d.org']": {"a@b.com", "o'neil@d.org"},
		"Ann Lee <a@b.com>": {"a@b.com"}, "a@b.com / none": {"a@b.com"}, "a@b, c@d.org": {"c@d.org"}, "mailto:a@b.com?subject=x": nil,
	} {
		if got := contact.Emails(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSeveralPhones(t *testing.T) {
	t.Parallel()
	phones := contact.NewPhones()
	for _, tc := range []struct{ text, dialCode, sure, unsure string }{
		{"", "", "[]", "[]"},
		{"151 12345678", "49", "[+4915112345678]", "[]"},
		{"089/123456", "49", "[+4989123456]", "[]"},
		{"+49 151 12345678, +49 151 87654321", "", "[+4915112345678 +4915187654321]", "[]"},
		{"+49 151 12345678 +49 151 87654321", "91", "[]", "[+4915112345678 +4915187654321]"},
		{"0151 12345678 / 0151 87654321", "49", "[+4915112345678 +4915187654321]", "[]"},
		{`["+4915112345678","+4915187654321"]`, "", "[+4915112345678 +4915187654321]", "[]"},
		{"(212) 555-2368 x123", "1", "[]", "[+12125552368]"},
		{"212-555-2368 ext. 1234", "1", "[]", "[+12125552368]"},
		{"212-555-2368 #12", "1", "[]", "[+12125552368]"},
		{"mobile: +49 151 12345678; home 089 123456", "", "[]", "[+4915112345678]"}, // six digits and an area code without a country
		{"call me", "49", "[]", "[]"},
		{"12345", "49", "[+4912345]", "[]"},
	} {
		show := func(all []contact.Phone) string {
			numbers := []string{}
			for _, p := range all {
				if p.E164() != "" {
					numbers = append(numbers, p.E164())
				}
			}
			return fmt.Sprint(numbers)
		}
		sure, unsure := phones.Several(tc.text, tc.dialCode, "")
		if show(sure) != tc.sure || show(unsure) != tc.unsure {
			t.Errorf("%q: %v, %v, want %s, %s", tc.text, sure, unsure, tc.sure, tc.unsure)
		}
	}
}

// TestUsual: the usual form of a number stays what it is.
func TestUsual(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"+541140000000": "+5491140000000", "+551181000001": "+5511981000001", "+551131000001": "+551131000001", "+4915112345678": "+4915112345678",
		"+5411400000000": "+5411400000000", "+5501981000001": "+5501981000001",
	} {
		if got := contact.Usual(number); got != want || contact.Usual(got) != got {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}
