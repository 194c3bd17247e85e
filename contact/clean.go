package contact

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// maxCell is the most bytes of a phone cell: far more than any number needs.
const maxCell = 1000

// clean extracts from a cell the digits to dial. An empty cell is the zero dialled.
func clean(cell string) (dialled, *problem.Problem) {
	if len(cell) > maxCell {
		return dialled{}, impossible(phonenumbers.TOO_LONG)
	}
	if digits := strings.TrimPrefix(cell, "+"); IsDigits(digits) {
		return dial(digits, digits != cell), nil // there is nothing to clean
	}
	text := unlinked(plain(cell), "tel:", dialling)
	if text == "" {
		return dialled{}, nil
	}
	if isChatID(text) && !member.MatchString(text) {
		return dialled{}, nobodysID()
	}
	text, whole := withoutLink(text)
	text = carrier.ReplaceAllString(text, "$1$2")
	if p := damage(text); p != nil {
		return dialled{}, p
	}
	text = wholeNumber(text)
	if p := surplus(text); p != nil {
		return dialled{}, p
	}
	digits, p := digitsOf(text)
	if p != nil {
		return dialled{}, p
	}
	return dial(digits, whole || strings.Contains(text, "+")), nil
}

// What a link to a number has in front of it: the scheme of a call or a message, or the word before
// a colon or point in an export or a list ("p:" in those of Facebook, "tel. 030 ..."), and the addresses and IDs of WhatsApp, whose
// numbers always begin with the country's code.
var (
	scheme = regexp.MustCompile(`(?i)^(?:(?:callto|sms|smsto|mms|whatsapp|viber|facetime|p) ?:(?://)?|` +
		`(?:tel|tél|тел|phone|ph|mobile|mob|моб|móvil|mov|móv|cell|cel|gsm|handy|kom|電話|电话|手机|携帯) ?(?::(?://)?|：|\.:?)) *`)
	member = regexp.MustCompile(`^(\d{5,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$`)
	chat   = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?(?:wa\.me/|(?:(?:api|web)\.whatsapp\.com/|whatsapp://)send/?\?phone=)([^?&]*).*$`)
)

// withoutLink removes what makes a link of a number. whole means that its country's code is there.
func withoutLink(text string) (number string, whole bool) {
	if parts := chat.FindStringSubmatch(text); parts != nil {
		return strings.TrimSpace(strings.Replace(parts[1], "%2B", "+", 1)), true
	}
	if parts := member.FindStringSubmatch(text); parts != nil {
		return parts[1], true
	}
	return scheme.ReplaceAllString(text, ""), false
}

// dial removes the 00 that stands for a plus.
func dial(digits string, plus bool) dialled {
	rest, zeros := strings.CutPrefix(digits, "00")
	return dialled{rest, plus || zeros}
}

// plain returns a cell with ASCII signs for their lookalikes, without invisible characters and what
// may surround a number: blanks, the apostrophe of a text cell, ="..." of a number kept as text.
func plain(cell string) string {
	return strings.Trim(strings.Map(plainRune, cell), " \n'\"`´‘’“”=,;/")
}

func plainRune(r rune) rune {
	const fullWidth = '！' - '!'
	if r >= '！' && r <= '～' {
		r -= fullWidth
	}
	switch {
	case r > ' ' && r < unicode.MaxASCII:
		return r
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Nd, r): // Unicode has them in runs from 0 to 9
		n := rune(0)
		for unicode.Is(unicode.Nd, r-n-1) {
			n++
		}
		return '0' + n%10
	case isInvisible(r):
		return -1
	case unicode.Is(unicode.Pd, r), r == '\u2212', r == '\u30fc': // minus, the Japanese dash
		return '-'
	}
	return r
}

var (
	decimalZero = regexp.MustCompile(`^\+?\d+\.0$`)                // a whole number as a float
	thousands   = regexp.MustCompile(`^\d{1,3}(,\d{2,3})*,\d{3}$`) // also Indian groups
)

// wholeNumber undoes the formatting of a phone number as an amount.
func wholeNumber(text string) string {
	switch {
	case decimalZero.MatchString(text):
		return strings.TrimSuffix(text, ".0")
	case thousands.MatchString(text):
		return strings.ReplaceAll(text, ",", "")
	}
	return text
}

// digitsOf returns the digits of a number; only separators may stand between them.
func digitsOf(text string) (string, *problem.Problem) {
	const fix = "write it in digits only"
	digits := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == '+' && len(digits) > 0:
			return "", several()
		case strings.ContainsRune("+ -.()[]/", r):
		case strings.ContainsFunc(text, unicode.IsLetter): // also behind another sign: "0171 2345601, evenings"
			return "", refuse("phone-letters", "there are letters in the phone number", fix)
		default:
			return "", refuse("phone-sign",
				"the phone number contains a character that does not belong there", fix)
		}
	}
	return string(digits), nil
}

// IsDigits reports whether a text is digits of ASCII and nothing else.
func IsDigits(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < '0' || c > '9' {
			return false
		}
	}
	return text != ""
}
