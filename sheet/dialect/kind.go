package dialect

import (
	"strings"

	"github.com/google/uuid"
)

// The fields that a value's own look tells. They are those that tell whom a row means.
const (
	kindUUID  = "uuid"
	kindEmail = "email"
	kindPhone = "phone"
)

// kindOf returns the field that a cell's own look tells, "" for none: what is certainly a value, and
// no name of a column.
func kindOf(cell string) string {
	cell = strings.TrimSpace(cell)
	switch {
	case len(cell) == len("00000000-0000-0000-0000-000000000000") && uuid.Validate(cell) == nil:
		return kindUUID
	case isAddress(cell):
		return kindEmail
	case isNumber(cell):
		return kindPhone
	}
	return ""
}

func isAddress(cell string) bool {
	local, host, ok := strings.Cut(cell, "@")
	point := strings.LastIndexByte(host, '.')
	return ok && local != "" && point > 0 && point < len(host)-2 && !strings.ContainsAny(cell, " \t,;:|/()<>") && !strings.Contains(host, "@")
}

// isNumber reports whether a cell is a phone with its country, or as long as one.
func isNumber(cell string) bool {
	const least, most = 10, 15
	digits := 0
	for i, r := range cell {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -()/", r):
		default:
			return false
		}
	}
	return digits >= least && digits <= most
}

// hasAddress reports whether an e-mail address stands in a text, alone or among words.
func hasAddress(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if isAddress(strings.Trim(word, ".,;:()<>\"'")) {
			return true
		}
	}
	return false
}
