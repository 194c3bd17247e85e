package contact

import (
	"net/mail"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/leadferry/leadferry/internal/problem"
)

// The most bytes of an address and its parts: RFC 5321 with its errata, and RFC 1035.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

const fixCompareAddress = "compare the address with its source"

// Quotes are the typographic quotation marks of all languages, of which an address has none.
const Quotes = "“”„‟‘’‚‛«»‹›´「」『』《》＂＇"

// ParseEmail checks an e-mail address and returns it trimmed and without Quotes, brackets and "mailto:"
// around it, otherwise as it was typed. An empty text is no address and no problem.
//
// An address is what net/mail accepts and nothing besides: no name, no comment, no quotes. Its
// domain is fully qualified (at least one point, no empty part, an ASCII form), and beyond ASCII it
// has only the letters, digits and marks of IDNA2008. An ID of WhatsApp looks like one and is none. Whether the
// mailbox exists is not checked.
func ParseEmail(text string) (string, *problem.Problem) {
	if isPlain(text) && !isChatID(text) {
		return text, nil
	}
	return parseEmail(text)
}

func parseEmail(text string) (string, *problem.Problem) {
	text = bare(text)
	if text == "" {
		return "", nil
	}
	if p := slip(text); p != nil {
		return "", p
	}
	if isChatID(text) && !member.MatchString(text) {
		return "", nobodysID()
	}
	if isChatID(text) {
		return "", refuse("email-whatsapp", "this is an ID of WhatsApp, not an e-mail address",
			"empty the cell; if the whole column holds such IDs, it is no column of e-mails")
	}
	local, domain, _ := strings.Cut(text, "@")
	if len(text) > maxAddress || len(local) > maxLocal {
		return "", refuse("email-too-long",
			"the address is too long for an e-mail address", fixCompareAddress)
	}
	if !isDomain(domain) {
		return "", refuse("email-domain",
			"the part after the @ is not a complete mail domain",
			"write it like asha@example.com")
	}
	if a, err := mail.ParseAddress(text); err != nil || a.Name != "" || a.Address != text {
		return "", malformed()
	}
	return text, nil
}

// bare returns an address without what may surround it.
func bare(text string) string {
	text = unlinked(strings.TrimFunc(text, isAround), mailto, strings.TrimSpace)
	if last := len(text) - 1; last > 0 && text[0] == '<' && text[last] == '>' {
		text = strings.TrimFunc(text[1:last], isAround)
	}
	if len(text) > len(mailto) && strings.EqualFold(text[:len(mailto)], mailto) {
		text = strings.TrimFunc(text[len(mailto):], isAround)
	}
	return text
}

// IsExchange reports whether a text is the name of a mailbox within Exchange, as Outlook exports it in place of an
// address: "/o=ExchangeLabs/ou=...".
func IsExchange(text string) bool {
	const start = "/o="
	return len(text) > len(start) && strings.EqualFold(text[:len(start)], start)
}

// isChatID reports whether a text is an ID of WhatsApp, of a person or a group: digits at a domain without mailboxes.
func isChatID(text string) bool {
	if text == "" || text[0] < '0' || text[0] > '9' {
		return false
	}
	number, domain, _ := strings.Cut(text, "@")
	return slices.Contains([]string{"s.whatsapp.net", "c.us", "g.us", "lid"}, domain) && strings.Trim(number, "0123456789-:.") == ""
}

// nobodysID says of an ID of WhatsApp that no phone is in it: of a group, or of a person who keeps the number back.
func nobodysID() *problem.Problem {
	return refuse("whatsapp-no-phone", "this is an ID of WhatsApp that holds no phone number: of a group (@g.us) or of a person who hides the number (@lid)",
		"empty the cell; leave the row out if it is a group")
}

// mailto begins a link to an address.
const mailto = "mailto:"

func isAround(r rune) bool { return isBlank(r) || strings.ContainsRune(Quotes, r) }

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
