package contact

import (
	"strings"
	"unicode"
)

// unlinked returns the text of a link as Notion and others write it, [a@x.com](mailto:a@x.com), that goes to what it
// shows; any other text comes back as it is. core returns what two texts must have in common.
func unlinked(text, scheme string, core func(string) string) string {
	if text == "" || text[0] != '[' || text[len(text)-1] != ')' {
		return text
	}
	shown, link, is := strings.Cut(text[1:len(text)-1], "](")
	if len(link) > len(scheme) && strings.EqualFold(link[:len(scheme)], scheme) {
		link = link[len(scheme):]
	}
	if !is || core(shown) != core(link) {
		return text
	}
	return shown
}

// dialling returns the signs of a number that are dialled.
func dialling(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || unicode.IsLetter(r) || r == '+' {
			return r
		}
		return -1
	}, text)
}
