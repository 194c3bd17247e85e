package columns

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Problem is what keeps a header from being understood.
type Problem struct {
	Headers []string // the columns it is about
	Text    string   // what is wrong
	Fix     string   // the way out
}

// Error lists all problems of a header.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	var parts []string
	for _, p := range e.Problems {
		parts = append(parts, p.String())
	}
	return strings.Join(parts, "; ")
}

// Fixes returns the ways out of all problems.
func (e *Error) Fixes() []string {
	var fixes []string
	for _, p := range e.Problems {
		fixes = append(fixes, p.Fix)
	}
	return fixes
}

func (p *Problem) String() string {
	switch len(p.Headers) {
	case 0:
		return p.Text
	case 1:
		return fmt.Sprintf("column %s: %s", quote(p.Headers[0]), p.Text)
	}
	quoted := make([]string, len(p.Headers))
	for i, h := range p.Headers {
		quoted[i] = quote(h)
	}
	return fmt.Sprintf("columns %s: %s", strings.Join(quoted, " and "), p.Text)
}

// quote shows a header on one line, shortened.
func quote(header string) string {
	const most = 60
	if r := []rune(header); len(r) > most {
		header = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", header)
}

func typo(c *Column, meant string) *Problem {
	fix := fmt.Sprintf("rename it, or say what it means: --map %s", quote(c.Header+"="+meant))
	if !strings.HasPrefix(meant, lead.AttributePrefix) {
		fix += fmt.Sprintf(", or --map %s", quote(c.Header+"="+lead.AttributePrefix+c.Header))
	}
	if !isWritable(meant) && !strings.HasPrefix(meant, lead.AttributePrefix) {
		fix = fmt.Sprintf("rename it, or say what it means: --map %s", quote(c.Header+"="+lead.AttributePrefix+c.Header))
	}
	return &Problem{[]string{c.Header}, fmt.Sprintf("this looks like a slip of %q", meant), fix}
}

func sameField(a, b *Column) Problem {
	return Problem{
		Headers: []string{a.Header, b.Header},
		Text:    fmt.Sprintf("both mean %s", a.Field),
		Fix: fmt.Sprintf("keep one for it: --map %s makes the other a custom attribute, --map %s leaves it out",
			quote(b.Header+"="+lead.AttributePrefix+b.Header), quote(b.Header+"=-")),
	}
}
