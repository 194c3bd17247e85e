package sheet

import "strings"

// Guard keeps spreadsheets from running a cell: it prepends an apostrophe to a cell that begins,
// after any number of apostrophes, with = + - @, a tab, a line break or a full-width form of these.
// Unguard reverses that exactly, for every text.
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
		case '=', '+', '-', '@', '\t', '\r', '\n':
			return true
		case 0xEF: // the first byte of the full-width forms
			return startsFullWidth(cell[i:])
		default:
			return false
		}
	}
	return false
}

func startsFullWidth(s string) bool {
	for _, sign := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}

// isDialCode reports whether a cell is "+" and 1 to 4 digits, which the column dialCode holds bare,
// as people type it.
func isDialCode(cell string) bool {
	if len(cell) < 2 || len(cell) > 5 || cell[0] != '+' {
		return false
	}
	for i := 1; i < len(cell); i++ {
		if cell[i] < '0' || cell[i] > '9' {
			return false
		}
	}
	return true
}
