package columns

import (
	"slices"
	"strings"
	"unicode"
)

// IsFirm reports whether a name is that of a firm, by its legal form: "Kowalski Sp. z o.o.", "PT Maju Jaya".
func IsFirm(name string) bool {
	const longest = 4 // words of a form
	forms := loadVocabulary().Firm
	if slices.ContainsFunc(forms["within"], func(form string) bool { return strings.Contains(fold(name), form) }) {
		return true
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,;()&-+", r) })
	for n := 1; n <= min(longest, len(words)-1); n++ {
		first, last := words[:n], words[len(words)-n:]
		if isForm(first, forms["front"]) || isForm(last, forms["words"]) {
			return true
		}
		for from := 1; from+n < len(words); from++ { // "Huber GmbH Filiale Nord"
			if form := words[from : from+n]; isForm(form, forms["words"]) && len(fold(strings.Join(form, ""))) > 2 {
				return true
			}
		}
	}
	return false
}

// isForm reports whether words are a form. One of few letters is written with capitals, as hardly a person's name is.
func isForm(words, forms []string) bool {
	const few = 3 // letters
	text := strings.Join(words, "")
	isCapital := strings.ContainsFunc(text, unicode.IsUpper) || !strings.ContainsFunc(text, unicode.IsLower)
	return slices.Contains(forms, fold(text)) && (len([]rune(text)) > few || isCapital)
}

// IsNoName reports whether a text is an e-mail address or a number, which programs write where a name lacks.
func IsNoName(text string) bool {
	before, after, isAddress := strings.Cut(strings.TrimSpace(text), "@")
	if isAddress {
		return before != "" && strings.Contains(after, ".") && !strings.ContainsFunc(before+after, unicode.IsSpace)
	}
	isOdd := func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+-./()", r)
	}
	return strings.ContainsFunc(before, unicode.IsDigit) && !strings.ContainsFunc(before, isOdd)
}
