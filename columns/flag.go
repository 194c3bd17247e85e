package columns

import (
	"fmt"
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

// Quoted quotes a header on one line.
func Quoted(header string) string {
	const most = 60
	header = strings.Join(strings.Fields(header), " ")
	if r := []rune(header); len(r) > most {
		header = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", header)
}
