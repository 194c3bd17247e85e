package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// IsOtherNumber reports whether a header has words for numbers that are no phones, such as postal codes, and none
// for a phone beside them: "Billing ZIP", but not "Order phone".
func IsOtherNumber(header string) bool {
	const longest = 4 // words of an entry
	all := loadVocabulary().NotPhone
	words := wordsOf(header)
	var rest []string
	for len(words) > 0 {
		n := min(longest, len(words))
		for n > 0 && all.roleOf(fold(strings.Join(words[:n], ""))) == "" {
			n--
		}
		if n == 0 {
			rest, n = append(rest, all.cutUnspaced(words[0])), 1
		}
		words = words[n:]
	}
	other := strings.Join(rest, " ")
	return fold(other) != fold(strings.Join(wordsOf(header), "")) && !SpeaksOf(other, lead.Phone.String())
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
