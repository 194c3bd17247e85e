package propose

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// exampleCountry returns the two letters of a country to show how one is given: the most frequent one of phones with a
// plus, else of a column of countries, else of the endings of e-mail addresses, else that of the language of the header
// in which most of the phones without a plus are in use.
func exampleCountry(m *columns.Mapping, cells map[string][]string) string {
	var header, named, called, endings, bare []string
	phones := contact.NewPhones()
	for _, column := range countryColumns(m, cells) {
		for _, cell := range cells[column] {
			named = append(named, contact.Region(columns.Trimmed(cell)))
		}
	}
	for _, c := range m.Columns() {
		header = append(header, c.Header[strings.LastIndexByte(c.Header, '.')+1:]) // of objects in JSON the last part
		for _, cell := range cells[c.Header] {
			phone, flaw := phones.Parse(cell, "", "")
			switch isPhone := flaw == nil && phone.Number != ""; {
			case isPhone && phone.DialCode != "":
				called = append(called, contact.Region(phones.Country(phone.DialCode)))
			case isPhone && c.Field == lead.Phone.String():
				bare = append(bare, cell)
			}
			if email, flaw := contact.ParseEmail(cell); flaw == nil && email != "" {
				endings = append(endings, countryOfDomain(email))
			}
		}
	}
	tongue, ending := columns.LanguageOf(header), mostOf(endings)
	if once := count(endings, func(e string) bool { return e == ending }) == 1; once && tongue != "" && tongue != "en" {
		ending = "" // anybody may have a friend abroad
	}
	return cmp.Or(mostOf(called), mostOf(named), ending, likeliest(countriesOf(tongue), bare))
}

// likeliest returns the first country in which at least half of the phones are in use, else that with the most.
func likeliest(countries, phones []string) (best string) {
	book, most := contact.NewPhones(), -1
	for _, country := range countries {
		n := count(phones, func(phone string) bool { return book.Fits(phone, country) })
		if n > most {
			best, most = country, n
		}
		if 2*n >= len(phones) {
			break
		}
	}
	return best
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

// countriesOf returns the countries with a language, the larger ones first. Headers in English, or in none that is known,
// are from all the world.
func countriesOf(name string) []string {
	switch name {
	case "", "en":
		return []string{"US", "GB", "IN", "AU", "ZA", "NZ", "IE", "SG", "PK", "NG", "KE", "AE", "DE", "FR", "ES", "NL"}
	case "de":
		return []string{"DE", "AT", "CH"}
	case "fr":
		return []string{"FR", "BE", "CH", "CA", "MA"}
	case "es":
		return []string{"ES", "MX", "AR", "CO", "CL", "PE", "EC"}
	case "pt":
		return []string{"BR", "PT"}
	case "nl":
		return []string{"NL", "BE"}
	case "ru":
		return []string{"RU", "KZ", "UA", "BY"}
	case "zh":
		return []string{"CN", "TW", "HK"}
	case "ar":
		return []string{"SA", "AE", "EG", "MA", "JO", "KW"}
	}
	region, _ := language.Make(name).Region()
	return []string{contact.Region(region.String())}
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
