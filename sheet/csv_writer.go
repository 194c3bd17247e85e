package sheet

import (
	"errors"
	"io"
	"slices"

	"github.com/leadferry/leadferry/lead"
)

const (
	bufferSize     = 256 << 10
	dialCodeColumn = "dialCode"
)

// csvWriter writes CSV and TSV.
type csvWriter struct {
	textWriter
	csvFormatter
}

func newCSVWriter(w io.Writer, f Format, o WriterOptions) (*csvWriter, error) {
	if isBlankHeader(o.Columns) {
		return nil, errors.New("csv and tsv need their columns before the first row: name at least one")
	}
	form, err := newCellForm(f, o.Dialect)
	if err != nil {
		return nil, err
	}
	layout := &csvLayout{cellForm: form, guard: !o.RawCells, dialCode: -1, dynamic: make(map[string]int)}
	names := lead.BaseColumns()
	c := &csvWriter{textWriter{w: w}, csvFormatter{layout, slices.Clone(o.Columns)}}
	layout.place(o.Columns, names)
	layout.guardCells(c.cells)
	return c, c.keep(form.appendHeader(nil, c.cells))
}

func (c *csvWriter) Write(rows []lead.Row) error {
	return c.keep(c.appendRows(c.text, rows))
}

func (c *csvWriter) Formatter() Formatter {
	return &csvFormatter{c.csvLayout, make([]string, len(c.cells))}
}

func (c *csvWriter) Close() error { return c.flush() }

// csvLayout says which cells a line has, and how they stand there. It does not change once it is made.
type csvLayout struct {
	*cellForm
	base     []basePosition
	dynamic  map[string]int // column -> position
	dialCode int            // the position of that column, or -1
	guard    bool
}

// basePosition says which of the base cells goes where.
type basePosition struct{ from, to int }

// place lays out the columns wanted.
func (l *csvLayout) place(columns, base []string) {
	from := make(map[string]int, len(base))
	for i, name := range base {
		from[name] = i
	}
	for to, column := range columns {
		i, isBase := from[column]
		if !isBase {
			l.dynamic[column] = to
			continue
		}
		l.base = append(l.base, basePosition{i, to})
		if column == dialCodeColumn {
			l.dialCode = to
		}
	}
}

func (l *csvLayout) guardCells(cells []string) {
	if !l.guard {
		return
	}
	for i, cell := range cells {
		if startsFormula(cell) && (i != l.dialCode || !isDialCode(cell)) {
			cells[i] = "'" + cell
		}
	}
}

// csvFormatter makes lines of rows.
type csvFormatter struct {
	*csvLayout
	cells []string
}

func (c *csvFormatter) Append(dst []byte, rows []lead.Row) ([]byte, error) {
	return c.appendRows(dst, rows), nil
}

func (c *csvFormatter) appendRows(dst []byte, rows []lead.Row) []byte {
	for i := range rows {
		clear(c.cells)
		base := rows[i].Base
		for _, p := range c.base {
			c.cells[p.to] = base[p.from]
		}
		for _, cell := range rows[i].Dynamic {
			if to, ok := c.dynamic[cell.Column]; ok {
				c.cells[to] = cell.Value
			}
		}
		c.guardCells(c.cells)
		dst = c.appendRow(dst, c.cells)
	}
	return dst
}
