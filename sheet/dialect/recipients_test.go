package dialect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRecipients parses what mail programs write into the field of those who get a message.
func TestRecipients(t *testing.T) {
	for text, want := range map[string][]recipient{
		"Anna Berg <anna@x.example>":                          {{"Anna Berg", "anna@x.example"}},
		"Stefan Graf<s@x.example>,":                           {{"Stefan Graf", "s@x.example"}},
		`"Müller, Hans" <h@x.example>; lena@y.example ;`:      {{"Müller, Hans", "h@x.example"}, {"", "lena@y.example"}},
		"'Yusuf Ö' <y@x.example>, <info@x.example>":           {{"Yusuf Ö", "y@x.example"}, {"", "info@x.example"}},
		"Berg, Anna <anna@x.example>; Graf, S. <s@x.example>": {{"Berg, Anna", "anna@x.example"}, {"Graf, S.", "s@x.example"}},
		"a@x.example <mailto:a@x.example>":                    {{"a@x.example", ""}},
		`"A \"B\" C" <c@x.example>`:                           {{`A "B" C`, "c@x.example"}},
		"A (board) <a@x>":                                     {{"A (board)", "a@x"}},
		"Anna Berg":                                           nil,
		"Anna Berg; <a@x.example>":                            nil,
		"To: Anna <a@x.example>":                              nil,
		"Anna <a@x.example> called":                           nil,
		"see you; anna@x.example or hans@x.example":           nil,
	} {
		got, ok := parseRecipients(text)
		if text == "a@x.example <mailto:a@x.example>" {
			want = []recipient{{"", "a@x.example"}}
		}
		if ok != (want != nil) {
			t.Errorf("%q: %v, %v", text, got, ok)
		} else if diff := cmp.Diff(want, got, cmp.AllowUnexported(recipient{})); ok && diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
