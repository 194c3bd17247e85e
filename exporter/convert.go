package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

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
	err = c.read(ctx, in, func(rows []lead.Row) error {
		for i := range rows {
			for _, cell := range rows[i].Dynamic {
				c.columns.number(cell.Column)
			}
			c.columns.fit(rows[i].Dynamic)
		}
		return nil
	})
	c.header, c.columns.overflow = c.columns.header(), 0
	return errors.Join(err, file.Close())
}

// measure finds the columns with texts that are too long for one cell of a workbook.
func (c *converter) measure(ctx context.Context) error {
	in, file, err := c.o.Open()
	if err != nil {
		return err
	}
	parts := cellParts{}
	err = c.read(ctx, in, func(rows []lead.Row) error {
		parts.note(rows)
		return nil
	})
	c.o.Writer.Parts = parts
	return errors.Join(err, file.Close())
}

// copy reads the rows in one goroutine and writes them in another.
func (c *converter) copy(ctx context.Context, w sheet.Writer) (err error) {
	in, file, err := c.o.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	c.sum.Blank = 0
	group, ctx := errgroup.WithContext(ctx)
	pieces := make(chan []lead.Row, 4)
	group.Go(func() error {
		defer close(pieces)
		return c.read(ctx, in, func(rows []lead.Row) error {
			select {
			case pieces <- rows:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	})
	group.Go(func() error {
		for rows := range pieces {
			if c.columns != nil {
				for i := range rows {
					rows[i].Dynamic = c.columns.fit(rows[i].Dynamic)
				}
			}
			if err := w.Write(rows); err != nil {
				return err
			}
			c.sum.Rows += len(rows)
			if c.o.Progress != nil {
				c.o.Progress(c.sum.Rows)
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if c.columns != nil {
		c.sum.Overflow = c.columns.overflow
	}
	return nil
}

// read passes the rows on that are not blank, many at a time.
func (c *converter) read(ctx context.Context, in sheet.Reader, each func([]lead.Row) error) error {
	const many = 128
	var rows []lead.Row
	for row, err := range in.Rows() {
		switch {
		case err != nil:
			return err
		case row.Err != nil:
			return &BadRowError{row.Number, row.Line, row.Err}
		case row.IsBlank():
			c.sum.Blank++
			continue
		}
		if c.o.Type != "" {
			row.Type = string(c.o.Type)
		}
		if rows == nil {
			rows = make([]lead.Row, 0, many)
		}
		if rows = append(rows, row.Row); len(rows) < many {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := each(rows); err != nil {
			return err
		}
		rows = nil
	}
	if len(rows) == 0 {
		return nil
	}
	return each(rows)
}
