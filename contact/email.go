package contact

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/leadferry/leadferry/internal/problem"
)

// The most bytes of an address and its parts: RFC 5321 with its errata, and RFC 1035.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

const fixCompareAddress = "compare the address with where it comes from"

// ParseEmail checks an e-mail address and returns it trimmed, otherwise as it was typed. An empty
// text is no address and no problem.
//
// An address is what net/mail accepts and nothing besides: no name, no comment, no quotes. Its
// domain is fully qualified (at least one point, no empty part, an ASCII form), and it has no
// invisible characters. Whether the mailbox exists is not checked.
func ParseEmail(text string) (string, *problem.Problem) {
	if isPlain(text) {
		return text, nil
	}
	return parseEmail(text)
}

func parseEmail(text string) (string, *problem.Problem) {
	text = strings.TrimFunc(text, isBlank)
	if text == "" {
		return "", nil
	}
	if p := slip(text); p != nil {
		return "", p
	}
	local, domain, _ := strings.Cut(text, "@")
	if len(text) > maxAddress || len(local) > maxLocal {
		return "", refuse("email-too-long",
			"the address is longer than any e-mail address can be", fixCompareAddress)
	}
	if !isDomain(domain) {
		return "", refuse("email-domain",
			"what stands behind the @ is not the full name of a mail domain",
			"write it like asha@example.com")
	}
	if a, err := mail.ParseAddress(text); err != nil || a.Name != "" || a.Address != text {
		return "", malformed()
	}
	return text, nil
}

func malformed() *problem.Problem {
	return refuse("email-shape", "this is not an e-mail address", fixCompareAddress)
}

// isDomain reports whether a text is a domain of at least two parts. idna checks hyphens,
// underscores and punycode; slip has checked that no part is empty.
func isDomain(domain string) bool {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || strings.Count(ascii, ".") != strings.Count(domain, ".") {
		return false // idna takes the points of other scripts, too
	}
	labels := 0
	for label := range strings.SplitSeq(ascii, ".") {
		if labels++; label == "" || len(label) > maxLabel {
			return false
		}
	}
	if strings.Contains(domain+".", "-.") { // idna takes "xn--" for empty punycode
		return false
	}
	return labels > 1 && len(ascii) <= maxAddress
}

// isPlain reports whether an address needs no closer look, as almost none does: ASCII letters and
// digits with single signs between them. It makes the check of a large file twice as fast.
func isPlain(text string) bool {
	const short = 64 // bytes; no part of so short an address is too long
	at, point, letter := 0, 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			letter = true
			continue
		case !letter:
			return false
		case c == '@' && at == 0:
			at = i
		case c == '.':
			point = i
		case c != '-' && (c != '_' && c != '+' || at > 0):
			return false
		}
		letter = false
	}
	return letter && 0 < at && at < point && len(text) <= short
}

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
