package contact

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestPlainAddresses: what needs no closer look would pass it, unchanged.
func TestPlainAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"asha@example.com": true, "a.b_c+d-e@x-1.y.Z": true,
		"": false, "asha": false, "a@b": false, "a@b@c.d": false, "a..b@c.d": false, "a.@c.d": false, ".a@c.d": false,
		"a@-c.d": false, "a@c-.d": false, "a@c_d.e": false, "a@c.d.": false, "a@c--d.e": false, "a b@c.d": false, "ä@c.d": false,
	} {
		if got := isPlain(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zA-Z0-9._+@-]{0,20}@[a-zA-Z0-9.-]{0,60}`).Draw(t, "text")
		if got, p := parseEmail(text); isPlain(text) && (p != nil || got != text) {
			t.Errorf("%q: %v", text, p)
		}
		if isPlain(text) && norm.NFC.String(bare(text)) != text {
			t.Errorf("%q is not the address that EmailID is made of", text)
		}
	})
}
