package columns

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// StatusOf returns the platform's status that a status of another system means, "" if none is known. A
// longer text means what its first words do: "In progress - waiting for client".
func StatusOf(text string) string { return loadVocabulary().Status.of(text) }

// MeansNone reports whether a text says that there is no value: "keine Mail", "n.v.t.".
func MeansNone(text string) bool {
	const longest = 30 // bytes; more is a note
	return len(text) <= longest && loadVocabulary().None.of(text) != ""
}

// of returns the role of the words that a text begins with, the most of them that are known.
func (t table) of(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	for n := len(words); n > 0; n-- {
		if role := t.roleOf(fold(strings.Join(words[:n], ""))); role != "" {
			return role
		}
	}
	if len(words) == 0 {
		return ""
	}
	const least = 2 // characters that stand for a word
	first := []rune(fold(words[0]))
	for n := len(first) - 1; n >= least && unicode.In(first[n-1], unicode.Han, unicode.Hiragana, unicode.Katakana); n-- {
		if role := t.roleOf(string(first[:n])); role != "" {
			return role
		}
	}
	return ""
}

// roleOf returns the role of a folded word, "" for none.
func (t table) roleOf(word string) string {
	for _, role := range slices.Sorted(maps.Keys(t)) {
		if slices.Contains(t[role], word) {
			return role
		}
	}
	return ""
}
