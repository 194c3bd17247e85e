package sheet

import "strings"

// Guard returns the cell so that no spreadsheet runs it: a cell that begins, after any number of apostrophes, with one of = + - @, a tab,
// a line break or a full-width form of these gets one apostrophe in front. Unguard takes it away again, exactly, for every text.
func Guard(cell string) string {
	if startsFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard returns the cell that Guard was given.
func Unguard(cell string) string {
	if cell != "" && cell[0] == '\'' && startsFormula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// startsFormula looks behind the apostrophes, or else "'=" and "=" would be guarded into the same cell.
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

// isDialCode tells whether a cell is "+" and 1 to 4 digits: it stays bare in the dialCode column, where people type it so.
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
