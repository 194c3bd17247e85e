package columns

import (
	"slices"
	"strings"
	"unicode"
)

// Trimmed returns a text without blanks and zero-width signs around it, which come with cells of other
// systems. Joiners and variation selectors stay: at the end of a word they change how it looks.
func Trimmed(text string) string {
	if last := len(text) - 1; last >= 0 && isInk(text[0]) && isInk(text[last]) {
		return text // like most
	}
	return strings.TrimFunc(text, isEdge)
}

// isInk reports whether a byte is a sign of ASCII that shows.
func isInk(b byte) bool { return b > ' ' && b < 0x7f }

func isEdge(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\u00ad\u180e\u200b\u200e\u200f\u2060\ufeff", r)
}

// Placeholders are texts that programs and people write for an empty cell.
func Placeholders() []string {
	return []string{
		"#n/a", "n/a", "n.a.", "null", "(null)", "<null>", "nan", "none", "nil", "undefined", "-", "--", "---", "\\n", "#null!",
		"-none-", "--none--", "\u2013", "\u2014", "?", "??", "???", "0", "not provided", "not available", "not specified", "not set", "(not set)", "info requested", "no name", "(no name)", "anonymous", "unknown", "k.a.", "k. a.", "keine angabe", "keine", "unbekannt",
	}
}

// LongestPlaceholder is how many bytes a text has at most that stands for an empty cell.
const LongestPlaceholder = 40

// IsPlaceholder reports whether a cell is one of Placeholders, whatever its case and the blanks around it.
func IsPlaceholder(cell string) bool {
	return slices.Contains(Placeholders(), strings.ToLower(Trimmed(cell)))
}

// IsNoStatus reports whether a text is what programs write for no status. A number may stand for one.
func IsNoStatus(cell string) bool {
	return Trimmed(cell) != "0" && IsPlaceholder(cell)
}
