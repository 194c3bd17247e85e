package sheet

import (
	"regexp"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
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

// mayBeExported reports whether a row may come from an export of a few columns: it has a uuid, or no columns but those
// that an export names.
func (r *Row) mayBeExported() bool {
	isForeign := func(c lead.Cell) bool { return !dialect.IsExported(c.Column) && !strings.HasPrefix(c.Column, "_") }
	return r.Base[lead.UUID] != "" || !slices.ContainsFunc(r.Dynamic, isForeign)
}

// IsExported reports whether a row comes from an export: its cells are what they are.
func (r *Row) IsExported() bool {
	return r.Base[lead.UUID] != "" && (r.Base[lead.ID] != "" || r.Base[lead.CreatedAt] != "")
}
