package xlsx

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// numberFormat is how cells show numbers.
type numberFormat struct {
	style    numberStyle
	utc      bool      // a date and time that says so with a Z
	sections []section // of a pattern or an elapsed time
}

// numberStyle is the kind of a number format.
type numberStyle uint8

const (
	plainNumber numberStyle = iota
	scientificNumber
	dateNumber    // or a time of day, or both
	elapsedTime   // hours, minutes or seconds that may be more than a day
	patternNumber // digits with signs or zeros around them, such as "+"0 or 00000
)

// formatOfID returns a built-in number format.
func formatOfID(id int) *numberFormat {
	f := new(numberFormat)
	switch {
	case id == 11 || id == 48:
		f.style = scientificNumber
	case id == 46:
		return parseFormat("[h]:mm:ss")
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		f.style = dateNumber
	}
	return f
}

// section is a number format, or one of those for positive, negative, zero, or certain numbers.
type section []formatToken

// formatToken is a part of a section.
type formatToken struct {
	kind formatKind
	text string // of a literal or a bracket, or the letters of a clock
}

type formatKind uint8

const (
	literal formatKind = iota
	digit              // 0, # or ?
	general            // the number as it is
	bracket            // a colour, a condition, a language, or an elapsed time
	clock              // y, m, d, h or s, once or several times
	point
	exponent
	otherSign // , % / @ and the like: the digits that are shown are not those that are stored
)

// parseFormat returns the number format of a code such as "dd/mm/yyyy" or "0.00E+00". Its first
// section says what style it is.
func parseFormat(code string) *numberFormat {
	if len(code) > maxFormat {
		return new(numberFormat)
	}
	p := formatParser{code}
	sections := []section{p.section()}
	for p.rest != "" {
		p.take(1) // the semicolon
		sections = append(sections, p.section())
	}
	f := &numberFormat{style: sections[0].style()}
	if f.style == plainNumber && isPattern(sections) {
		f.style = patternNumber
	}
	f.utc = f.style == dateNumber && sections[0].isUTC()
	if f.style == patternNumber || f.style == elapsedTime {
		f.sections = sections
	}
	return f
}

// formatParser takes a number format apart.
type formatParser struct{ rest string }

func (p *formatParser) take(n int) string {
	n = min(n, len(p.rest))
	text := p.rest[:n]
	p.rest = p.rest[n:]
	return text
}

// character takes the next character, which may have several bytes.
func (p *formatParser) character() string {
	_, n := utf8.DecodeRuneInString(p.rest)
	return p.take(n)
}

// upTo takes what stands before a sign, and the sign.
func (p *formatParser) upTo(sign string) string {
	text, rest, _ := strings.Cut(p.rest, sign)
	p.rest = rest
	return text
}

// section takes the tokens before the next semicolon.
func (p *formatParser) section() (s section) {
	for p.rest != "" && p.rest[0] != ';' {
		t := p.token()
		if n := len(s); n > 0 && t.kind == clock && s[n-1].kind == clock && s[n-1].text[0] == t.text[0] {
			s[n-1].text += t.text
		} else if t.kind != literal || t.text != "" {
			s = append(s, t)
		}
	}
	return s
}

func (p *formatParser) token() formatToken {
	const word = "general"
	if len(p.rest) >= len(word) && strings.EqualFold(p.rest[:len(word)], word) {
		return formatToken{general, p.take(len(word))}
	}
	sign := p.character()
	switch c := strings.ToLower(sign); c {
	case `"`:
		return formatToken{literal, p.upTo(`"`)}
	case `\`, "!":
		return formatToken{literal, p.character()}
	case "_", "*": // room as wide as the next sign, or filled with it
		p.character()
		return formatToken{literal, ""}
	case "[":
		return formatToken{bracket, strings.ToLower(p.upTo("]"))}
	case "0", "#", "?":
		return formatToken{digit, c}
	case "y", "m", "d", "h", "s":
		return formatToken{clock, c}
	case ".":
		return formatToken{point, c}
	case "e":
		if strings.HasPrefix(p.rest, "+") || strings.HasPrefix(p.rest, "-") {
			return formatToken{exponent, c}
		}
		return formatToken{otherSign, c}
	case ",", "%", "/", "@", "g", "b", "a", "p":
		return formatToken{otherSign, c}
	default:
		return formatToken{literal, sign}
	}
}

func (s section) style() numberStyle {
	for _, t := range s {
		switch {
		case t.kind == bracket && isElapsed(t.text):
			if slices.ContainsFunc(s, func(t formatToken) bool { return t.kind == clock && strings.ContainsAny(t.text, "yd") }) {
				return dateNumber
			}
			return elapsedTime
		case t.kind == exponent:
			return scientificNumber
		case t.kind == clock:
			return dateNumber
		}
	}
	return plainNumber
}

// isUTC reports whether a date and time ends in a Z.
func (s section) isUTC() bool {
	shows := func(unit string) bool {
		return slices.ContainsFunc(s, func(t formatToken) bool { return t.kind == clock && t.text[:1] == unit })
	}
	return s[len(s)-1] == formatToken{literal, "Z"} && shows("y") && shows("h") && shows("s")
}

// isElapsed reports whether a bracket holds hours, minutes or seconds.
func isElapsed(bracket string) bool {
	return bracket != "" && strings.Trim(bracket, bracket[:1]) == "" && strings.Contains("hms", bracket[:1])
}

func (s section) has(kinds ...formatKind) bool {
	return slices.ContainsFunc(s, func(t formatToken) bool { return slices.Contains(kinds, t.kind) })
}

func (s section) count(kind formatKind) (n int) {
	for _, t := range s {
		if t.kind == kind {
			n++
		}
	}
	return n
}
