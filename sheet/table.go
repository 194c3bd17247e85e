package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/gocarina/gocsv"
)

// Cell is a text cell of a table. The formula guard is part of the type, so no column can miss it.
type Cell string

// MarshalCSV returns the guarded text.
func (c Cell) MarshalCSV() (string, error) { return Guard(string(c)), nil }

// UnmarshalCSV takes a guarded text.
func (c *Cell) UnmarshalCSV(text string) error {
	*c = Cell(Unguard(text))
	return nil
}

// Number is a whole number in a table, where 0 is an empty cell. Plain integers are read by Go's
// rules for literals: 010 is eight there, and ten here.
type Number int

// MarshalCSV returns the decimal digits.
func (n Number) MarshalCSV() (string, error) {
	if n == 0 {
		return "", nil
	}
	return strconv.Itoa(int(n)), nil
}

// UnmarshalCSV takes decimal digits or "".
func (n *Number) UnmarshalCSV(text string) error {
	if text == "" {
		*n = 0
		return nil
	}
	i, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("%q is no whole number", text)
	}
	*n = Number(i)
	return nil
}

// WriteTable writes a table with fixed columns as CSV, in the bytes of encoding/csv: the header,
// even if there are no rows, and a line for each row. T is a struct whose csv tags name the
// columns, in order; its fields are Cells, Numbers, or types with a MarshalCSV or MarshalText of
// their own. WriteTable holds one row at a time. It stops at the first error of rows, which it
// returns as it is.
func WriteTable[T any](w io.Writer, rows iter.Seq2[T, error]) error {
	return writeTable(tableWriter{csv.NewWriter(w)}, rows)
}

// tableOutput takes the records of a table, the header first.
type tableOutput interface {
	gocsv.CSVWriter
	end() error
}

func writeTable[T any](out tableOutput, rows iter.Seq2[T, error]) error {
	row := make([]T, 1)
	if err := gocsv.MarshalCSV(row[:0], out); err != nil {
		return err
	}
	number := 0
	for r, err := range rows {
		if err != nil {
			return err
		}
		row[0] = r
		number++
		if err := gocsv.MarshalCSVWithoutHeaders(row, out); err != nil {
			return fmt.Errorf("row %d: %w", number, err)
		}
	}
	return out.end()
}

// tableWriter flushes only when its buffer is full; gocsv would flush after every row.
type tableWriter struct{ *csv.Writer }

func (tableWriter) Flush() {}

func (t tableWriter) end() error {
	t.Writer.Flush()
	return t.Error()
}

// ReadTable reads a table that WriteTable wrote, one row at a time. Columns may stand in any order;
// those that T lacks are skipped, those that the file lacks are an error. The first error ends the
// rows. It names line and column; an empty file is ErrEmpty. CRLF in a cell comes back as LF.
func ReadTable[T any](r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		in := csv.NewReader(r)
		in.ReuseRecord = true
		rows, err := gocsv.NewUnmarshaller(in, none)
		switch {
		case errors.Is(err, io.EOF):
			err = ErrEmpty
		case err == nil && len(rows.MismatchedStructFields) > 0:
			err = fmt.Errorf("no column %s", strings.Join(rows.MismatchedStructFields, ", "))
		}
		for number := 1; err == nil; number++ {
			var row any
			if row, err = rows.Read(); err == nil {
				if !yield(row.(T), nil) {
					return
				}
			} else if !errors.Is(err, io.EOF) {
				err = unread(err, number, in, rows.Headers)
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(none, err)
		}
	}
}

// unread says where a row could not be read. gocsv names the column by its index, in the text of
// its error only.
func unread(err error, number int, in *csv.Reader, header []string) error {
	var column int
	if _, e := fmt.Sscanf(err.Error(), "cannot assign field at %d", &column); e != nil {
		return fmt.Errorf("row %d: %w", number, err) // of encoding/csv, which names the line
	}
	line, _ := in.FieldPos(column)
	_, cause, _ := strings.Cut(err.Error(), "]: ")
	return fmt.Errorf("row %d (line %d), column %s: %s", number, line, header[column], cause)
}
