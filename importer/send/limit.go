package send

import (
	"fmt"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
)

// Limit is how many rejected and failed rows are too many. The zero Limit is none at all: the first
// bad row is too many.
type Limit struct {
	Count   int     // rows
	Percent float64 // of all rows, or of those sent so far, each from a hundred on; used if it is over 0
	Off     bool    // there is no limit
}

// String returns the limit as a user writes it.
func (l Limit) String() string {
	if l.Percent > 0 {
		return fmt.Sprintf("%v%%", l.Percent)
	}
	return fmt.Sprint(l.Count)
}

// Exceeded reports whether the bad rows of an input are too many.
func (l Limit) Exceeded(bad, rows int) bool {
	switch {
	case l.Off:
		return false
	case l.Percent > 0:
		return l.passed(bad, rows)
	}
	return bad > l.Count
}

// passed reports whether a part is more than the percentage of a whole that is large enough for one.
func (l Limit) passed(part, whole int) bool {
	const enough = 100 // rows
	return l.Percent > 0 && whole >= enough && float64(part)*100 > l.Percent*float64(whole)
}

// CodeTooMany is the code of the error that more rows were bad than allowed.
const CodeTooMany = "too-many-errors"

func tooMany(t row.Tally) error {
	text := fmt.Sprintf("too many rows are bad: %d rejected, %d failed", t[row.Rejected], t[row.Failed])
	return &problem.Error{Problem: problem.Problem{Code: CodeTooMany, Text: text}, Exit: problem.ExitGuard}
}
