package columns

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Problem is what keeps a header from being understood.
type Problem struct {
	problem.Problem
	Headers []string // the columns it is about
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

// Remedy returns the fixes of all problems, a line each.
func (e *Error) Remedy() string {
	var fixes []string
	for _, p := range e.Problems {
		fixes = append(fixes, p.Fix)
	}
	return strings.Join(fixes, "\n  fix: ")
}

// ExitCode is that of wrong use.
func (e *Error) ExitCode() int { return problem.ExitUsage }

func newProblem(headers []string, text, fix string) *Problem {
	return &Problem{problem.Problem{Text: text, Fix: fix}, headers}
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
	return newProblem([]string{c.Header}, "this looks like a slip of "+quote(meant), fix)
}

// sameField says that two columns mean one field. The way out leaves alone what the user has assigned.
func sameField(a, b *Column, field string) Problem {
	p := newProblem([]string{a.Header, b.Header}, "both mean "+bareQuote(field), "")
	other := b
	if b.How == Assigned && a.How != Assigned {
		other = a
	}
	leave := fmt.Sprintf("--map %s leaves it out", quote(other.Header+"=-"))
	switch {
	case a.Header == b.Header:
		p.Fix = "give one of them another name in the file"
	case other.Use == Attribute:
		p.Fix = fmt.Sprintf("keep one of them: for %s, %s", quote(other.Header), leave)
	default:
		p.Fix = fmt.Sprintf("keep one of them: for %s, --map %s makes it a custom attribute, %s", quote(other.Header),
			quote(other.Header+"="+lead.AttributePrefix+other.Header), leave)
	}
	return *p
}

// bareQuote shows a field like quote, without the quotes where they say nothing.
func bareQuote(field string) string {
	if q := quote(field); q != `"`+field+`"` {
		return q
	}
	return field
}
