package shell

import (
	"fmt"
	"runtime"
	"strings"
	"unicode"
)

// onWindows: command lines are read by PowerShell, and mostly by cmd, too.
const onWindows = runtime.GOOS == "windows"

// quotePowerShell quotes a word where PowerShell needs it. It prefers double quotes, which cmd knows,
// too. What cannot be shown is made of its number.
func quotePowerShell(word string) string {
	if plain := strings.Trim(word, unquoted+`\`) == ""; plain && word != "" && word[0] != '@' {
		return word
	}
	return quoteText(word)
}

// quoteText quotes a text for PowerShell. It takes the quotes of typographers for quotes, too.
func quoteText(text string) string {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) }
	switch {
	case strings.ContainsFunc(text, hidden):
		var b strings.Builder
		for _, r := range text {
			if hidden(r) || strings.ContainsRune("\"“”„$`", r) {
				fmt.Fprintf(&b, "$([char]::ConvertFromUtf32(%d))", r)
			} else {
				b.WriteRune(r)
			}
		}
		return `"` + b.String() + `"`
	case !strings.ContainsAny(text, "\"“”„$`"):
		return `"` + text + `"`
	}
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		if strings.ContainsRune("'‘’‚‛", r) {
			b.WriteRune(r)
		}
	}
	return "'" + b.String() + "'"
}
