package sheet

import (
	"fmt"

	"github.com/leadferry/leadferry/lead"
)

// TextWriter is a Writer whose text can be made by several goroutines: that of CSV, TSV and JSONL.
type TextWriter interface {
	Writer
	// Formatter returns a formatter of the lines, for one goroutine.
	Formatter() Formatter
	// WriteText writes lines that one of them made behind what was written before.
	WriteText(text []byte) error
}

// Formatter makes the lines that a Writer would write. It is used by one goroutine.
type Formatter interface {
	// Append appends the lines of the rows. The error is a *TextError, whose Row counts from the first of these.
	Append(dst []byte, rows []lead.Row) ([]byte, error)
}

// TextError says that a cell holds what the format cannot carry.
type TextError struct {
	Row    int // from 1
	Column string
}

func (e *TextError) Error() string {
	return fmt.Sprintf("row %d: column %q is not UTF-8 text, which JSON cannot carry: mend the cell or write CSV", e.Row, e.Column)
}
