package columns

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/lead"
)

// dropFalseFriends takes the meaning of words away that the language of the file uses for something else,
// as German does "Tag". It is the file's if it knows more of the other headers than those whose word it is.
func (d *dictionary) dropFalseFriends(header map[string]bool) {
	for _, t := range d.languages {
		for _, word := range t[roleFalse] {
			if _, ok := d.meanings[word]; !ok || !header[word] {
				continue
			}
			others := maps.Clone(header)
			delete(others, word)
			if known := t.knows(others); known > 0 && known >= d.mostOf(word, others) {
				d.friends[word] = d.meanings[word].field
				delete(d.meanings, word)
			}
		}
	}
}

// mostOf returns the most headers that a language knows in which the word has a meaning.
func (d *dictionary) mostOf(word string, header map[string]bool) (most int) {
	for _, t := range d.languages {
		if t.knows(map[string]bool{word: true}) > 0 {
			most = max(most, t.knows(header))
		}
	}
	return most
}

// another returns the word of a header that makes its cells another person's, such as "Father" in "Father's name",
// and its role; "" for none. It may stand at the front of a longer word, "Firmentelefon", and within one of a script
// without blanks.
func (d *dictionary) another(header string) (word, role string) {
	isSign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	for word := range strings.FieldsFuncSeq(header, isSign) {
		folded := fold(word)
		for _, t := range d.languages {
			for _, role := range []string{roleOthers, roleStaff, roleUsers} {
				if slices.ContainsFunc(t[role], func(other string) bool { return d.isOther(t, role, folded, other) }) {
					return word, role
				}
			}
		}
	}
	return "", ""
}

// isOther reports whether a folded word is one of another person's, which a language has, or begins with it. One of two
// letters is only that in a file with other words of the language: "es" is not "eş".
func (d *dictionary) isOther(of table, role, word, other string) bool {
	const short = 2
	rest, begins := strings.CutPrefix(word, other)
	switch {
	case strings.ContainsFunc(other, isUnspaced):
		return strings.Contains(word, other)
	case !begins:
		return false
	case rest == "":
		return len([]rune(other)) > short || of.knows(d.header) > 0
	}
	field := d.meanings[rest].field
	return isContact(field) || field == lead.Name.String() && role == roleOthers // "Username" is no name
}

func isContact(field string) bool {
	return field == lead.Email.String() || field == lead.Phone.String()
}
