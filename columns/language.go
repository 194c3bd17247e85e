package columns

// LanguageOf returns the language of most words of a header, "de", or "" if none has two words and more than any other.
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
	return best
}
