package sheet

import (
	"html"
	"regexp"
	"strings"
)

// entity is a character as web pages write it. Without the semicolon it may be part of an address.
var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// tag begins a piece of a web page, and link is an address on the web.
var (
	tag  = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	link = regexp.MustCompile(`\S*(?:://|www\.)\S*`)
)

// withoutEntities returns a text with its characters written as themselves. sure is false if they may be meant as they
// are: in a piece of a web page, or if one of them is no character of a text. In a link, only an ampersand
// is written so for certain: &copy; may be a part of it.
func withoutEntities(text string) (plain string, sure bool) {
	if !strings.Contains(text, "&") || !entity.MatchString(text) {
		return text, true
	}
	var out strings.Builder
	from := 0
	for _, at := range link.FindAllStringIndex(text, -1) {
		out.WriteString(unescape(text[from:at[0]]))
		out.WriteString(entity.ReplaceAllStringFunc(text[at[0]:at[1]], func(one string) string {
			if char := html.UnescapeString(one); char == "&" {
				return char
			}
			return one
		}))
		from = at[1]
	}
	out.WriteString(unescape(text[from:]))
	plain = out.String()
	return plain, !tag.MatchString(text) && (holdsControl(text) || !holdsControl(plain)) && !strings.Contains(plain, "\ufffd")
}

// unescape writes the characters of a text as themselves. A blank that keeps a line together is a blank.
func unescape(text string) string {
	return entity.ReplaceAllStringFunc(text, func(one string) string {
		return strings.ReplaceAll(html.UnescapeString(one), "\u00a0", " ")
	})
}

// block is a tag that ends a line of a text, and inline one that does not. Others may be words between angle brackets.
var (
	block  = regexp.MustCompile(`(?i)<br\s*/?>|</(?:p|div|li|ul|ol|h[1-6]|tr|blockquote)\s*>`)
	inline = regexp.MustCompile(`(?i)</?(?:p|div|li|ul|ol|h[1-6]|tr|td|table|tbody|blockquote|span|b|i|u|s|strong|em|font|small|sub|sup|hr)(?:\s[^<>]*)?/?>`)
)

// TextOfHTML returns the text of a piece of a web page, as systems keep notes; ok is false for a text that is none, or not
// for certain.
func TextOfHTML(piece string) (text string, ok bool) {
	if !strings.Contains(piece, "<") || !block.MatchString(piece) {
		return piece, false
	}
	plain := inline.ReplaceAllString(block.ReplaceAllString(piece, "\n"), "")
	if strings.ContainsAny(plain, "<>") {
		return piece, false
	}
	var lines []string
	for line := range strings.Lines(unescape(plain)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), true
}
