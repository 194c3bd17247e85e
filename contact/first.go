package contact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SameEmail returns the address of a cell that holds the same one more than once, and nothing else but signs: links
// of boards are exported so. It is "" for any other cell.
func SameEmail(cell string) (address string) {
	if strings.Count(cell, "@") < 2 {
		return ""
	}
	for _, part := range strings.FieldsFunc(cell, isBetween) {
		one, flaw := ParseEmail(part)
		switch {
		case !strings.ContainsFunc(part, isWordRune):
		case flaw != nil || one == "" || address != "" && !strings.EqualFold(one, address):
			return ""
		case address == "":
			address = one
		}
	}
	return address
}

// ListSign stands between the values of one cell in files of Google: no address and no number has it.
const ListSign = ":::"

// FirstEmail returns the first address of a cell that holds several, or words beside one, and what else the cell
// holds. It is "" if there is none, or if the word before it may be a part of it: "asha rao@example.com".
func FirstEmail(cell string) (address, rest string) {
	at := 0
	for _, part := range strings.FieldsFunc(cell, isBetween) {
		at += strings.Index(cell[at:], part)
		one, flaw := ParseEmail(strings.Trim(part, ".'"))
		before := strings.TrimRightFunc(cell[:at], unicode.IsSpace)
		last, _ := utf8.DecodeLastRuneInString(before)
		mayBelong := len(before) < at && isWordRune(last) && !strings.Contains(before, "@")
		if flaw == nil && one != "" && !mayBelong {
			return one, without(cell, at, at+len(part))
		}
		at += len(part)
	}
	return "", ""
}

// isBetween reports whether a sign stands between addresses, or around one.
func isBetween(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;|"<>()[]{}:/`, r) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// without returns a cell without a part of it, and without the signs that are left at its ends. A cell with words on
// both sides of the part stays whole.
func without(cell string, from, to int) string {
	trim := func(text string) string {
		return strings.TrimFunc(text, func(r rune) bool { return !isWordRune(r) && !strings.ContainsRune("+#.!?'\"", r) })
	}
	switch before, after := trim(cell[:from]), trim(cell[to:]); {
	case before == "":
		return after
	case after == "":
		return before
	}
	return cell
}

// apart matches what stands between two numbers of a cell, or a number and words: signs, and words of any language.
var apart = regexp.MustCompile(`:::|[,;&|\n]| / |[\pL#][\pL\pM'’.]*`)

// FirstNumber returns the first phone number of a cell that holds several, or words beside one, and what else the
// cell holds. usable says which texts are numbers. Where they have labels ("Phone: ... Mobile: ...", "... (mobile)"), rank says which one
// comes first, the lowest, and of which none is a phone, below zero. It is "" if there is none.
func FirstNumber(cell string, usable func(text string) bool, rank func(label string) int) (number, rest string) {
	all := numbersIn(cell, usable)
	labelled := len(all) > 0 && all[0].label != ""
	if !labelled && slices.ContainsFunc(all, func(n inCell) bool { return rank(n.behind) != rank("") }) {
		labelled = true
		for i := range all {
			all[i].label = all[i].behind
		}
	}
	best := -1
	for _, n := range all {
		if r := rank(n.label); !labelled && best < 0 || labelled && r >= 0 && (best < 0 || r < best) {
			number, rest, best = n.number, without(cell, n.from, n.to), max(r, 0)
		}
	}
	return number, rest
}

// inCell is a phone number in a cell, with the word directly in front of it, and the one in brackets behind it.
type inCell struct {
	number, label, behind string
	from, to              int
}

// inBrackets matches what stands in the brackets that a number ends with.
var inBrackets = regexp.MustCompile(`^ ?\(?([\pL\pM][\pL\pM .]*)\)`)

func numbersIn(cell string, usable func(text string) bool) (all []inCell) {
	const fewest = 7 // digits
	if len(cell) > maxCell {
		return nil
	}
	end := 0 // of the number before
	try := func(from, to int) bool {
		number := strings.TrimLeft(strings.TrimRight(cell[from:to], " -:.(/"), " -:.)")
		if CountDigits(number) < fewest || isGlued(cell, from) || isGlued(cell, to) || isBehindSlash(cell[:from]) || !usable(number) {
			return false
		}
		label := strings.TrimRight(cell[end:from], " :.=-(")
		if last, _ := utf8.DecodeLastRuneInString(label); !unicode.IsLetter(last) && !unicode.IsMark(last) {
			label = ""
		}
		one := inCell{number: number, label: label, from: from, to: to}
		if parts := inBrackets.FindStringSubmatch(cell[to:]); parts != nil {
			one.behind = parts[1]
		}
		all, end = append(all, one), to
		return true
	}
	from := 0
	for _, at := range append(apart.FindAllStringIndex(cell, -1), []int{len(cell), len(cell)}) {
		if !try(from, at[0]) {
			for _, in := range numberLike.FindAllStringIndex(cell[from:at[0]], -1) {
				try(from+in[0], from+in[1])
			}
		}
		from = at[1]
	}
	return all
}

// areaBefore matches an area code and the slash behind it.
var areaBefore = regexp.MustCompile(`(?:^|[^\d)])\(?0\d{1,5}\)? ?/ ?$`)

// isBehindSlash reports whether a text ends in an area code and a slash: what follows is no number of its own.
func isBehindSlash(text string) bool { return areaBefore.MatchString(text) }

// isGlued reports whether a letter and a digit stand side by side at a place of a text: there the digits may go on.
func isGlued(text string, at int) bool {
	left, _ := utf8.DecodeLastRuneInString(text[:at])
	right, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(left) && unicode.IsDigit(right) || unicode.IsDigit(left) && unicode.IsLetter(right)
}
