package xlsx

import (
	"slices"
	"strconv"
	"strings"
)

// isPattern reports whether sections show all digits of a whole number, and signs or zeros around
// them. A fourth section is for texts.
func isPattern(sections []section) bool {
	shows := false // more than the digits
	for _, s := range sections[:min(len(sections), 3)] {
		if s.has(point, exponent, clock, otherSign) || s.has(general) && (s.has(digit) || s.count(general) > 1) {
			return false
		}
		zeros := 0
		for _, t := range s {
			if t == (formatToken{digit, "0"}) {
				zeros++
			}
			shows = shows || zeros > 1 || t.kind == literal || t.currency() != ""
		}
	}
	return shows
}

// currency returns the text of a bracket such as [$+91-409].
func (t formatToken) currency() string {
	text, ok := strings.CutPrefix(t.text, "$")
	if !ok || t.kind != bracket {
		return ""
	}
	text, _, _ = strings.Cut(text, "-")
	return text
}

// patternText returns how the format shows a number, whose digits are text. It is text where a
// section shows no digits, or those of a number that is not whole, or no sign where there is one.
func (f *numberFormat) patternText(n float64, text string) string {
	s, own := f.sectionOf(n)
	digits, negative := strings.CutPrefix(text, "-")
	switch {
	case negative && own && !slices.Contains(s, formatToken{literal, "-"}):
		return text
	case s.has(general):
	case !s.has(digit) || strings.Trim(digits, "0123456789") != "":
		return text
	default:
		digits = strings.TrimLeft(digits, "0")
	}
	sign := ""
	if negative && !own {
		sign = "-"
	}
	return strings.TrimSpace(sign + s.fill(digits))
}

// sectionOf returns the section for a number. It is the number's own if it shows the sign itself.
func (f *numberFormat) sectionOf(n float64) (s section, own bool) {
	all := f.sections[:min(len(f.sections), 3)]
	conditions := false
	for _, s := range all {
		holds, is := s.condition(n)
		if conditions = conditions || is; holds || conditions && !is {
			return s, false
		}
	}
	switch {
	case n < 0 && len(all) > 1 && !conditions:
		return all[1], true
	case n == 0 && len(all) > 2 && !conditions:
		return all[2], false
	}
	return all[0], false
}

// condition reports whether a section has a condition such as [<=9999999], and whether it holds.
func (s section) condition(n float64) (holds, is bool) {
	for _, t := range s {
		if t.kind != bracket {
			continue
		}
		number := strings.TrimLeft(t.text, "<>=")
		limit, err := strconv.ParseFloat(number, 64)
		if err != nil {
			continue
		}
		switch strings.TrimSuffix(t.text, number) {
		case "<":
			return n < limit, true
		case "<=":
			return n <= limit, true
		case ">":
			return n > limit, true
		case ">=":
			return n >= limit, true
		case "=":
			return n == limit, true
		case "<>":
			return n != limit, true
		}
	}
	return false, false
}

// fill puts digits into the places of a section. The first place takes what is more than there are
// places.
func (s section) fill(digits string) string {
	var b strings.Builder
	places := s.count(digit)
	first := true
	for _, t := range s {
		switch t.kind {
		case literal:
			b.WriteString(t.text)
		case general:
			b.WriteString(digits)
		case bracket:
			b.WriteString(t.currency())
		case digit:
			n := max(0, len(digits)-places+1)
			if n > 1 && !first {
				n = 1
			}
			if first = false; n == 0 && t.text == "0" {
				b.WriteByte('0')
			}
			b.WriteString(digits[:n])
			digits, places = digits[n:], places-1
		}
	}
	return b.String()
}
