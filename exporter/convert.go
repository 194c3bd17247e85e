package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Conversion says what Convert reads and writes. Open and Format are needed.
type Conversion struct {
	Open     func() (sheet.Reader, io.Closer, error) // from the beginning, as often as it is called
	Format   sheet.Format                            // of the output; Raw is refused, since only a server makes it
	Type     lead.Type                               // of the server's own records, which do not say it; "" for rows
	Columns  []string                                // the columns wanted, in this order; nil = all
	Writer   sheet.WriterOptions                     // its Columns are Convert's to set
	Progress func(rows int)                          // written; called from one goroutine, may be nil; must not block for long
}

// Converted is what a conversion did.
type Converted struct {
	Rows     int // written
	Blank    int // passed over
	Overflow int // cells that found no column of their own and went into the extra column
}

// BadRowError says that a row cannot be read.
type BadRowError struct {
	Number, Line int // as a spreadsheet and as an editor count
	Err          error
}

func (e *BadRowError) Error() string {
	return fmt.Sprintf("row %d (line %d): %v", e.Number, e.Line, e.Err)
}
func badRow(r *sheet.Row) error { return &BadRowError{r.Number, r.Line, r.Err} }

func (e *BadRowError) Unwrap() error { return e.Err }

// Convert writes the rows of one sheet as another. An input without a header is read twice if the output needs its columns first. The first
// row that cannot be read ends it with a *BadRowError; what stands in out after an error is of no use.
func Convert(ctx context.Context, o Conversion, out io.Writer) (sum Converted, err error) {
	if o.Format == sheet.Raw {
		return sum, errors.New("exporter: raw records are the server's own, and are not made from rows")
	}
	c := converter{o: o}
	if err := c.findColumns(ctx); err != nil {
		return c.sum, err
	}
	if o.Format == sheet.XLSX {
		if err := c.measure(ctx); err != nil {
			return c.sum, err
		}
	}
	c.o.Writer.Columns = c.header
	w, err := sheet.NewWriter(out, o.Format, c.o.Writer)
	if err != nil {
		return c.sum, err
	}
	if err := c.copy(ctx, w); err != nil {
		return c.sum, err
	}
	return c.sum, w.Close()
}

type converter struct {
	o       Conversion
	header  []string // of the output; nil for all that a row has
	columns *columns // where the input has no header
	sum     Converted
}

// findColumns finds out which columns the output has.
func (c *converter) findColumns(ctx context.Context) error {
	if c.header = c.o.Columns; c.header != nil {
		return nil
	}
	in, file, err := c.o.Open()
	if err != nil {
		return err
	}
	if names := in.Header(); names != nil {
		c.header = names
		return file.Close()
	}
	if c.o.Format == sheet.JSONL {
		return file.Close()
	}
	c.columns = new(columns)
	split := in.(sheet.Splitter) // what has no header is one
	err = inOrder(ctx, split.Split(), func() func(*sheet.Piece) ([]string, error) {
		return (&namer{parser: split.Parser()}).names
	}, func(names []string) error {
		c.columns.add(names)
		return nil
	})
	c.header = c.columns.header()
	return errors.Join(err, file.Close())
}

// namer finds dynamic columns that it has not named before.
type namer struct {
	parser sheet.Parser
	seen   map[string]bool
}

// names returns those of a piece, in their order.
func (n *namer) names(p *sheet.Piece) (names []string, err error) {
	if n.seen == nil || len(n.seen) > 2*MaxColumns { // where there are so many, no name helps any more
		n.seen = make(map[string]bool)
	}
	bad := n.parser.Columns(p, func(column string) {
		if !n.seen[column] {
			n.seen[column] = true
			names = append(names, column)
		}
	})
	p.Release()
	if bad != nil {
		return nil, badRow(bad)
	}
	return names, nil
}

// measure finds the columns with texts that are too long for one cell of a workbook.
func (c *converter) measure(ctx context.Context) error {
	in, file, err := c.o.Open()
	if err != nil {
		return err
	}
	c.o.Writer.Parts = cellParts{}
	err = readInOrder(ctx, c, in, func() func(stretch) cellParts {
		return func(s stretch) cellParts {
			parts := cellParts{}
			parts.note(s.rows)
			return parts
		}
	}, func(parts cellParts) error {
		cellParts(c.o.Writer.Parts).join(parts)
		return nil
	})
	return errors.Join(err, file.Close())
}

// copy reads the rows and writes them.
func (c *converter) copy(ctx context.Context, w sheet.Writer) (err error) {
	in, file, err := c.o.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	p := newPress(w)
	return readInOrder(ctx, c, in, func() func(stretch) pressed { return c.former(p) }, func(made pressed) error {
		if err := p.write(made); err != nil {
			return err
		}
		c.sum.Rows, c.sum.Blank, c.sum.Overflow = p.rows, c.sum.Blank+made.blank, c.sum.Overflow+made.overflow
		if c.o.Progress != nil {
			c.o.Progress(c.sum.Rows)
		}
		return nil
	})
}

// former returns what forms rows for the sheet, in one goroutine.
func (c *converter) former(p *press) func(stretch) pressed {
	var fitting *columns
	if c.columns != nil {
		fitting = c.columns.clone()
	}
	form := p.worker()
	return func(s stretch) pressed {
		overflow := 0
		if fitting != nil {
			for i := range s.rows {
				s.rows[i].Dynamic = fitting.fit(s.rows[i].Dynamic)
			}
			overflow, fitting.overflow = fitting.overflow, 0
		}
		made := form(s.rows)
		made.blank, made.overflow = s.blank, overflow
		return made
	}
}
