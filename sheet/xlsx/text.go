package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of Excel.
const (
	maxCellUnits = 32_767 // UTF-16 units
	maxColumns   = 16_384

	MaxRows = 1_048_576 // of a sheet, with the header
)

// CellParts returns how many cells of a workbook a text takes: 1, unless it exceeds the limit of a
// cell.
func CellParts(text string) int {
	const longest = len("_xHHHH_") // what a byte may become
	if len(text) <= maxCellUnits/longest {
		return 1
	}
	n := 1
	for text != "" {
		if text = text[cellEnd(text):]; text != "" {
			n++
		}
	}
	return n
}

// cellEnd returns how many bytes of a text fit into one cell. An escaped character counts as it is
// written, since some readers count so.
func cellEnd(text string) int {
	units := 0
	for i, c := range text {
		n := 1
		switch {
		case isEscaped(text, i, c):
			n = len("_xHHHH_")
		case c > 0xFFFF:
			n = 2
		}
		if units += n; units > maxCellUnits {
			return i
		}
	}
	return len(text)
}

// isEscaped reports whether the character c at i is written as _xHHHH_: what XML cannot hold, a
// carriage return, which XML reads as a line feed, and a "_" that would look like such an escape.
func isEscaped(text string, i int, c rune) bool {
	switch {
	case c >= 0x20 && c < 0xFFFE:
		return c == '_' && len(text) >= i+6 && text[i+1] == 'x' && isHex(text[i+2:i+6])
	case c == '\t' || c == '\n':
		return false
	}
	return c <= 0xFFFF
}

func isHex(digits string) bool {
	return strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}

// appendEscaped appends a text with what XML and Excel escape.
func appendEscaped(dst []byte, text string) []byte {
	for i, c := range text {
		switch {
		case c == '&':
			dst = append(dst, "&amp;"...)
		case c == '<':
			dst = append(dst, "&lt;"...)
		case c == '>':
			dst = append(dst, "&gt;"...)
		case c == '"': // in attributes
			dst = append(dst, "&quot;"...)
		case isEscaped(text, i, c):
			dst = fmt.Appendf(dst, "_x%04X_", c)
		default:
			dst = utf8.AppendRune(dst, c)
		}
	}
	return dst
}

// unescape replaces _xHHHH_ by the character, in place. Half a surrogate pair is no character and
// stays as it is.
func unescape(text []byte) []byte {
	const size = len("_xHHHH_")
	out := text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] == '_' && i+size <= len(text) && text[i+1] == 'x' && text[i+size-1] == '_' && isHex(string(text[i+2:i+6])) {
			c, _ := strconv.ParseUint(string(text[i+2:i+6]), 16, 16) // isHex has checked it
			if utf8.ValidRune(rune(c)) {
				out = utf8.AppendRune(out, rune(c)) // never longer than the escape
				i += size - 1
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}

// isContinuation reports whether a column holds the n-th part of the texts in the column name, as
// "notes~2" does for "notes".
func isContinuation(column, name string, n int) bool {
	rest, ok := strings.CutPrefix(column, name)
	return ok && name != "" && rest == continuation(n)
}

// CutContinuation cuts a name that a column with the n-th part of the texts of another has.
func CutContinuation(column string) (name string, n int, ok bool) {
	i := strings.LastIndexByte(column, '~')
	if i < 1 {
		return "", 0, false
	}
	n, err := strconv.Atoi(column[i+1:])
	return column[:i], n, err == nil && n > 1 && column[i:] == continuation(n)
}

// IsCut reports whether a workbook cuts a text between its first parts and the next one.
func IsCut(text, next string, parts int) bool {
	rest := text + next
	for range parts {
		rest = rest[cellEnd(rest):]
	}
	return rest == next
}

func continuation(n int) string { return "~" + strconv.Itoa(n) }

// ColumnLetters returns what a spreadsheet calls column i, counted from 0: A, B, … Z, AA.
func ColumnLetters(i int) string {
	letters := string(rune('A' + i%26))
	if i < 26 {
		return letters
	}
	return ColumnLetters(i/26-1) + letters
}
