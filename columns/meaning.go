package columns

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/internal/spelling"
)

// StatusOf returns the platform's status that a status of another system means, "" if none is known. A
// longer text means what its first words do: "In progress - waiting for client".
// What is negated behind them means none of the statuses, unless they stand alone before a dash: "Closed - not
// converted".
func StatusOf(text string) string {
	all := loadVocabulary().Status
	role, rest := all.of(text)
	if !IsNegated(rest) {
		return role
	}
	before, _, _ := strings.Cut(strings.NewReplacer("–", "-", "—", "-").Replace(text), " - ")
	if role, rest = all.of(before); rest == "" && !IsNegated(before) {
		return role
	}
	return ""
}

// IsNegated reports whether a text has a word such as "not". In scripts without blanks it may stand within
// a longer word.
func IsNegated(text string) bool {
	all := loadVocabulary().Negation["words"]
	return slices.ContainsFunc(wordsOf(text), func(word string) bool {
		word = fold(word)
		return slices.Contains(all, word) || strings.ContainsFunc(word, isUnspaced) && slices.ContainsFunc(all, func(n string) bool { return strings.Contains(word, n) })
	})
}

func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// wordsOf splits a text into words, in which an apostrophe may stand: "won't" is not "won".
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
	})
}

// MeansNone reports whether a text says that there is no value: "keine Mail", "n.v.t.".
func MeansNone(text string) bool {
	const longest = 30 // bytes; more is a note
	role, _ := loadVocabulary().None.of(text)
	return len(text) <= longest && role != ""
}

// MeansTotal reports whether a text begins a row that counts or sums up others: "Grand Total", "Summe: 12 Datensätze".
func MeansTotal(text string) bool {
	all := loadVocabulary().Total
	isWord := func(word string) bool { return strings.ContainsFunc(word, unicode.IsLetter) }
	words := wordsOf(text)
	for n := len(words); n > 0; n-- {
		if slices.Contains(all["words"], fold(strings.Join(words[:n], ""))) {
			return !slices.ContainsFunc(words[n:], func(word string) bool { return isWord(word) && !slices.Contains(all["counted"], fold(word)) })
		}
	}
	return false
}

// of returns the role of the words that a text begins with, the most of them that are known, and the words
// behind them.
func (t table) of(text string) (role, rest string) {
	words := wordsOf(text)
	for n := len(words); n > 0; n-- {
		if role := t.roleOf(fold(strings.Join(words[:n], ""))); role != "" {
			return role, strings.Join(words[n:], " ")
		}
	}
	if len(words) == 0 {
		return "", ""
	}
	const least = 2 // characters that stand for a word
	first := []rune(fold(words[0]))
	for n := len(first) - 1; n >= least && unicode.In(first[n-1], unicode.Han, unicode.Hiragana, unicode.Katakana); n-- {
		if role := t.roleOf(string(first[:n])); role != "" {
			return role, string(first[n:]) + " " + strings.Join(words[1:], " ")
		}
	}
	return "", ""
}

// slipOf returns the role of the words that a folded one differs from in one letter, "" if it is short or they have several.
func (t table) slipOf(word string) (role string) {
	const shortest = 7 // letters; many shorter words differ in one, and mean something else
	if len(word) < shortest {
		return ""
	}
	for known, words := range t {
		isNear := func(other string) bool { return word[0] == other[0] && spelling.Distance(word, other) == 1 }
		isAlike := func(other string) bool { return len(other)-len(word) <= 1 && len(word)-len(other) <= 1 && other != "" }
		if !slices.ContainsFunc(words, func(other string) bool { return isAlike(other) && isNear(other) }) {
			continue
		}
		if role != "" {
			return ""
		}
		role = known
	}
	return role
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
