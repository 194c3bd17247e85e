package plan

import (
	"context"
	"io"
	"iter"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/sheet"
)

// Line is one line of plan.csv: a field that changes, or a row that changes none.
type Line struct {
	Row     int         `csv:"row"`
	UUID    sheet.Cell  `csv:"uuid"`
	Name    sheet.Cell  `csv:"name"`
	Outcome row.Outcome `csv:"outcome"`
	Field   sheet.Cell  `csv:"field"`
	Earlier sheet.Cell  `csv:"earlier"`
	New     sheet.Cell  `csv:"new"`
}

// sheetLine is a Line of a plan of several sheets.
type sheetLine struct {
	Line
	Sheet sheet.Cell `csv:"sheet"`
}

// WriteTable writes a plan as a table for people who work in spreadsheets.
func WriteTable(ctx context.Context, b *row.Batch, to io.Writer) error {
	if b.Several {
		return sheet.WriteTable(to, tableLines(ctx, b, func(l Line, r *row.Row) sheetLine { return sheetLine{l, sheet.Cell(r.Sheet)} }))
	}
	return sheet.WriteTable(to, tableLines(ctx, b, func(l Line, _ *row.Row) Line { return l }))
}

// tableLines yields the lines of a plan in a form.
func tableLines[T any](ctx context.Context, b *row.Batch, form func(Line, *row.Row) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for r, err := range b.Rows.All(ctx) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			changes := r.Changes
			if len(changes) == 0 {
				changes = []row.Change{{}}
			}
			for _, c := range changes {
				if !yield(form(Line{
					Row: r.InSheet(), UUID: sheet.Cell(r.UUID()), Name: sheet.Cell(r.Name), Outcome: r.Outcome,
					Field: sheet.Cell(c.Field), Earlier: sheet.Cell(c.Old), New: sheet.Cell(c.New),
				}, r), nil) {
					return
				}
			}
		}
	}
}
