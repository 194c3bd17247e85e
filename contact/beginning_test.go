package contact

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// TestBeginnings: the first digit alone tells of no number that it begins otherwise than its pattern says.
func TestBeginnings(t *testing.T) {
	t.Parallel()
	all := NewPhones().numberings
	check := func(t interface{ Errorf(string, ...any) }, code int, digits string) {
		if n := all[code]; n != nil && n.odd != nil {
			if got, want := n.odd().of(digits), n.odd().pattern.MatchString(digits); got != want {
				t.Errorf("+%d %s: %v, want %v", code, digits, got, want)
			}
		}
	}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		for digits := range strings.FieldsSeq("0 1 2 3 4 5 6 7 8 9 00491 0111 8101 15 441") {
			check(t, code, digits)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.IntRange(1, 999).Draw(t, "code"), rapid.StringMatching(`[0-9]{1,15}`).Draw(t, "digits"))
	})
	for pattern, want := range map[string]string{"(?:00|49|0)": "04", "(?:0(?:11)?|[2-4]5)": "0234", "1?7": "17", `(?:\d5|)`: "0123456789", "9{2,3}": "9"} {
		var first strings.Builder
		for digit, is := range newBeginning(pattern).first {
			if is {
				first.WriteByte('0' + byte(digit))
			}
		}
		if first.String() != want {
			t.Errorf("%s begins with %s, want %s", pattern, first.String(), want)
		}
	}
}
