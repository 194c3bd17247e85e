package exporter

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// MaxColumns is how many dynamic columns a sheet has at most; what is beyond goes into one JSON cell.
const MaxColumns = 2000

// columns is the union of the dynamic columns, in the order they turn up. The first MaxColumns get a number.
type columns struct {
	names    []string
	numbers  map[string]int
	overflow int // cells that found no column of their own
}

// number returns a column's number; ok is false when there are too many.
func (c *columns) number(name string) (n int, ok bool) {
	if n, ok = c.numbers[name]; ok {
		return n, true
	}
	if c.numbers == nil {
		c.numbers = make(map[string]int)
	}
	if len(c.names) >= MaxColumns && name != lead.ExtraColumn {
		return 0, false
	}
	c.names = append(c.names, name)
	c.numbers[name] = len(c.names) - 1
	return len(c.names) - 1, true
}

// add gives those columns numbers, in the order in which rows have them.
func (c *columns) add(names []string) {
	for _, name := range names {
		if _, ok := c.number(name); !ok {
			c.number(lead.ExtraColumn)
		}
	}
}

// clone returns a copy for another goroutine.
func (c *columns) clone() *columns {
	return &columns{names: slices.Clone(c.names), numbers: maps.Clone(c.numbers)}
}

// room tells whether that many columns find a number, even if all of them are new.
func (c *columns) room(n int) bool { return len(c.names)+n <= MaxColumns }

// fit returns the cells of a row so that each has a column: those beyond the limit are gathered in one JSON object in the extra column.
func (c *columns) fit(cells []lead.Cell) []lead.Cell {
	if c.room(len(cells)) {
		return cells
	}
	for i := range cells {
		if _, ok := c.number(cells[i].Column); !ok {
			return c.gather(cells)
		}
	}
	return cells
}

func (c *columns) gather(cells []lead.Cell) []lead.Cell {
	var kept []lead.Cell
	rest := []byte{'{'}
	for _, cell := range cells {
		if _, ok := c.number(cell.Column); ok {
			kept = append(kept, cell)
			continue
		}
		c.overflow++
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest = append(appendQuoted(rest, cell.Column), ':')
		rest = appendQuoted(rest, cell.Value)
	}
	c.number(lead.ExtraColumn)
	return append(kept, lead.Cell{Column: lead.ExtraColumn, Value: string(append(rest, '}'))})
}

// header returns the columns of the sheet: the base columns, then the attributes sorted, then what has no name of ours, sorted.
func (c *columns) header() []string {
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

func appendQuoted(dst []byte, text string) []byte {
	out, err := jsontext.AppendQuote(dst, text)
	if err != nil {
		panic("exporter: a cell is not UTF-8: " + err.Error()) // Flatten makes none
	}
	return out
}
