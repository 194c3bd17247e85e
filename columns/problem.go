package columns

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Problem is a problem with a header.
type Problem struct {
	problem.Problem
	Headers []string // the columns concerned
	Ends    []Pair   // the assignments of the first way that the fix names; none if only a person can decide

	clash []*Column // the columns, if they all mean field
	field string
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
	return &Problem{Problem: problem.Problem{Text: text, Fix: fix}, Headers: headers}
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

// bareQuote is quote without needless quotes.
func bareQuote(field string) string {
	if q := quote(field); q != `"`+field+`"` {
		return q
	}
	return field
}
