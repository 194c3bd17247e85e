package columns

import (
	"strings"
	"unicode"
)

// MapFlag writes the flag for a shell, on one line.
func MapFlag(headers []string, field string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1 // --map finds the column without it
		}
		return r
	}, NewPair(headers, field).String())
	if strings.ContainsAny(text, "\"\\$`!") {
		return "--map '" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return `--map "` + text + `"`
}
