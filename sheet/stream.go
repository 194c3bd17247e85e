package sheet

import (
	"context"
	"iter"

	"github.com/leadferry/leadferry/internal/pipeline"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

const converting = "converting rows" // what a fault in it names

// Stream is many rows, in pieces that several goroutines decode.
type Stream[P any] struct {
	Pieces iter.Seq2[P, error] // in the order of the rows; an error ends them
	// Decoder returns a function that decodes pieces in one goroutine. Its rows are free to be reused
	// when it is called again, but for a workbook's, which are formatted later.
	Decoder func() func(P) ([]lead.Row, error)
}

// Write writes all rows to w, which it does not close. wrote is called after each piece, from one
// goroutine, with the number of rows so far; it may be nil. The first error in the order of the
// rows ends it, or the cause of ctx.
func (s Stream[P]) Write(ctx context.Context, w Writer, wrote func(rows int)) error {
	type formatted struct {
		rows  int
		write func() error
	}
	rows := 0
	return pipeline.InOrder(ctx, converting, s.Pieces, func() func(P) (formatted, error) {
		decode, format := s.Decoder(), w.formatter()
		return func(p P) (formatted, error) {
			rows, err := decode(p)
			if err != nil {
				return formatted{}, err
			}
			return formatted{len(rows), format(rows)}, nil
		}
	}, func(f formatted) error {
		if err := f.write(); err != nil {
			return err
		}
		if rows += f.rows; wrote != nil {
			wrote(rows)
		}
		return nil
	})
}

// Measure returns, for WriterOptions.Parts, the columns with texts that are too long for one cell
// of a workbook.
func (s Stream[P]) Measure(ctx context.Context) (map[string]int, error) {
	all := make(map[string]int)
	err := pipeline.InOrder(ctx, converting, s.Pieces, func() func(P) (map[string]int, error) {
		decode := s.Decoder()
		return func(p P) (map[string]int, error) {
			rows, err := decode(p)
			return measure(rows), err
		}
	}, func(parts map[string]int) error {
		for name, n := range parts {
			all[name] = max(n, all[name])
		}
		return nil
	})
	return all, err
}

func measure(rows []lead.Row) map[string]int {
	parts := make(map[string]int)
	for i := range rows {
		for column, text := range rows[i].Base {
			if n := xlsx.CellParts(text); n > 1 {
				name := lead.Column(column).String()
				parts[name] = max(n, parts[name])
			}
		}
		for _, c := range rows[i].Dynamic {
			if n := xlsx.CellParts(c.Value); n > 1 {
				parts[c.Column] = max(n, parts[c.Column])
			}
		}
	}
	return parts
}
