package contact

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"

	"github.com/leadferry/leadferry/internal/problem"
)

// How long an address may be, in bytes: RFC 5321 with its errata, and RFC 1035 for the parts of a domain.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// ParseEmail reads an e-mail address and returns it without the blanks around it, otherwise as it was typed. An empty text is no address
// and no problem.
//
// An address is what net/mail takes for one and nothing more than that: no name, no comment, no quotes. Its domain is a full one as the
// internet has them (a point, no empty part, and where it is not ASCII a form in ASCII); nothing invisible is in it. Whether anybody reads
// mail there it does not find out.
func ParseEmail(text string) (string, *problem.Problem) {
	if isUsualAddress(text) {
		return text, nil
	}
	return parseEmail(text)
}

// parseEmail is ParseEmail for every case.
func parseEmail(text string) (string, *problem.Problem) {
	text = strings.TrimFunc(text, isBlank)
	if text == "" {
		return "", nil
	}
	if problem := slip(text); problem != nil {
		return "", problem
	}
	local, domain, _ := strings.Cut(text, "@")
	if len(text) > maxAddress || len(local) > maxLocal {
		return "", &problem.Problem{Code: "email-too-long", Text: "the address is longer than any e-mail address can be", Fix: fixCompareAddress}
	}
	if !isDomain(domain) {
		return "", &problem.Problem{Code: "email-domain", Text: "what stands behind the @ is not the full name of a mail domain",
			Fix: "write it like asha@example.com"}
	}
	if a, err := mail.ParseAddress(text); err != nil || a.Name != "" || a.Address != text {
		return "", malformed()
	}
	return text, nil
}

func malformed() *problem.Problem {
	return &problem.Problem{Code: "email-shape", Text: "this is not an e-mail address", Fix: fixCompareAddress}
}

// fixCompareAddress is the way to mend an address that is not one.
const fixCompareAddress = "compare the address with where it comes from"

// isDomain tells whether a text is a domain of at least two parts. Hyphens in the wrong place, underscores and broken punycode are idna's
// business; slip has seen to it that no part is empty.
func isDomain(domain string) bool {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || strings.Count(ascii, ".") != strings.Count(domain, ".") { // there are other points in other scripts
		return false
	}
	labels := 0
	for label := range strings.SplitSeq(ascii, ".") {
		if labels++; label == "" || len(label) > maxLabel {
			return false
		}
	}
	if strings.Contains(domain+".", "-.") { // idna takes "xn--" for punycode that says nothing
		return false
	}
	return labels > 1 && len(ascii) <= maxAddress
}

// isUsualAddress tells of the addresses that nearly all people have that they need no further look: ASCII, words with points between them,
// an @, a domain of letters, digits and hyphens. Whatever it is not sure of it leaves to the others.
func isUsualAddress(text string) bool {
	at := strings.IndexByte(text, '@')
	if at < 1 || at > maxLocal || len(text) > maxAddress {
		return false
	}
	word := 0 // bytes since the last point
	for i := range at {
		switch c := text[i]; {
		case isAlphanumeric(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0:
			word++
		case c == '.' && word > 0:
			word = 0
		default:
			return false
		}
	}
	return word > 0 && isUsualDomain(text[at+1:])
}

func isUsualDomain(domain string) bool {
	labels, start := 0, 0
	for i := 0; i <= len(domain); i++ {
		if i == len(domain) || domain[i] == '.' {
			if !isUsualLabel(domain[start:i]) {
				return false
			}
			labels, start = labels+1, i+1
		}
	}
	return labels > 1
}

// isUsualLabel leaves labels with "--" inside to the judgment of idna: some stand for other scripts.
func isUsualLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if c := label[i]; !isAlphanumeric(c) && (c != '-' || label[i-1] == '-') {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
