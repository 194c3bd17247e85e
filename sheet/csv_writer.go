package sheet

import (
	"errors"
	"io"
	"slices"

	"github.com/gocarina/gocsv"

	"github.com/leadferry/leadferry/lead"
)

const (
	bufferSize     = 256 << 10
	dialCodeColumn = "dialCode"

	// block is how many rows gocsv gets at once as an array. From an array handed over by value it takes the cells as they are; from a
	// slice it copies each into an allocation of its own: 23 a row, and a third more time.
	block = 8
)

// csvWriter writes CSV and TSV.
type csvWriter struct{ out record }

func newCSVWriter(w io.Writer, f Format, o WriterOptions) (*csvWriter, error) {
	if isBlankHeader(o.Columns) {
		return nil, errors.New("csv and tsv need their columns before the first row: name at least one")
	}
	cells, err := NewCellWriter(w, f, o.Dialect)
	if err != nil {
		return nil, err
	}
	c := &csvWriter{record{out: cells, columns: o.Columns, guard: !o.RawCells}}
	return c, gocsv.MarshalCSV([]lead.Row{}, &c.out)
}

func (c *csvWriter) Write(rows []lead.Row) error {
	c.out.rows = rows
	for ; len(rows) >= block; rows = rows[block:] {
		if err := gocsv.MarshalCSVWithoutHeaders([block]lead.Row(rows), &c.out); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return gocsv.MarshalCSVWithoutHeaders(rows, &c.out)
}

func (c *csvWriter) Close() error { return c.out.out.Flush() }

// record is what gocsv writes into: it gets the base cells of one row after the other, and makes of them the columns wanted.
type record struct {
	out      *CellWriter
	columns  []string
	base     []basePosition
	dynamic  map[string]int // column -> position
	dialCode int            // the position of that column, or -1
	guard    bool
	cells    []string
	rows     []lead.Row // the rows still to come: gocsv gives their base cells, the others are taken from here
}

// basePosition says which of gocsv's cells goes where.
type basePosition struct{ from, to int }

// Write takes gocsv's header first, then its rows.
func (r *record) Write(base []string) error {
	if r.dynamic == nil {
		return r.writeHeader(base)
	}
	clear(r.cells)
	for _, p := range r.base {
		r.cells[p.to] = base[p.from]
	}
	for _, cell := range r.rows[0].Dynamic {
		if to, ok := r.dynamic[cell.Column]; ok {
			r.cells[to] = cell.Value
		}
	}
	r.rows = r.rows[1:]
	r.guardCells()
	return r.out.Write(r.cells)
}

func (r *record) writeHeader(names []string) error {
	from := make(map[string]int, len(names))
	for i, name := range names {
		from[name] = i
	}
	r.dynamic, r.dialCode = make(map[string]int), -1
	for to, column := range r.columns {
		i, isBase := from[column]
		if !isBase {
			r.dynamic[column] = to
			continue
		}
		r.base = append(r.base, basePosition{i, to})
		if column == dialCodeColumn {
			r.dialCode = to
		}
	}
	r.cells = slices.Clone(r.columns)
	r.guardCells()
	return r.out.WriteHeader(r.cells)
}

func (r *record) guardCells() {
	if r.guard {
		for i, cell := range r.cells {
			if startsFormula(cell) && (i != r.dialCode || !isDialCode(cell)) {
				r.cells[i] = "'" + cell
			}
		}
	}
}

// Flush does nothing: gocsv flushes after every call, and the buffer is flushed when it is full and by Close.
func (r *record) Flush() {}

// Error returns the first error of writing.
func (r *record) Error() error { return r.out.Error() }
