package sheet

import (
	"regexp"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

var scientific = regexp.MustCompile(`^[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}$`)

// IsRounded reports whether a number looks as spreadsheets leave a long one: with zeros for the digits
// that they cannot keep, or as a power of ten.
func IsRounded(text string) bool {
	const digits = 15 // that a spreadsheet keeps
	if text == "" || strings.IndexByte("+-0123456789", text[0]) < 0 {
		return false // like most texts, in no time
	}
	if len(text) > digits && text[len(text)-1] == '0' && strings.Trim(text, "0123456789") == "" {
		return true
	}
	return strings.ContainsAny(text, "eE") && scientific.MatchString(text)
}

// IsExported reports whether a row comes from an export: its cells are what they are.
func (r *Row) IsExported() bool {
	return r.Base[lead.UUID] != "" && (r.Base[lead.ID] != "" || r.Base[lead.CreatedAt] != "")
}
