package columns

import (
	"strings"
	"unicode"
)

// LanguageOf returns the language of most words of a header, "de", or "" if none has two words and more than any other.
// Letters that one language alone has tell it, too.
func LanguageOf(header []string) string {
	const fewest = 2
	folded := foldAll(header)
	best, most := "", fewest-1
	for name, words := range loadVocabulary().Language {
		switch n := words.knows(folded); {
		case n > most:
			best, most = name, n
		case n == most:
			best = ""
		}
	}
	if best != "" {
		return best
	}
	return languageOfLetters(strings.Join(header, ""))
}

// languageOfLetters returns the language that is written in letters of its own, "" if a text has none of them.
func languageOfLetters(text string) string {
	for _, own := range []struct {
		language string
		letters  *unicode.RangeTable
	}{
		{"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"ko", unicode.Hangul}, {"th", unicode.Thai}, {"el", unicode.Greek}, {"he", unicode.Hebrew}, {"hi", unicode.Devanagari},
	} {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(own.letters, r) }) {
			return own.language
		}
	}
	return ""
}
