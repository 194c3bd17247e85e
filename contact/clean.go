package contact

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// maxCell is how many bytes a phone cell may have: far more than any number, however it is written.
const maxCell = 1000

// clean finds out what somebody who reads the cell would dial. An empty cell is the zero dialled.
func clean(cell string) (dialled, *problem.Problem) {
	if len(cell) > maxCell {
		return dialled{}, impossible(phonenumbers.TOO_LONG)
	}
	if digits := strings.TrimPrefix(cell, "+"); isDigits(digits) {
		return dial(digits, digits != cell), nil // there is nothing to clean
	}
	text := plain(cell)
	const scheme = "tel:"
	if len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
		text = strings.TrimSpace(text[len(scheme):])
	}
	if text == "" {
		return dialled{}, nil
	}
	if problem := damage(text); problem != nil {
		return dialled{}, problem
	}
	text = wholeNumber(text)
	if problem := surplus(text); problem != nil {
		return dialled{}, problem
	}
	digits, problem := digitsOf(text)
	if problem != nil {
		return dialled{}, problem
	}
	return dial(digits, strings.Contains(text, "+")), nil
}

// dial takes the 00 off that stands for a plus.
func dial(digits string, plus bool) dialled {
	rest, zeros := strings.CutPrefix(digits, "00")
	return dialled{rest, plus || zeros}
}

// plain writes a cell with the ASCII signs for what looks like them, without what is not seen, and without what stands around numbers:
// blanks, the apostrophe of a text cell, ="..." of a number that was to stay text.
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
	case unicode.Is(unicode.Nd, r):
		return asciiDigit(r)
	case isInvisible(r):
		return -1
	case unicode.Is(unicode.Pd, r) || r == '\u2212' || r == '\u30fc': // the minus sign, and the dash of Japanese numbers
		return '-'
	}
	return r
}

// asciiDigit returns the ASCII form of a decimal digit. Unicode has them in runs from 0 to 9.
func asciiDigit(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	return r
}

var (
	decimalZero = regexp.MustCompile(`^\+?\d+\.0$`)                // a whole number, as programs write it that know only fractions
	thousands   = regexp.MustCompile(`^\d{1,3}(,\d{2,3})*,\d{3}$`) // groups of three, or of two as in India
)

// wholeNumber takes off what makes a number of a phone number.
func wholeNumber(text string) string {
	switch {
	case decimalZero.MatchString(text):
		return strings.TrimSuffix(text, ".0")
	case thousands.MatchString(text):
		return strings.ReplaceAll(text, ",", "")
	}
	return text
}

// digitsOf takes the digits out of a number; between them are only signs that make it readable.
func digitsOf(text string) (string, *problem.Problem) {
	digits := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == '+' && len(digits) > 0:
			return "", several()
		case strings.ContainsRune("+ -.()[]/", r):
		case unicode.IsLetter(r):
			return "", &problem.Problem{Code: "phone-letters", Text: "there are letters in the phone number", Fix: "write it in digits only"}
		default:
			return "", &problem.Problem{Code: "phone-sign", Text: "there is a sign in the phone number that does not belong there",
				Fix: "write it in digits only"}
		}
	}
	return string(digits), nil
}
