package plan

import (
	"context"
	"io"

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

// WriteTable writes a plan as a table for people who work in spreadsheets.
func WriteTable(ctx context.Context, b *row.Batch, to io.Writer) error {
	return sheet.WriteTable(to, func(yield func(Line, error) bool) {
		for r, err := range b.Rows.All(ctx) {
			if err != nil {
				yield(Line{}, err)
				return
			}
			changes := r.Changes
			if len(changes) == 0 {
				changes = []row.Change{{}}
			}
			for _, c := range changes {
				if !yield(Line{
					Row: r.Number, UUID: sheet.Cell(r.UUID()), Name: sheet.Cell(r.Name), Outcome: r.Outcome,
					Field: sheet.Cell(c.Field), Earlier: sheet.Cell(c.Old), New: sheet.Cell(c.New),
				}, nil) {
					return
				}
			}
		}
	})
}
