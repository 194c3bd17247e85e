package exporter

import (
	"context"
	"iter"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// stretch is some rows of the input of a conversion, one behind the other.
type stretch struct {
	rows  []lead.Row // that are not blank
	blank int
}

// readInOrder reads a sheet, has several goroutines do work on stretches of it, and passes the results on in their order. A sheet that
// can leave the parsing to them does so.
func readInOrder[Out any](ctx context.Context, c *converter, in sheet.Reader, worker func() func(stretch) Out, pass func(Out) error) error {
	if s, ok := in.(sheet.Splitter); ok {
		return inOrder(ctx, s.Split(), func() func(*sheet.Piece) (Out, error) {
			parser, work := s.Parser(), worker()
			return func(p *sheet.Piece) (out Out, err error) {
				rows := parser.Parse(p)
				s := stretch{rows: make([]lead.Row, 0, len(rows))}
				for i := range rows {
					if err := c.take(&s, &rows[i]); err != nil {
						return out, err
					}
				}
				p.Release()
				return work(s), nil
			}
		}, pass)
	}
	return inOrder(ctx, c.stretches(in), func() func(stretch) (Out, error) {
		work := worker()
		return func(s stretch) (Out, error) { return work(s), nil }
	}, pass)
}

// stretches reads rows, many at a time.
func (c *converter) stretches(in sheet.Reader) iter.Seq2[stretch, error] {
	const many = 128
	return func(yield func(stretch, error) bool) {
		var s stretch
		for row, err := range in.Rows() {
			if err == nil {
				err = c.take(&s, &row)
			}
			if err != nil {
				yield(s, err)
				return
			}
			if len(s.rows)+s.blank < many {
				continue
			}
			if !yield(s, nil) {
				return
			}
			s = stretch{rows: make([]lead.Row, 0, many)}
		}
		yield(s, nil)
	}
}

// take adds a row to a stretch.
func (c *converter) take(s *stretch, row *sheet.Row) error {
	switch {
	case row.Err != nil:
		return badRow(row)
	case row.IsBlank():
		s.blank++
		return nil
	}
	if c.o.Type != "" {
		row.Base[lead.Kind] = string(c.o.Type)
	}
	s.rows = append(s.rows, row.Row)
	return nil
}
