package columns

import (
	"slices"
	"strings"
	"unicode"
)

// LanguageOf returns the language of most words of a header, "de", or "" if none has two words and more than any other.
// Letters that one language alone has tell it, too.
func LanguageOf(header []string) string {
	const fewest = 2
	folded := foldAll(header)
	var best []string
	most := fewest - 1
	for name, words := range loadVocabulary().Language {
		switch n := words.knows(folded); {
		case n > most:
			best, most = []string{name}, n
		case n == most && best != nil:
			best = append(best, name)
		}
	}
	slices.Sort(best) // "pt" before "pt-PT", which says little else
	if best != nil && !slices.ContainsFunc(best, func(name string) bool { return !strings.HasPrefix(name, best[0]) }) {
		return best[0]
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
