package columns

import (
	"slices"
	"strings"
	"unicode"
)

// StatusOf returns the platform's status that a status of another system means, "" if none is known. A
// longer text means what its first words do: "In progress - waiting for client".
func StatusOf(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	for n := len(words); n > 0; n-- {
		if status := statusOf(fold(strings.Join(words[:n], ""))); status != "" {
			return status
		}
	}
	if len(words) == 0 {
		return ""
	}
	const least = 2 // characters that stand for a word
	first := []rune(fold(words[0]))
	for n := len(first) - 1; n >= least && unicode.In(first[n-1], unicode.Han, unicode.Hiragana, unicode.Katakana); n-- {
		if status := statusOf(string(first[:n])); status != "" {
			return status
		}
	}
	return ""
}

func statusOf(word string) string {
	for status, words := range loadVocabulary().Status {
		if slices.Contains(words, word) {
			return status
		}
	}
	return ""
}
