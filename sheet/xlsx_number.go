package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// numberStyle is what a number format makes of a number.
type numberStyle uint8

const (
	plainNumber numberStyle = iota
	scientificNumber
	dateNumber // or a time of day, or both
)

// styleOfID returns the style of a built-in number format.
func styleOfID(id int) numberStyle {
	switch {
	case id == 11 || id == 48:
		return scientificNumber
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return dateNumber
	}
	return plainNumber
}

// styleOfCode returns the style of a number format such as "dd/mm/yyyy" or "0.00E+00".
func styleOfCode(code string) numberStyle {
	code = strings.ToLower(code)
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';': // what follows is for negative numbers
			return plainNumber
		case '"':
			i += max(0, strings.IndexByte(code[i+1:], '"')+1)
		case '\\', '_', '*':
			i++
		case '[': // a colour, a condition or a language, or hours, minutes or seconds beyond a day
			if i+1 < len(code) && strings.IndexByte("hms", code[i+1]) >= 0 && strings.Trim(code[i+1:i+1+max(0, strings.IndexByte(code[i+1:], ']'))], "hms") == "" {
				return dateNumber
			}
			i += max(0, strings.IndexByte(code[i:], ']'))
		case 'e':
			if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
				return scientificNumber
			}
		case 'g':
			if strings.HasPrefix(code[i:], "general") {
				i += len("general") - 1
			}
		case 'y', 'm', 'd', 'h', 's':
			return dateNumber
		}
	}
	return plainNumber
}

// numberText returns the text of a stored number: its exact digits, or a date as ISO 8601 has it. A long whole number whose last digits were
// lost before it was stored, as 9.19877E+11, keeps that form, so that nobody takes the zeros for its digits.
func numberText(stored string, style numberStyle, date1904 bool) (string, error) {
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return "", fmt.Errorf("%.40q is not a number", stored)
	}
	if style == dateNumber {
		if text, ok := dateText(n, date1904); ok {
			return text, nil
		}
	}
	scientific := strconv.FormatFloat(n, 'E', -1, 64)
	if style == scientificNumber || strings.ContainsAny(stored, "eE") {
		mantissa, exponent, _ := strings.Cut(strings.TrimPrefix(scientific, "-"), "E")
		digits := len(strings.ReplaceAll(mantissa, ".", ""))
		// A spreadsheet shows at most 6 digits in this form, and keeps 15.
		if e, err := strconv.Atoi(exponent); err == nil && (e >= 9 && digits <= 6 || e >= 15 && digits <= e) {
			return scientific, nil
		}
	}
	if isDigits(stored) {
		return stored, nil // with all digits, if they are more than a float64 has
	}
	if n == 0 {
		return "0", nil
	}
	return strconv.FormatFloat(n, 'f', -1, 64), nil
}

// isDigits tells whether a number is whole and has no zero in front.
func isDigits(text string) bool {
	return text != "" && text[0] != '0' && strings.Trim(text, "0123456789") == ""
}

// dateText returns the date or the time of day that a day number means; ok is false if it means none.
func dateText(days float64, date1904 bool) (text string, ok bool) {
	const lastDay = 2_958_465 // 9999-12-31
	if days < 0 || days >= lastDay+1 {
		return "", false
	}
	whole, part := math.Modf(days)
	seconds := math.Round(part * 86_400_000)
	clock := time.Unix(0, 0).UTC().Add(time.Duration(seconds) * time.Millisecond)
	day := int(whole)
	if seconds == 86_400_000 {
		day, clock = day+1, time.Unix(0, 0).UTC()
	}
	hours := clock.Format("15:04:05.999")
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 0:
		return hours, true
	case day == 60: // Excel has this day, the calendar has not
		return "1900-02-29" + clockAfter(hours), true
	case day < 60:
		first = first.AddDate(0, 0, 1)
	}
	return first.AddDate(0, 0, day).Format(time.DateOnly) + clockAfter(hours), true
}

func clockAfter(hours string) string {
	if hours == "00:00:00" {
		return ""
	}
	return "T" + hours
}
