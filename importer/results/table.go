package results

import (
	"context"
	"io"
	"strings"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/sheet"
)

// Result is one line of results.csv.
type Result struct {
	Row      int          `csv:"row"`
	Line     int          `csv:"line"`
	UUID     sheet.Cell   `csv:"uuid"`
	Outcome  row.Outcome  `csv:"outcome"`
	Status   sheet.Number `csv:"status"`
	Attempts sheet.Number `csv:"attempts"`
	Code     string       `csv:"code"`
	Message  sheet.Cell   `csv:"message"`
}

// Write writes what became of every row, in the order of the input. It returns how many rows have
// which outcome, and the failures grouped by cause. It needs nothing but the rows and the log.
func (l *Log) Write(ctx context.Context, b *row.Batch, to io.Writer) (row.Tally, []row.Finding, error) {
	var tally row.Tally
	var failures row.Findings
	err := sheet.WriteTable(to, func(yield func(Result, error) bool) {
		for r, err := range b.Rows.All(ctx) {
			var rec Record
			if err == nil {
				rec, err = l.Of(r)
			}
			if err != nil {
				yield(Result{}, err)
				return
			}
			tally[rec.Outcome]++
			if rec.Outcome == row.Failed || rec.Outcome == row.Rejected && rec.Code == CodeUnknownUUID {
				failures.AddAs(rec.cause(), rec.Row, &row.Problem{Code: rec.Code, Text: rec.Message, Fix: rec.Fix})
			}
			if !yield(rec.result(r), nil) {
				return
			}
		}
	})
	return tally, failures.All(), err
}

func (r *Record) result(of *row.Row) Result {
	return Result{
		Row: of.Number, Line: of.Line, UUID: sheet.Cell(r.UUID), Outcome: r.Outcome, Status: sheet.Number(r.Status),
		Attempts: sheet.Number(r.Attempts), Code: r.Code, Message: sheet.Cell(r.Message),
	}
}

// cause is what failures are grouped by: what the server or the network said, but for the numbers in
// it, which may be the row's or a connection's.
func (r *Record) cause() string {
	if r.Code == CodeSuperseded {
		return r.Code
	}
	return r.Code + strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return '#'
		}
		return c
	}, r.Message)
}
