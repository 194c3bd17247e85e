package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// IsOtherNumber reports whether a header has words for numbers that are no phones, such as postal codes, and none
// for a phone beside them: "Billing ZIP", but not "Order phone". A fax machine is none either, unless a phone is the
// other choice: "Tel./Fax".
func IsOtherNumber(header string) bool {
	if NamesFax(header) {
		choices := strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune("/|&+,", r) })
		return !slices.ContainsFunc(choices, func(choice string) bool { return !NamesFax(choice) && SpeaksOf(choice, lead.Phone.String()) })
	}
	rest, found := loadVocabulary().NotPhone.cut(header)
	return found && !SpeaksOf(rest, lead.Phone.String())
}

// NamesFax reports whether a word for a fax machine stands in a text, also within another word: "Faxnummer".
func NamesFax(text string) bool {
	text = fold(text)
	return slices.ContainsFunc(loadVocabulary().Fax["words"], func(word string) bool { return strings.Contains(text, word) })
}

// IsOtherName reports whether a header has words for things that have names, such as deals, and none for a person beside
// them: "Deal title", but not "Deal - Contact person"; or for how a name is read.
func IsOtherName(header string) bool {
	all := loadVocabulary()
	if isReading(header) {
		return true
	}
	rest, found := all.NotName.cut(header)
	return found && !all.plain.namesPerson(fold(rest))
}

// NamesThing reports whether a header has a word for a thing that has a name, whatever stands beside it: "Contact title".
func NamesThing(header string) bool {
	_, found := loadVocabulary().NotName.cut(header)
	return found
}

// isReading reports whether a header speaks of how a name is read aloud: "ふりがな", "Phonetic First Name".
func isReading(header string) bool {
	all := loadVocabulary().Reading["words"]
	return slices.ContainsFunc(wordsOf(header), func(word string) bool {
		word = fold(word)
		return slices.ContainsFunc(all, func(reading string) bool {
			return word == reading || strings.ContainsFunc(reading, isUnspaced) && strings.Contains(word, reading)
		})
	})
}

// namesPerson reports whether a word for a person's name, or for the person, stands within a folded text.
func (d *dictionary) namesPerson(text string) bool {
	const short = 4 // bytes of a word that may stand within many others
	return slices.ContainsFunc(d.languages, func(t table) bool {
		return slices.ContainsFunc([]string{roleFullName, FirstName, LastName, rolePersons}, func(role string) bool {
			return slices.ContainsFunc(t[role], func(word string) bool { return len(word) >= short && strings.Contains(text, word) })
		})
	})
}

// cut cuts the words of the table out of a text: what is left of it, and whether it had any.
func (t table) cut(text string) (rest string, found bool) {
	const longest = 4 // words of an entry
	words := wordsOf(text)
	whole := fold(strings.Join(words, ""))
	var left []string
	for len(words) > 0 {
		n := min(longest, len(words))
		for n > 0 && t.roleOf(fold(strings.Join(words[:n], ""))) == "" {
			n--
		}
		if n == 0 {
			left, n = append(left, t.cutUnspaced(words[0])), 1
		}
		words = words[n:]
	}
	rest = strings.Join(left, " ")
	return rest, fold(rest) != whole
}

// cutUnspaced cuts a word of the table out of a text in a script without blanks.
func (t table) cutUnspaced(text string) string {
	if !strings.ContainsFunc(text, isUnspaced) {
		return text
	}
	text = fold(text)
	for _, words := range t {
		if i := slices.IndexFunc(words, func(word string) bool {
			return strings.ContainsFunc(word, isUnspaced) && strings.Contains(text, word)
		}); i >= 0 {
			return strings.Replace(text, words[i], " ", 1)
		}
	}
	return text
}
