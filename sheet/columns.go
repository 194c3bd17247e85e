package sheet

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// MaxColumns limits the dynamic columns of a sheet. What exceeds it goes into one JSON cell of each
// row.
const MaxColumns = 2000

// Columns is the union of the dynamic columns of many rows, numbered in the order of their
// appearance. The zero value is empty. It is not safe for concurrent use, but for Name.
type Columns struct {
	Overflow int // cells without a column of their own

	names   []string
	numbers map[string]int
}

// Number returns the number of a column, from 0, and adds it if it is new; ok is false if there are
// too many.
func (c *Columns) Number(name string) (n int, ok bool) {
	if n, ok = c.numbers[name]; ok {
		return n, true
	}
	if len(c.names) >= MaxColumns && name != lead.ExtraColumn {
		return 0, false
	}
	if c.numbers == nil {
		c.numbers = make(map[string]int)
	}
	c.names = append(c.names, name)
	c.numbers[name] = len(c.names) - 1
	return len(c.names) - 1, true
}

// Name returns the name of the n-th column.
func (c *Columns) Name(n int) string { return c.names[n] }

// Names returns the names of all columns in the order of their appearance. They must not be
// changed.
func (c *Columns) Names() []string { return c.names }

// add numbers those columns.
func (c *Columns) add(names []string) {
	for _, name := range names {
		if _, ok := c.Number(name); !ok {
			c.Number(lead.ExtraColumn)
		}
	}
}

// clone returns a copy for another goroutine, with no overflow.
func (c *Columns) clone() *Columns {
	return &Columns{names: slices.Clone(c.names), numbers: maps.Clone(c.numbers)}
}

// HasRoom reports whether n columns get a number even if all of them are new.
func (c *Columns) HasRoom(n int) bool { return len(c.names)+n <= MaxColumns }

// Fit returns the cells of a row such that each has a column. Cells beyond the limit become one
// JSON object in the extra column.
func (c *Columns) Fit(cells []lead.Cell) []lead.Cell {
	if c.HasRoom(len(cells)) {
		return cells
	}
	for i := range cells {
		if _, ok := c.Number(cells[i].Column); !ok {
			return c.gather(cells)
		}
	}
	return cells
}

func (c *Columns) gather(cells []lead.Cell) []lead.Cell {
	var kept []lead.Cell
	rest := []byte{'{'}
	for _, cell := range cells {
		if _, ok := c.Number(cell.Column); ok {
			kept = append(kept, cell)
			continue
		}
		c.Overflow++
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest = append(appendQuoted(rest, cell.Column), ':')
		rest = appendQuoted(rest, cell.Value)
	}
	c.Number(lead.ExtraColumn)
	return append(kept, lead.Cell{Column: lead.ExtraColumn, Value: string(append(rest, '}'))})
}

func appendQuoted(dst []byte, text string) []byte {
	out, err := jsontext.AppendQuote(dst, text)
	if err != nil {
		panic("sheet: a cell is not UTF-8: " + err.Error()) // no JSON line and no Flattener has one
	}
	return out
}

// Header returns the columns of the sheet: the base columns, then the attributes, then all others,
// both sorted.
func (c *Columns) Header() []string {
	dynamic := slices.Clone(c.names)
	slices.SortFunc(dynamic, func(a, b string) int {
		_, attributeA := lead.AttributeKey(a)
		_, attributeB := lead.AttributeKey(b)
		switch {
		case attributeA != attributeB && attributeA:
			return -1
		case attributeA != attributeB:
			return 1
		}
		return strings.Compare(a, b)
	})
	return append(lead.BaseColumns(), dynamic...)
}

// AllAttributes stands, among the columns that are wanted, for those of all custom attributes.
const AllAttributes = lead.AttributePrefix + "*"

// Wanted returns the columns that are wanted, nil for all. AllAttributes becomes the attributes among
// all, but for those that are wanted by name.
func Wanted(columns, all []string) []string {
	at := slices.Index(columns, AllAttributes)
	if at < 0 {
		return columns
	}
	wanted := slices.Clone(columns[:at])
	for _, c := range all {
		if _, ok := lead.AttributeKey(c); ok && !slices.Contains(columns, c) {
			wanted = append(wanted, c)
		}
	}
	return append(wanted, columns[at+1:]...)
}
