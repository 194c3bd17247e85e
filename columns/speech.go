package columns

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/lead"
)

// SpeaksOf reports whether a header has a word for a field among others: "What is your phone number?".
func SpeaksOf(header, field string) bool {
	return slices.Contains(loadVocabulary().plain.within(fold(header)), field)
}

// within returns the fields whose words stand within a folded header.
func (d *dictionary) within(header string) (fields []string) {
	const short = 4 // bytes of a word that may stand within many others
	for known, m := range d.meanings {
		if len(known) >= short && strings.Contains(header, known) && !slices.Contains(fields, m.field) {
			fields = append(fields, m.field)
		}
	}
	return fields
}

// PartOf returns the part of a name of which a header speaks, "" for none: "Billing first name" and "Name
// (Last)". The language of the header alone does not say it.
func PartOf(header string) string {
	d := loadVocabulary().plain
	of := d.within(fold(header))
	first, last := slices.Contains(of, FirstName), slices.Contains(of, LastName)
	if first == last {
		first, last = d.partsBeside(header)
	}
	switch {
	case first == last:
		return ""
	case first:
		return FirstName
	}
	return LastName
}

// partsBeside looks for a short word for a part of a name in a header of that and words for the whole name.
func (d *dictionary) partsBeside(header string) (first, last bool) {
	for word := range strings.FieldsFuncSeq(header, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		word = fold(word)
		switch m := d.meanings[word]; {
		case m.field == FirstName || d.language(word, roleFirst) != nil:
			first = true
		case m.field == LastName || d.language(word, roleLast) != nil:
			last = true
		case m.field != lead.Name.String():
			return false, false
		}
	}
	return first, last
}
