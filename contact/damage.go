package contact

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

const clock = `(?:,?[ T]+\d\d?[:.]\d\d.*)?$`

// What spreadsheets turn phone numbers into, in the plain form of a cell.
var (
	scientific = regexp.MustCompile(`^[+-]?\d+(?:[.,]\d*)? ?[eE] ?[+-]?\d{1,3}$`)
	negative   = regexp.MustCompile(`^-\d+(?:[.,]\d+)?$`)
	yearFirst  = regexp.MustCompile(`^((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})` + clock)
	yearLast   = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)` + clock)
	shortDate  = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d\d)$`)
	fraction   = regexp.MustCompile(`^[1-9]\d*\.\d*[1-9]$`)
	twoTrunks  = regexp.MustCompile(`^\(?0[1-9].*/ ?\(?0[1-9]`) // few numbers go on with a 0 behind their area code
	areaSlash  = regexp.MustCompile(`^\(?0[1-9]\d{0,3}\)?/\d[\d -]{4,10}\d$`)
	twoNumbers = regexp.MustCompile(`(?is)\d.*(?:[,;|&\n]|:::|\b(?:or|and)\b).*\d`)
)

// extensions matches a number with an extension behind a word of other languages than the library knows.
var extensions = regexp.MustCompile(`(?i)^[+(]*\d[\d ()./-]{5,}[ ,;(-]*(?:` + strings.Join([]string{
	"nebenstelle", "durchwahl", "nst", "dw", "klappe", "poste", "interne", "interno", "int", "anexo", "anx", "ramal", "toestel", "tst", "anknytning", "lokalnummer",
	"wewn", "wew", "linka", "klapka", "mellék", "dahili", "доб", "добавочный", "внутр", "вн", "дод", "εσωτ", "εσωτερικό", "内線", "分机", "分機", "转", "轉", "내선",
	"ต่อ", "máy lẻ", "شلوحة", "داخلي", "تحويلة", "داخلی", "שלוחה", "एक्सटेंशन",
}, "|") + `)[ .:#]*\d{1,5}\)?$`)

const fixPasteAgain = "format the column as Text and paste the numbers again from the source"

// damage says what happened to a cell that is not a phone number any more, or never was one.
func damage(text string) *problem.Problem {
	switch {
	case isErrorValue(text):
		return refuse("phone-formula-error",
			"the cell holds an error of the spreadsheet instead of a phone number",
			"fix the formula or widen the column there, and save the file again")
	case !strings.ContainsAny(text, "0123456789"):
		return refuse("phone-no-digits", "there is no phone number in the cell",
			"write the number, or empty the cell")
	case scientific.MatchString(text):
		return refuse("phone-excel",
			"Excel shortened the phone number: its last digits are lost", fixPasteAgain)
	case negative.MatchString(text):
		return refuse("phone-negative", "the phone number is below zero: "+
			"the spreadsheet took its dash for a minus and calculated", fixPasteAgain)
	case isDate(text):
		return refuse("phone-date", "this is a date, not a phone number",
			"check which column the phone is read from; "+
				"if the spreadsheet made the date of a number, "+fixPasteAgain)
	}
	return nil
}

// Fraction says what happened to a phone that a workbook seems to keep as a number with a fraction: its
// zeros in front and behind are lost, and its point is perhaps none of a phone. It is nil for any other text.
func Fraction(cell string) *problem.Problem {
	if !fraction.MatchString(plain(cell)) {
		return nil
	}
	return refuse("phone-fraction", "this is a number with a fraction, not a phone number: the spreadsheet calculated, and zeros may be lost", fixPasteAgain)
}

// IsRounded reports whether a phone ends in as many zeros as a spreadsheet leaves that showed it as 4.91512E+11.
func IsRounded(number string) bool {
	const fewest, zeros = 10, "000000"
	return len(number) >= fewest && strings.HasSuffix(number, zeros)
}

// isErrorValue reports whether a cell shows an error: #REF!, in any language, or ##### for too
// narrow.
func isErrorValue(text string) bool {
	rest := strings.TrimLeft(text, "#")
	hashes := len(text) - len(rest)
	if rest == "" {
		return hashes > 1
	}
	return hashes == 1 && unicode.IsLetter([]rune(rest)[0])
}

func isDate(text string) bool {
	for _, form := range []*regexp.Regexp{yearFirst, yearLast, shortDate} {
		parts := form.FindStringSubmatch(text)
		if parts == nil {
			continue
		}
		a, _ := strconv.Atoi(parts[2])
		b, _ := strconv.Atoi(parts[1])
		if form == yearFirst {
			b, _ = strconv.Atoi(parts[3])
		}
		const months, days = 12, 31
		if a >= 1 && b >= 1 && min(a, b) <= months && max(a, b) <= days {
			return true
		}
	}
	return false
}

// surplus says what a cell holds besides one phone number.
func surplus(text string) *problem.Problem {
	if strings.ContainsFunc(text, func(r rune) bool { return r == '#' || unicode.IsLetter(r) }) {
		if _, extension := phonenumbers.MaybeSeparateExtensionFromPhone(text); extension != "" || extensions.MatchString(text) {
			return refuse(PhoneExtension,
				"the phone number has an extension, which the platform cannot store",
				"remove the extension; you can put it in the notes")
		}
		if len(numberLike.FindAllString(text, -1)) > 1 { // with a word between them, in any language
			return several()
		}
	}
	if twoNumbers.MatchString(text) || hasAlternative(text) || longWords(text) > 1 {
		return several()
	}
	return nil
}

// The codes of cells with several phone numbers, and with one that has an extension.
const (
	PhoneSeveral   = "phone-several"
	PhoneExtension = "phone-extension"
)

// MayBeNumber reports whether a cell that is refused for p holds a phone number all the same, with words or signs beside
// it, or with a part that is missing.
func MayBeNumber(p *problem.Problem) bool {
	return slices.Contains([]string{PhoneSeveral, PhoneExtension, "phone-letters", "phone-sign", "phone-excel", OtherCountry, "phone-too-long", "phone-length"}, p.Code)
}

func several() *problem.Problem {
	return refuse(PhoneSeveral, "the cell holds more than one phone number",
		"keep one, and move the other to a column of its own")
}

// hasAlternative reports whether a slash follows a complete number, not only an area code.
func hasAlternative(text string) bool {
	complete := 7
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00") {
		complete += 3 // the country's code, or 00 and one of two digits
	}
	end := strings.LastIndexByte(text, '/')
	if end < 0 {
		return false
	}
	return CountDigits(text[:end]) >= complete && CountDigits(text[end:]) > 0 || twoTrunks.MatchString(text) && !isBehindArea(text[end:], text)
}

// isBehindArea reports whether what follows a slash is the number behind an area code, which is too short to be a number
// itself: "0176/04069-012".
func isBehindArea(rest, text string) bool {
	const most = 8 // digits
	return areaSlash.MatchString(text) && CountDigits(rest) <= most
}

// longWords counts the words of a text that could each be a phone number in any country.
func longWords(text string) (n int) {
	const long = 10
	for word := range strings.FieldsSeq(text) {
		if CountDigits(word) >= long {
			n++
		}
	}
	return n
}

// CountDigits counts the digits of a text, of any script.
func CountDigits(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
