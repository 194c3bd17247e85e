package check_test

import (
	"testing"

	"github.com/leadferry/leadferry/importer/check"
)

// TestLikelyCountry: a country is likely if more than half of the other phones are from it, and at least two.
func TestLikelyCountry(t *testing.T) {
	t.Parallel()
	for phones, want := range map[string]string{
		"+49 171 2345671\n":                                                         "",
		"+49 171 2345671\n0049 171 2345672\n":                                       "+49",
		"+49 171 2345671\n+44 7700 900123\n":                                        "",
		"+49 171 2345671\n+49 171 2345672\n+44 7700 900123\n":                       "+49",
		"+49 171 2345671\n+49 171 2345672\n+44 7700 900123\n" + "+44 7700 900124\n": "",
	} {
		s, err := check.Examine(t.Context(), input("phone\n0171 2345670\n"+phones))
		if err != nil {
			t.Fatal(err)
		}
		r, err := check.Run(t.Context(), s, options(t))
		if err != nil || r.Countryless.Count != 1 || r.Countryless.Likely != want {
			t.Errorf("%q: %+v, %v, want %s", phones, r.Countryless, err, want)
		}
	}
}
