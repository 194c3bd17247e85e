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
	if text == "" || strings.IndexByte("+-0123456789", text[0]) < 0 {
		return false // like most texts, in no time
	}
	if isLong(text) && text[len(text)-1] == '0' {
		return true
	}
	return strings.ContainsAny(text, "eE") && scientific.MatchString(text)
}

// digits are how many of them a spreadsheet keeps of a number.
const digits = 15

func isLong(text string) bool { return len(text) > digits && strings.Trim(text, "0123456789") == "" }

// IsExact reports whether a text is a number with more digits than a spreadsheet keeps, and the last of them: its
// column has not been in one.
func IsExact(text string) bool { return isLong(text) && !IsRounded(text) }

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
