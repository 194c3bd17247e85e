package sheet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"github.com/leadferry/leadferry/internal/pipeline"
	"github.com/leadferry/leadferry/lead"
)

// Conversion says what Convert reads and writes. Open and Format are needed.
type Conversion struct {
	Open     func() (Reader, io.Closer, error) // the input at its beginning; Convert calls it several times
	Format   Format                            // of the output; Raw is refused, since only a server makes it
	Type     lead.Type                         // of records of the server, which do not say it; "" for rows
	Names    map[string]string                 // columns of the input that have another name there, by that name
	Columns  []string                          // the columns wanted, in this order; nil = all
	First    []string                          // columns that come before them
	Chosen   func(*lead.Row) bool              // whether a row is written; nil = all. Several goroutines call it
	Writer   WriterOptions                     // Convert sets its Columns and Parts
	Progress func(rows int)                    // rows written so far; called from one goroutine, may be nil, must not block
}

// Converted is the result of a conversion.
type Converted struct {
	Rows     int      // written
	Left     int      // left out, since they are not chosen
	Blank    int      // skipped
	Overflow int      // cells without a column of their own, now in the extra column
	Notes    []string // what a person should know about the input
	Sheets   Sheets   // of a workbook
	Header   []string // of the input; nil without one
}

// BadRowError is a row that cannot be read.
type BadRowError struct {
	Number, Line int // as a spreadsheet and as an editor count
	Err          error
}

func (e *BadRowError) Error() string {
	return fmt.Sprintf("row %d (line %d): %v", e.Number, e.Line, e.Err)
}

func (e *BadRowError) Unwrap() error { return e.Err }

// Convert writes the rows of one sheet as another. It reads an input without a header twice if the
// output needs its columns first, and any input once more for XLSX. The first row that cannot be
// read ends it with a *BadRowError. After an error, out is of no use.
func Convert(ctx context.Context, o Conversion, out io.Writer) (Converted, error) {
	return convert(ctx, o, func(w WriterOptions) (Writer, error) { return NewWriter(out, o.Format, w) })
}

// convert converts into a writer, which it closes.
func convert(ctx context.Context, o Conversion, begin func(WriterOptions) (Writer, error)) (Converted, error) {
	if o.Format == Raw {
		return Converted{}, errors.New("only the server makes raw records: rows cannot be written as raw")
	}
	c := converter{Conversion: o}
	if err := c.setColumns(ctx); err != nil {
		return Converted{}, err
	}
	if o.Format == XLSX {
		err := c.read(func(s Stream[Piece]) (err error) {
			c.Writer.Parts, err = s.Measure(ctx)
			return err
		})
		if err != nil {
			return Converted{}, err
		}
		c.blank.Store(0) // Measure has counted
		c.overflow.Store(0)
		c.left.Store(0)
		c.odd, c.spoilt = oddRows{}, Spoilt{}
	}
	if c.Writer.Columns != nil {
		isFirst := func(name string) bool { return slices.Contains(o.First, name) }
		c.Writer.Columns = slices.Concat(o.First, slices.DeleteFunc(slices.Clone(c.Writer.Columns), isFirst))
	}
	w, err := begin(c.Writer)
	if err != nil {
		return Converted{}, err
	}
	err = c.read(func(s Stream[Piece]) error {
		return s.Write(ctx, w, func(rows int) {
			if c.rows = rows; o.Progress != nil {
				o.Progress(rows)
			}
		})
	})
	if err == nil {
		err = w.Close()
	}
	return Converted{c.rows, int(c.left.Load()), int(c.blank.Load()), int(c.overflow.Load()), slices.Concat(c.notes, c.odd.notes(&c.sheets), c.spoilt.Notes(&c.sheets)), c.sheets, c.header}, err
}

// converter is a conversion in progress.
type converter struct {
	Conversion
	union           *Columns // of an input without a header
	rows            int
	sheets          Sheets
	header          []string
	blank, overflow atomic.Int64
	left            atomic.Int64
	odd             oddRows
	spoilt          Spoilt
	notes           []string
}

// setColumns finds the columns of the output; none mean all that a row has.
func (c *converter) setColumns(ctx context.Context) error {
	if c.Writer.Columns = c.Columns; c.Columns != nil && !slices.Contains(c.Columns, AllAttributes) {
		return nil
	}
	in, file, err := c.Open()
	if err != nil {
		return err
	}
	if in.Header() != nil {
		all := slices.DeleteFunc(c.named(in.Header()), func(name string) bool { return name == "" })
		if c.Writer.Columns = Wanted(c.Columns, all); c.Columns == nil {
			c.Writer.Columns = all
		}
		return file.Close()
	}
	if c.Columns == nil && c.Format == JSONL {
		return file.Close()
	}
	c.union = new(Columns)
	err = pipeline.InOrder(ctx, converting, in.Pieces(), newColumnFinder, func(names []string) error {
		c.union.add(slices.DeleteFunc(c.named(names), func(name string) bool {
			_, base := lead.ColumnOf(name)
			return base
		}))
		return nil
	})
	if c.Writer.Columns = Wanted(c.Columns, c.union.Header()); c.Columns == nil {
		c.Writer.Columns = c.union.Header()
	}
	return errors.Join(err, file.Close())
}

// named returns the columns of names in the input.
func (c *converter) named(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = cmp.Or(c.Names[name], name)
	}
	return all
}

// rename puts the cells of a row where they belong by the columns' own names.
func (c *converter) rename(row *lead.Row) {
	if c.Names == nil {
		return
	}
	row.Dynamic = slices.DeleteFunc(row.Dynamic, func(cell lead.Cell) bool {
		base, is := lead.ColumnOf(c.Names[cell.Column])
		if is {
			row.Base[base] = cell.Value
		}
		return is
	})
	for i := range row.Dynamic {
		row.Dynamic[i].Column = cmp.Or(c.Names[row.Dynamic[i].Column], row.Dynamic[i].Column)
	}
}

// newColumnFinder returns a function that finds the dynamic columns of a piece, in their order,
// without those that it has found before.
func newColumnFinder() func(Piece) ([]string, error) {
	parser, seen := newJSONLParser(), make(map[string]bool)
	return func(piece Piece) (names []string, err error) {
		if len(seen) > 2*MaxColumns { // remembering so many helps no more
			clear(seen)
		}
		for _, row := range piece {
			parser.columns(row, func(column string) {
				if !seen[column] {
					seen[column] = true
					names = append(names, column)
				}
			})
			if row.Err != nil {
				return nil, &BadRowError{row.Number, row.Line, row.Err}
			}
		}
		return names, nil
	}
}

// read reads the input once.
func (c *converter) read(use func(Stream[Piece]) error) error {
	in, file, err := c.Open()
	if err != nil {
		return err
	}
	err = errors.Join(use(Stream[Piece]{in.Pieces(), c.decoder}), file.Close())
	c.notes, c.sheets, c.header = in.Notes(), in.Sheets(), in.Header()
	return err
}

func (c *converter) decoder() func(Piece) ([]lead.Row, error) {
	parser := newJSONLParser()
	var union *Columns
	if c.union != nil {
		union = c.union.clone()
	}
	return func(piece Piece) ([]lead.Row, error) {
		parser.parse(piece...)
		rows := make([]lead.Row, 0, len(piece))
		for _, row := range piece {
			switch {
			case row.Err != nil:
				return nil, &BadRowError{row.Number, row.Line, row.Err}
			case row.IsBlank():
				c.blank.Add(1)
				continue
			}
			c.rename(&row.Row.Row)
			c.odd.look(&row.Row)
			c.spoilt.Look(&row.Row)
			if c.Type != "" {
				row.Base[lead.Kind] = string(c.Type)
			}
			if c.Chosen != nil && !c.Chosen(&row.Row.Row) {
				c.left.Add(1)
				continue
			}
			if union != nil {
				row.Dynamic = union.Fit(row.Dynamic)
			}
			rows = append(rows, row.Row.Row)
		}
		if union != nil {
			c.overflow.Add(int64(union.Overflow))
			union.Overflow = 0
		}
		return rows, nil
	}
}
