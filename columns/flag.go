package columns

import (
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/internal/shell"
)

// MapFlag writes the flag for a shell, on one line.
func MapFlag(headers []string, field string) string { return NewPair(headers, field).flag() }

// flagsOf writes the flags of several assignments.
func flagsOf(pairs []Pair) string {
	flags := make([]string, len(pairs))
	for i, p := range pairs {
		flags[i] = p.flag()
	}
	return strings.Join(flags, " ")
}

func (p Pair) flag() string { return Flag("map", p.String()) }

// Flag writes a flag and its value for a shell, on one line.
func Flag(name, value string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1 // --map finds the column without it
		}
		return r
	}, value)
	return "--" + name + " " + shell.Quoted(text)
}
