package columns

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// SpeaksOf reports whether a header has a word for a field among others: "What is your phone number?". A
// short word must stand alone: "Tel. kom.".
func SpeaksOf(header, field string) bool {
	d := loadVocabulary().plain
	return slices.Contains(d.within(fold(header)), field) ||
		slices.ContainsFunc(wordsOf(header), func(word string) bool { return d.meanings[fold(word)].field == field })
}

// SpeaksOfStatus reports whether a header has a word for a status among others, of a lead or anything else:
// "Payment status".
func SpeaksOfStatus(header string) bool {
	d := loadVocabulary().plain
	return SpeaksOf(header, lead.Status.String()) ||
		slices.ContainsFunc(wordsOf(header), func(word string) bool { return d.language(fold(word), rolePerhaps) != nil })
}

// within returns the fields whose words stand within a folded header.
func (d *dictionary) within(header string) (fields []string) {
	for known, m := range d.meanings {
		if !isShort(known) && strings.Contains(header, known) && !slices.Contains(fields, m.field) {
			fields = append(fields, m.field)
		}
	}
	return fields
}

// isShort reports whether a word has so few letters that it may stand within many others.
func isShort(word string) bool {
	const bytes, letters = 4, 4
	return len(word) < bytes || utf8.RuneCountInString(word) < letters && strings.ContainsFunc(word, isAlphabetic)
}

// isAlphabetic reports whether a letter is of a script in which words have more than two or three letters.
func isAlphabetic(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic)
}

// IsPart reports whether a text is a word for a part of a name: "Vorname".
func IsPart(text string) bool { return partOf(text) != "" }

// partOf returns the part of a name for which a text is the word, "" for none.
func partOf(text string) string {
	if field := loadVocabulary().plain.meanings[fold(text)].field; isPart(field) {
		return field
	}
	return ""
}

// PartOf returns the part of a name of which a header speaks, "" for none: "Billing first name" and "Name
// (Last)", but not "Phonetic last name". The language of the header alone does not say it.
func PartOf(header string) string {
	d := loadVocabulary().plain
	if isReading(header) {
		return ""
	}
	if _, part := cutSubfield(header); d.partOf(part) != "" {
		return d.partOf(part)
	}
	if d.asksWhole(fold(header)) {
		return ""
	}
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

// asksWhole reports whether words for the whole name stand within a folded header: "Voor- en achternaam van de ouder".
func (d *dictionary) asksWhole(header string) bool {
	const least = 7 // bytes of a word that may stand within others
	return slices.ContainsFunc(d.languages, func(t table) bool {
		return slices.ContainsFunc(t[roleFullName], func(word string) bool { return len(word) >= least && strings.Contains(header, word) })
	})
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

// IsCompany reports whether a header is a word for the company of a lead. It may stand behind others: "person.company".
func IsCompany(header string) bool { return isWordOf(header, roleCompany) }

// IsCalled reports whether a header is a word for what a lead is called, or for a customer: "Nickname",
// "person.nickname", "Cliente".
func IsCalled(header string) bool { return isWordOf(header, roleCalled) }

func isWordOf(header, role string) bool {
	d := loadVocabulary().plain
	last := header[strings.LastIndexAny(header, ".:/")+1:]
	return d.language(fold(header), role) != nil || d.language(fold(last), role) != nil
}

// IsOwner reports whether a header is a word for the owner of what a row is about: "Owner".
func IsOwner(header string) bool { return isWordOf(header, roleOwners) }

// NamesParent reports whether a header has a word for the parents of a child: "Parent/Guardian full name".
func NamesParent(header string) bool { return hasWordOf(header, roleParents) }

// NamesChild reports whether a header has a word for a child whose parents are the lead: "Naam leerling".
func NamesChild(header string) bool { return hasWordOf(header, roleChildren) }

// hasWordOf reports whether a header has a word of a role among others; within a longer one in scripts without blanks.
func hasWordOf(header, role string) bool {
	d := loadVocabulary().plain
	words := strings.FieldsFunc(header, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	return slices.ContainsFunc(d.languages, func(t table) bool {
		return slices.ContainsFunc(t[role], func(known string) bool {
			isIn := func(word string) bool {
				return fold(word) == known || strings.ContainsFunc(known, isUnspaced) && strings.Contains(fold(word), known)
			}
			return slices.ContainsFunc(words, isIn)
		})
	})
}

// NamesPerson reports whether a header has a word for a person's name or for the person: "Contact person 1".
func NamesPerson(header string) bool { return loadVocabulary().plain.namesPerson(fold(header)) }

// IsNameOf reports whether a header has a word for the name among others, and none for a thing: "Name of ledger", "Nom
// (obligatoire)".
func IsNameOf(header string) bool {
	d := loadVocabulary().plain
	isWord := func(word string) bool {
		m := d.meanings[fold(word)]
		return m.field == lead.Name.String() && m.role != roleOtherName
	}
	question, _ := cutSubfield(header)
	return (slices.ContainsFunc(wordsOf(header), isWord) || isWord(question)) && PartOf(header) == "" && !isReading(header) && !NamesThing(header)
}

// NearPart returns the part of a name, or the name, whose word a header nearly is, "" for none: with more mistakes than
// a slip may have that nothing else speaks for, as in "Prénon". Of two that are as near it is neither.
func NearPart(header string) (field string) {
	const shortest, long = 3, 7 // bytes
	word := fold(header)
	if len(word) <= shortest || len(word) > maxWord || strings.ContainsFunc(word, isUnfit) {
		return ""
	}
	best := 3
	for known, m := range loadVocabulary().plain.meanings {
		if !IsName(m.field) || m.field == MiddleName || len(known) < shortest {
			continue
		}
		most := 1
		if min(len(word), len(known)) >= long {
			most = 2
		}
		switch n := spelling.Distance(word, known); {
		case n == 0:
			return ""
		case n > most || n > best:
		case n < best:
			best, field = n, m.field
		case m.field != field:
			field = ""
		}
	}
	return field
}

// MayBeFamilyName reports whether a header has a word that means the last name beside a first name: "Votre nom".
func MayBeFamilyName(header string) bool {
	d := loadVocabulary().plain
	return slices.ContainsFunc(wordsOf(header), func(word string) bool { return d.language(fold(word), roleFamilyName) != nil })
}

// AsksName reports whether a header is a question for the name: "What is your name?".
func AsksName(header string) bool { return loadVocabulary().plain.asksName(fold(header)) }

// SpeaksOfCountry reports whether a header has a word for a country: "Land", "Billing country".
func SpeaksOfCountry(header string) bool {
	all := loadVocabulary().Country["words"]
	isWord := func(word string) bool { return slices.Contains(all, fold(word)) }
	return SpeaksOf(header, lead.Country.String()) || isWord(header) || slices.ContainsFunc(wordsOf(header), isWord)
}
