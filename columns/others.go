package columns

import (
	"maps"
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

// another returns the word of a header that makes its cells another person's, such as "Agent" in "Agent
// e-mail", "" for none. It may stand at the front of a longer word: "Firmentelefon".
func (d *dictionary) another(header string) string {
	isSign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	for word := range strings.FieldsFuncSeq(header, isSign) {
		folded := fold(word)
		for _, t := range d.languages {
			for _, other := range t[roleOthers] {
				if rest, is := strings.CutPrefix(folded, other); is && (rest == "" || isContact(d.meanings[rest].field)) {
					return word
				}
			}
		}
	}
	return ""
}

func isContact(field string) bool {
	return field == lead.Email.String() || field == lead.Phone.String()
}
