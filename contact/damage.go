package contact

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// What spreadsheets make of phone numbers, in the plain form of a cell.
var (
	scientific = regexp.MustCompile(`^[+-]?\d+(?:[.,]\d*)? ?[eE] ?[+-]?\d{1,3}$`)
	negative   = regexp.MustCompile(`^-\d+(?:[.,]\d+)?$`)
	yearFirst  = regexp.MustCompile(`^((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+\d\d?:.*)?$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?:[ T]+\d\d?:.*)?$`)
	shortDate  = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d\d)$`)
	twoNumbers = regexp.MustCompile(`(?is)\d.*(?:[,;|&\n]|\b(?:or|and)\b).*\d`)
)

const fixPasteAgain = "format the column as Text and paste the numbers again from the source"

// damage tells what has happened to a cell that is no phone number any more, or never was one.
func damage(text string) *problem.Problem {
	switch {
	case isErrorValue(text):
		return &problem.Problem{Code: "phone-formula-error", Text: "the cell holds an error of the spreadsheet instead of a phone number",
			Fix: "mend the formula or widen the column there, and save the file again"}
	case !strings.ContainsAny(text, "0123456789"):
		return &problem.Problem{Code: "phone-no-digits", Text: "there is no phone number in the cell", Fix: "write the number, or empty the cell"}
	case scientific.MatchString(text):
		return &problem.Problem{Code: "phone-excel", Text: "the phone number was shortened by Excel, its last digits are lost", Fix: fixPasteAgain}
	case negative.MatchString(text):
		return &problem.Problem{Code: "phone-negative", Text: "the phone number is below zero: the spreadsheet took its dash for a minus and calculated",
			Fix: fixPasteAgain}
	case isDate(text):
		return &problem.Problem{Code: "phone-date", Text: "this is a date, not a phone number",
			Fix: "check which column the phone is read from; if the spreadsheet made the date of a number, " + fixPasteAgain}
	}
	return nil
}

// isErrorValue tells whether a cell shows an error: #REF!, #N/A, the same in another language, or the ##### of a narrow column.
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

// surplus tells what a cell holds beside one phone number.
func surplus(text string) *problem.Problem {
	if strings.ContainsFunc(text, func(r rune) bool { return r == '#' || unicode.IsLetter(r) }) {
		if _, extension := phonenumbers.MaybeSeparateExtensionFromPhone(text); extension != "" {
			return &problem.Problem{Code: "phone-extension", Text: "the phone number has an extension, for which the platform has no place",
				Fix: "take the extension off; it can stand in the notes"}
		}
	}
	if twoNumbers.MatchString(text) || hasAlternative(text) || longWords(text) > 1 {
		return several()
	}
	return nil
}

func several() *problem.Problem {
	return &problem.Problem{Code: "phone-several", Text: "the cell holds more than one phone number",
		Fix: "keep one, and move the other to a column of its own"}
}

// hasAlternative tells whether a slash follows a number that is complete already. Behind fewer digits it sets the area code off.
func hasAlternative(text string) bool {
	complete := 7
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00") {
		complete += 3 // the country's code, or 00 and one of two digits
	}
	end := strings.LastIndexByte(text, '/')
	return end >= 0 && countDigits(text[:end]) >= complete && countDigits(text[end:]) > 0
}

// longWords counts the words of a text that could be phone numbers of their own, whatever the country.
func longWords(text string) (n int) {
	const long = 10
	for word := range strings.FieldsSeq(text) {
		if countDigits(word) >= long {
			n++
		}
	}
	return n
}

func countDigits(text string) (n int) {
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}
