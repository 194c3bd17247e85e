package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/problem"
)

// slip finds what people commonly get wrong about an address and can mend when they are told. The text is trimmed and not empty.
func slip(text string) *problem.Problem {
	switch {
	case !strings.Contains(text, "@"):
		return &problem.Problem{Code: "email-no-at", Text: "there is no @ in the address", Fix: "write it like asha@example.com, or empty the cell"}
	case len(text) >= len("mailto:") && strings.EqualFold(text[:len("mailto:")], "mailto:"):
		return &problem.Problem{Code: "email-mailto", Text: "the address begins with mailto:, which belongs to a link", Fix: "take mailto: off"}
	case addresses(text) > 1:
		return &problem.Problem{Code: "email-several", Text: "the cell holds more than one address",
			Fix: "keep one, and move the other to a column of its own"}
	case strings.ContainsAny(text, "<>"):
		return &problem.Problem{Code: "email-name", Text: "there is more than an address in the cell", Fix: "keep only what stands between < and >"}
	case strings.Count(text, "@") > 1:
		return malformed()
	case strings.ContainsRune(".,;:", rune(text[len(text)-1])):
		return &problem.Problem{Code: "email-end", Text: "there is a punctuation mark at the end of the address", Fix: "take it off"}
	case strings.Contains(text, ","):
		return &problem.Problem{Code: "email-comma", Text: "there is a comma in the address", Fix: "write a point instead"}
	case text[0] == '.' || strings.Contains(text, "..") || strings.Contains(text, ".@") || strings.Contains(text, "@."):
		return &problem.Problem{Code: "email-point", Text: "there is a point in the address where none can be", Fix: "take it off"}
	}
	return unseen(text)
}

// addresses counts the words of a text that have an @ inside.
func addresses(text string) (n int) {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|/<>", r) })
	for _, word := range words {
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			n++
		}
	}
	return n
}

// unseen finds characters that nobody sees, or that stand for lost ones.
func unseen(text string) *problem.Problem {
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			return &problem.Problem{Code: "email-space", Text: "there is a space in the address", Fix: "take it out"}
		case isInvisible(r):
			return &problem.Problem{Code: "email-invisible", Text: "there is a character in the address that cannot be seen", Fix: "type the address anew"}
		case r == utf8.RuneError:
			return malformed()
		}
	}
	return nil
}
