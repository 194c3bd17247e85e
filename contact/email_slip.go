package contact

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"

	"github.com/leadferry/leadferry/internal/problem"
)

const fixOnlyAddress = "keep only the address, without a name, a label, brackets or blanks"

// slip finds common mistakes in an address, which is trimmed and not empty.
func slip(text string) *problem.Problem {
	switch {
	case atWord.MatchString(text):
		parts := atWord.FindStringSubmatch(text)
		return refuse("email-at-word", fmt.Sprintf("the address has %q in place of its @", strings.TrimSpace(parts[1])), "write @ there, without blanks, and dots for other such words")
	case IsExchange(text):
		return refuse("email-exchange", "this is the name of a mailbox within Exchange (X.500), and no e-mail address", "empty the cell")
	case !strings.Contains(text, "@"):
		return refuse("email-no-at", "there is no @ in the address",
			"write it like asha@example.com, or empty the cell")
	case addresses(text) > 1:
		return refuse("email-several", "the cell holds more than one address",
			"keep one, and move the other to a column of its own")
	case strings.ContainsAny(strings.TrimRight(text, ":"), "<>()[]{}（）【】＜＞:") && addresses(text) == 1:
		return refuse("email-name", "the cell contains more than an address", fixOnlyAddress)
	case labelled.MatchString(text):
		return refuse("email-name", "the cell contains more than an address", fixOnlyAddress)
	case strings.Count(text, "@") > 1:
		return malformed()
	case endsOddly(text):
		last, _ := utf8.DecodeLastRuneInString(text)
		return refuse("email-end",
			"there is a punctuation mark at the end of the address, "+named(last), "remove it")
	case strings.ContainsFunc(text, unicode.IsSpace):
		return refuse("email-space", "there is a space in the address", fixOnlyAddress)
	case strings.Contains(text, ","):
		return refuse("email-comma", "there is a comma in the address", "write a dot instead")
	case text[0] == '.', strings.Contains(text, ".."), strings.Contains(text, ".@"),
		strings.Contains(text, "@."):
		return refuse("email-point",
			"there is a dot in the wrong place in the address", "remove it")
	}
	return oddSign(text)
}

// atWord matches an address that hides its @ from programs: "ann [at] example.org".
var atWord = regexp.MustCompile(`(?i)^[^\s@]+( ?[\[({<] ?(?:at|ät|à|arroba|chiocciola|małpa|apenstaartje|et|собака) ?[\])}>] ?| (?:at|arroba) )[^\s@]+(?: ?[\[({<] ?(?:dot|punkt|point|punto|ponto) ?[\])}>] ?[^\s@]+| dot [^\s@]+)*$`)

// labelled matches an address behind its name in an address book: "mail=ann@example.org".
var labelled = regexp.MustCompile(`(?i)^e?-?mail=`)

// addresses counts the words of a text that have an @ inside.
func addresses(text string) (n int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:|/<>()[]{}（）【】＜＞،؛，；、", r)
	}) {
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			n++
		}
	}
	return n
}

// oddSign names the first sign that no address has.
func oddSign(text string) *problem.Problem {
	at := strings.IndexByte(text, '@')
	for i, r := range text {
		switch {
		case r == utf8.RuneError:
			return malformed()
		case isInvisible(r):
			return refuse("email-invisible",
				"the address contains an invisible character", "type the address again")
		case r > unicode.MaxASCII && !isAddressSign(r),
			i > at && strings.ContainsRune("!\"#$%&'()*+/:;<=>?[\\]^`{|}~", r):
			return refuse("email-sign",
				"the address contains a character that does not belong there: "+named(r), instead(r, i < at))
		}
	}
	return mixedScripts(text)
}

// endsOddly reports whether a text ends with punctuation, of any language.
func endsOddly(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".,;:", last) ||
		last > unicode.MaxASCII && last != utf8.RuneError && (unicode.IsPunct(last) || unicode.IsSymbol(last))
}

// named shows a sign with its name: many look like others.
func named(r rune) string {
	return fmt.Sprintf("\"%c\" (%s)", r, strings.ToLower(runenames.Name(r)))
}

// isAddressSign reports whether a sign beyond ASCII may stand in a name of IDNA2008, in upper case
// too: a letter, digit or mark that is no other way to write another one (RFC 5892, 2.1 and 2.2).
func isAddressSign(r rune) bool {
	text := string(unicode.ToLower(r))
	return unicode.In(r, unicode.L, unicode.Nd, unicode.Mn, unicode.Mc) &&
		(norm.NFKC.String(text) == norm.NFC.String(text))
}

// instead says what to write in place of a sign. Only in front of the @ there may be an apostrophe.
func instead(r rune, inFront bool) string {
	switch plain := norm.NFKC.String(string(plainRune(r))); {
	case strings.ContainsRune("。｡", r):
		return "write . instead"
	case inFront && strings.ContainsRune("‘’‛´", r):
		return "write ' instead"
	case plain != string(r) && len(plain) == 1 && plain != " ":
		return "write " + plain + " instead"
	}
	return "remove it"
}

// mixedScripts finds a part of an address with Latin letters and others that look like them, which no registry
// accepts in a domain, and hardly any provider before it: a slip of the keyboard, or a trap.
func mixedScripts(text string) *problem.Problem {
	isSign := func(r rune) bool { return strings.ContainsRune("@.-_+", r) }
	for label := range strings.FieldsFuncSeq(text, isSign) {
		if !strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			continue
		}
		for _, r := range label {
			if unicode.In(r, unicode.Cyrillic, unicode.Greek) {
				return refuse("email-scripts",
					"the address mixes Latin letters with one that only looks Latin: "+named(r),
					"type the address again")
			}
		}
	}
	return nil
}
