package propose

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
)

// exampleCountry returns the two letters of a country to show how one is given: the most frequent one of a column of
// countries, else of phones with a plus, else of the endings of e-mail addresses, else that of the language of the header,
// else Germany.
func exampleCountry(m *columns.Mapping, cells map[string][]string) string {
	var header, named, called, endings []string
	phones := contact.NewPhones()
	for _, column := range countryColumns(m, cells) {
		for _, cell := range cells[column] {
			named = append(named, contact.Region(columns.Trimmed(cell)))
		}
	}
	for _, c := range m.Columns() {
		header = append(header, c.Header)
		for _, cell := range cells[c.Header] {
			if phone, flaw := phones.Parse(cell, "", ""); strings.HasPrefix(cell, "+") && flaw == nil {
				called = append(called, contact.Region(phones.Country(phone.DialCode)))
			}
			if email, flaw := contact.ParseEmail(cell); flaw == nil && email != "" {
				endings = append(endings, countryOfDomain(email))
			}
		}
	}
	return cmp.Or(mostOf(named), mostOf(called), mostOf(endings), countryOfLanguage(columns.LanguageOf(header)), "DE")
}

// countryOfDomain returns the country of the ending of an e-mail address, "" if it has none. Some countries sell theirs
// to all the world.
func countryOfDomain(email string) string {
	ending := email[strings.LastIndexByte(email, '.')+1:]
	sold := []string{"ac", "ag", "ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "sh", "to", "tv", "vc", "ws"}
	if len(ending) != 2 || slices.Contains(sold, strings.ToLower(ending)) {
		return ""
	}
	return contact.Region(ending)
}

func countryOfLanguage(name string) string {
	if name == "" || name == "en" { // which the headers of all the world are in
		return ""
	}
	region, _ := language.Make(name).Region()
	return contact.Region(region.String())
}

// mostOf returns the most frequent text that is not empty, of several the first; "" if there is none.
func mostOf(all []string) (most string) {
	counts := map[string]int{}
	for _, text := range all {
		counts[text]++
	}
	for _, text := range all {
		if text != "" && (most == "" || counts[text] > counts[most]) {
			most = text
		}
	}
	return most
}
