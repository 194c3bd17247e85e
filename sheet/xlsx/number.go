package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// numberText returns the text of a stored number: its exact digits with what its format shows around
// them, an elapsed time as it is shown, or a date in ISO 8601.
func numberText(stored string, f *numberFormat, date1904 bool) (string, error) {
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return "", fmt.Errorf("%.40q is not a number", stored)
	}
	text, ok := "", false
	switch f.style {
	case dateNumber:
		text, ok = dateText(n, date1904)
		if ok && f.utc {
			text = momentText(text)
		}
	case elapsedTime:
		text, ok = f.elapsedText(n)
	case patternNumber:
		text, ok = f.patternText(n, exactText(stored, n, f.style)), true
	}
	if !ok {
		text = exactText(stored, n, f.style)
	}
	return text, nil
}

// exactText returns all digits of a number. A long whole number that lost its last digits before it
// was stored, such as 9.19877E+11, keeps that form, so that the lost digits are not taken for zeros.
func exactText(stored string, n float64, style numberStyle) string {
	scientific := strconv.FormatFloat(n, 'E', -1, 64)
	if style == scientificNumber || strings.ContainsAny(stored, "eE") {
		mantissa, exponent, _ := strings.Cut(strings.TrimPrefix(scientific, "-"), "E")
		digits := len(strings.ReplaceAll(mantissa, ".", ""))
		// A spreadsheet shows at most 6 digits in this form, and stores 15.
		if e, err := strconv.Atoi(exponent); err == nil && (e >= 9 && digits <= 6 || e >= 15 && digits <= e) {
			return scientific
		}
	}
	if isWhole(stored) {
		return stored // it may have more digits than a float64
	}
	if n == 0 {
		return "0"
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// isWhole reports whether text is a whole number without a leading zero.
func isWhole(text string) bool {
	return text != "" && text[0] != '0' && strings.Trim(text, "0123456789") == ""
}

// dateText returns the date or time of day of a day number; ok is false if it has none.
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
	first := dayZero()
	switch {
	case date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 0:
		return hours, true
	case day == 60: // exists in Excel only
		return "1900-02-29" + clockAfter(hours), true
	case day < 60:
		first = first.AddDate(0, 0, 1)
	}
	return first.AddDate(0, 0, day).Format(time.DateOnly) + clockAfter(hours), true
}

// momentText writes a date and time of UTC as a server does, with milliseconds. Another text is as it was.
func momentText(text string) string {
	for _, layout := range []string{"2006-01-02T15:04:05.999", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format(momentLayout)
		}
	}
	return text
}

func clockAfter(hours string) string {
	if hours == "00:00:00" {
		return ""
	}
	return "T" + hours
}
