// Package shell writes command lines that can be copied into the shell of this system.
package shell

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote quotes a word where a shell needs it. It prefers double quotes, which the command lines of
// all systems know. A percent sign stays outside the quotes, where cron's escape for it works. What
// cannot be shown is made by printf, as octal numbers. On Windows it quotes for PowerShell.
func Quote(word string) string {
	if onWindows {
		return quotePowerShell(word)
	}
	if !utf8.ValidString(word) || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return `"$(printf '` + inOctal(word) + `')"`
	}
	parts := strings.Split(word, "%")
	for i, part := range parts {
		parts[i] = quotePart(part, len(parts) == 1)
	}
	return strings.Join(parts, "%")
}

const unquoted = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:+@"

// inOctal writes a word for printf. One that begins with a dash would be an option of it.
func inOctal(word string) string {
	var b strings.Builder
	for i := range len(word) {
		if c := word[i]; strings.IndexByte(unquoted, c) < 0 || c == '-' && i == 0 {
			fmt.Fprintf(&b, `\%03o`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func quotePart(part string, whole bool) string {
	if part == "" && !whole || part != "" && strings.Trim(part, unquoted) == "" {
		return part
	}
	return Quoted(part)
}

// Quoted quotes a text that can be shown, whether a shell needs it or not: so people see where it ends.
func Quoted(text string) string {
	switch {
	case onWindows:
		return quoteText(text)
	case !strings.ContainsAny(text, "\"$`\\!"):
		return `"` + text + `"`
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Command is a command line that can be copied into a shell.
func Command(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Quote(word)
	}
	return strings.Join(quoted, " ")
}

// Assignment is the line that gives the shell of this system a variable of the environment.
func Assignment(name, value string) string {
	if onWindows {
		return "$env:" + name + " = " + quoteText(value)
	}
	return "export " + name + "=" + Quote(value)
}
