package screen

import "regexp"

// The colours, sparse: only what is wrong, what to do about it, and what is new.
const (
	red, green, yellow, bold = "\x1b[1;31m", "\x1b[32m", "\x1b[33m", "\x1b[1m"
	plain                    = "\x1b[0m"
)

var paints = []struct {
	begin *regexp.Regexp // of a line: what is painted
	color string
}{
	{regexp.MustCompile(`(?m)^error:`), red},
	{regexp.MustCompile(`(?m)^(  )?(warning|note):`), yellow},
	{regexp.MustCompile(`(?m)^ *(fix|next):`), bold},
	{regexp.MustCompile(`(?m)^  ! +[1-9].*`), yellow},
	{regexp.MustCompile(`(?m)^  \+ +[1-9].*`), green},
}

// Paint adds colours to a harmless text.
func Paint(text string) string {
	for _, p := range paints {
		text = p.begin.ReplaceAllString(text, p.color+"$0"+plain)
	}
	return text
}
