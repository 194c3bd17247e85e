package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// contains reports whether a text has a part in it, in capitals or small letters. The part is folded.
func contains(text, part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	for i, r := range text {
		if fold(r) == first && beginsWith(text[i:], part) {
			return true
		}
	}
	return false
}

func beginsWith(text, part string) bool {
	for _, want := range part {
		r, size := utf8.DecodeRuneInString(text)
		if size == 0 || fold(r) != want {
			return false
		}
		text = text[size:]
	}
	return true
}

func foldAll(text string) string { return strings.Map(fold, text) }

// fold returns the same rune for all forms of a letter: the first of them, as strings.EqualFold has it.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		if next < r {
			return next // the forms come in rising order, and the first one after the last
		}
	}
	return r
}
