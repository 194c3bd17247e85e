package contact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Emails returns every address that a field of the platform holds. People and programs put several into
// it, as a list or as JSON, and names beside them, which ParseEmail refuses in a file.
func Emails(text string) (all []string) {
	if one, flaw := ParseEmail(text); flaw == nil {
		if one == "" {
			return nil
		}
		return []string{one}
	}
	for _, part := range strings.FieldsFunc(text, isBetween) {
		if one, flaw := ParseEmail(strings.Trim(part, ".'")); flaw == nil && one != "" && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// numberLike is what may be a phone number within a text: seven digits or more, with at most two signs
// between two of them.
var numberLike = regexp.MustCompile(`\+?\(?\d(?:[ ().-]{0,2}\d){6,}`)

// Several returns every number that a field of the platform holds, as Parse reads it. Of those that are
// unsure only the digits are certain: words stand beside them, an extension for instance, or a dial code
// that contradicts them.
func (ps *Phones) Several(text, dialCode, fallback string) (sure, unsure []Phone) {
	if one, flaw := ps.Parse(text, dialCode, fallback); flaw == nil {
		if one.Number == "" {
			return nil, nil
		}
		return []Phone{one}, nil
	}
	if len(text) > maxCell {
		return nil, nil
	}
	text = plain(text)
	words := strings.ContainsFunc(text, unicode.IsLetter) || strings.Contains(text, "#")
	for _, digits := range numberLike.FindAllString(text, -1) {
		if one, flaw := ps.Parse(digits, dialCode, fallback); flaw == nil && !words {
			sure = append(sure, one)
		} else if flaw == nil {
			unsure = append(unsure, one)
		} else if one, flaw := ps.Parse(digits, "", fallback); flaw == nil {
			unsure = append(unsure, one)
		}
	}
	return sure, unsure
}

// Numbers that one subscriber has in two forms. Argentina puts a 9 before the area code of a mobile number
// that is called from abroad. Brazil put a 9 before the eight digits of its mobile numbers until 2016.
var (
	argentina = regexp.MustCompile(`^(\+54)9?([1-3]\d{9})$`)
	brazil    = regexp.MustCompile(`^(\+55[1-9]\d)9?([6-9]\d{7})$`)
)

// Usual returns the usual form of a number, as Phone.E164 returns it, of which there may be another one.
func Usual(e164 string) string {
	for _, numbers := range []*regexp.Regexp{argentina, brazil} {
		if strings.HasPrefix(e164, "+5") && numbers.MatchString(e164) {
			return numbers.ReplaceAllString(e164, "${1}9${2}")
		}
	}
	return e164
}
