package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/problem"
)

// slip finds common mistakes in an address, which is trimmed and not empty.
func slip(text string) *problem.Problem {
	switch {
	case !strings.Contains(text, "@"):
		return refuse("email-no-at", "there is no @ in the address",
			"write it like asha@example.com, or empty the cell")
	case len(text) >= len("mailto:") && strings.EqualFold(text[:len("mailto:")], "mailto:"):
		return refuse("email-mailto",
			"the address begins with mailto:, which belongs to a link", "take mailto: off")
	case addresses(text) > 1:
		return refuse("email-several", "the cell holds more than one address",
			"keep one, and move the other to a column of its own")
	case strings.ContainsAny(text, "<>"):
		return refuse("email-name", "there is more than an address in the cell",
			"keep only what stands between < and >")
	case strings.Count(text, "@") > 1:
		return malformed()
	case strings.ContainsRune(".,;:", rune(text[len(text)-1])):
		return refuse("email-end",
			"there is a punctuation mark at the end of the address", "take it off")
	case strings.Contains(text, ","):
		return refuse("email-comma", "there is a comma in the address", "write a point instead")
	case text[0] == '.', strings.Contains(text, ".."), strings.Contains(text, ".@"),
		strings.Contains(text, "@."):
		return refuse("email-point",
			"there is a point in the address where none can be", "take it off")
	}
	return unseen(text)
}

// addresses counts the words of a text that have an @ inside.
func addresses(text string) (n int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;|/<>", r)
	}) {
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			n++
		}
	}
	return n
}

// unseen finds characters that are invisible, or that stand for lost ones.
func unseen(text string) *problem.Problem {
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			return refuse("email-space", "there is a space in the address", "take it out")
		case isInvisible(r):
			return refuse("email-invisible",
				"there is a character in the address that cannot be seen", "type the address anew")
		case r == utf8.RuneError:
			return malformed()
		}
	}
	return nil
}
