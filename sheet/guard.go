package sheet

import (
	"strings"
	"unicode/utf8"
)

// Guard keeps spreadsheets from running a cell: it prepends an apostrophe to a cell that begins,
// after any number of apostrophes, with = + - @, a tab, a line break, a NUL or a full-width form of
// these. LibreOffice drops the NUL. Unguard reverses that exactly, for every text.
//
// A file that another program splits at other delimiters has more cells than were guarded. Guards
// inside a cell could not be told from apostrophes that a person typed there: docs/formulas.md.
func Guard(cell string) string {
	if startsFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard returns the text that Guard was given.
func Unguard(cell string) string {
	if cell != "" && cell[0] == '\'' && startsFormula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// startsFormula looks past apostrophes, or Guard would turn both "'=" and "=" into "'=".
func startsFormula(cell string) bool {
	for i := range len(cell) {
		switch cell[i] {
		case '\'':
		case '=', '+', '-', '@', '\t', '\r', '\n', 0:
			return true
		case 0xEF: // the first byte of the full-width forms
			first, _ := utf8.DecodeRuneInString(cell[i:])
			return strings.ContainsRune("＝＋－＠", first)
		default:
			return false
		}
	}
	return false
}

// textOfFormula returns the text of a formula that is nothing but a text: ="0123".
func textOfFormula(cell string) (text string, is bool) {
	if len(cell) < len(`="x"`) || cell[0] != '=' || cell[1] != '"' || cell[len(cell)-1] != '"' {
		return "", false
	}
	text = cell[2 : len(cell)-1]
	if strings.Contains(strings.ReplaceAll(text, `""`, ""), `"`) {
		return "", false // two texts with a sign between them
	}
	return strings.ReplaceAll(text, `""`, `"`), true
}

// isDialCode reports whether a cell is "+" and 1 to 4 digits, which the column dialCode holds bare,
// as people type it.
func isDialCode(cell string) bool {
	if len(cell) < 2 || len(cell) > 5 || cell[0] != '+' {
		return false
	}
	return strings.IndexFunc(cell[1:], func(r rune) bool { return r < '0' || r > '9' }) < 0
}
