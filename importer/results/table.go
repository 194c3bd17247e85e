package results

import (
	"context"
	"io"
	"iter"
	"strings"

	"github.com/leadferry/leadferry/importer/check"
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

// Totals says what became of all rows.
type Totals struct {
	Tally         row.Tally
	Failures      []row.Finding // grouped by cause
	StoredFields  int           // of planned rows that the server has
	RefusedFields int           // of those that it refused
	OpenFields    int           // of those that may still be sent
}

// sheetResult is a Result of an input of several sheets.
type sheetResult struct {
	Result
	Sheet sheet.Cell `csv:"sheet"`
}

// Write writes what became of every row, in the order of the input. It needs nothing but the rows and
// the log.
func (l *Log) Write(ctx context.Context, b *row.Batch, to io.Writer) (all Totals, err error) {
	var failures row.Findings
	if b.Several {
		form := func(r Result, of *row.Row) sheetResult { return sheetResult{r, sheet.Cell(of.Sheet)} }
		err = sheet.WriteTable(to, tableLines(ctx, l, b, &all, &failures, form))
	} else {
		err = sheet.WriteTable(to, tableLines(ctx, l, b, &all, &failures, func(r Result, _ *row.Row) Result { return r }))
	}
	all.Failures = failures.All()
	return all, err
}

// tableLines yields the results in a form, and counts them.
func tableLines[T any](
	ctx context.Context, l *Log, b *row.Batch, all *Totals, failures *row.Findings, form func(Result, *row.Row) T,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for r, err := range b.Rows.All(ctx) {
			var rec Record
			if err == nil {
				rec, err = l.Of(r)
			}
			if err != nil {
				yield(*new(T), err)
				return
			}
			all.Tally[rec.Outcome]++
			if rec.Outcome.IsStored() && rec.Message == "" && r.Left != "" {
				rec.Code, rec.Message = check.CodeDropped, r.Left
			}
			if rec.Outcome == row.Failed || rec.Outcome == row.Rejected && rec.Code == CodeUnknownUUID {
				failures.AddAs(rec.cause(), rec.Row, &row.Problem{Code: rec.Code, Text: rec.Message, Fix: rec.Fix})
			}
			all.addFields(&rec, r.Changes)
			if !yield(form(Result{
				Row: r.InSheet(), Line: r.Line, UUID: sheet.Cell(rec.UUID), Outcome: rec.Outcome, Status: sheet.Number(rec.Status),
				Attempts: sheet.Number(rec.Attempts), Code: rec.Code, Message: sheet.Cell(rec.Message),
			}, r), nil) {
				return
			}
		}
	}
}

// addFields counts the fields of a planned row.
func (all *Totals) addFields(rec *Record, changes []row.Change) {
	fields := len(changes)
	switch {
	case rec.Outcome.IsStored() && rec.Code == CodeNotEmptied:
		for _, c := range changes {
			if c.New == "" {
				all.RefusedFields++
			} else {
				all.StoredFields++
			}
		}
	case rec.Outcome.IsStored():
		all.StoredFields += fields
	case rec.Outcome == row.Failed && rec.Code == CodeRefused && !rec.Unsure:
		all.RefusedFields += fields
	case rec.Outcome == row.Failed, rec.Outcome == row.NotAttempted:
		all.OpenFields += fields
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
