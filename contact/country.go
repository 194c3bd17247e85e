package contact

import (
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// regionNames are the countries by their names in the larger languages, in lower case.
var regionNames = sync.OnceValue(func() map[string]string {
	all := map[string]string{"uk": "GB", "uae": "AE", "korea": "KR", "america": "US", "united states of america": "US", "england": "GB"}
	for _, tongue := range []string{"en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ru", "id", "hi", "ja", "zh"} {
		names := display.Regions(language.MustParse(tongue))
		for region := range phonenumbers.GetSupportedRegions() {
			if r, err := language.ParseRegion(region); err == nil {
				if name := strings.ToLower(names.Name(r)); name != "" && all[name] == "" {
					all[name] = region
				}
			}
		}
	}
	return all
})

// regionOf returns the two letters of a country by its name or its three letters, "" for any other text.
func regionOf(text string) string {
	if region := regionNames()[strings.ToLower(text)]; region != "" {
		return region
	}
	const letters = 3
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	if r, err := language.ParseRegion(text); err == nil && len(text) == letters && r.IsCountry() && !strings.ContainsFunc(text, isDigit) {
		return r.String()
	}
	return ""
}

// Fits reports whether a number without a country's code is one in use in a country, of which region has the two letters.
func (ps *Phones) Fits(number, region string) bool {
	p, flaw := ps.Parse(number, region, "")
	return flaw == nil && p.Number != "" && isInUse(p)
}
