package columns

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Problem is a problem with a header.
type Problem struct {
	problem.Problem
	Headers []string // the columns concerned
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

// ExitCode returns the code of wrong use.
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
	return fmt.Sprintf("columns %s: %s", quoteAll(p.Headers, " and "), p.Text)
}

func quoteAll(headers []string, separator string) string {
	quoted := make([]string, len(headers))
	for i, h := range headers {
		quoted[i] = quote(h)
	}
	return strings.Join(quoted, separator)
}

// quote quotes a header on one line, shortened.
func quote(header string) string {
	const most = 60
	if r := []rune(header); len(r) > most {
		header = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", header)
}

// typo is the problem of a header that is probably a misspelled word for meant.
func typo(c *Column, meant string) *Problem {
	asMeant := "--map " + quote(c.Header+"="+meant)
	asAttribute := "--map " + quote(c.Header+"="+lead.AttributePrefix+c.Header)
	fix := "rename it, or say what it means: "
	switch {
	case strings.HasPrefix(meant, lead.AttributePrefix):
		fix += asMeant
	case isWritable(meant):
		fix += asMeant + ", or " + asAttribute
	default:
		fix += asAttribute
	}
	return newProblem([]string{c.Header}, "this looks like a slip of "+quote(meant), fix)
}

// sameField is the problem of two columns for one field. Its fix does not touch assigned columns.
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
		p.Fix = fmt.Sprintf("keep one of them: for %s, --map %s makes it a custom attribute, %s",
			quote(other.Header), quote(other.Header+"="+lead.AttributePrefix+other.Header), leave)
	}
	return *p
}

// bareQuote is quote without needless quotes.
func bareQuote(field string) string {
	if q := quote(field); q != `"`+field+`"` {
		return q
	}
	return field
}
