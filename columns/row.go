package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// target is where a cell goes.
type target struct {
	kind      targetKind
	place     int    // among the base columns
	attribute string // the column of an attribute
}

type targetKind uint8

const (
	nowhere targetKind = iota
	toBase
	toAttribute
	toFirst
	toLast
)

// aim prepares Row.
func (m *Mapping) aim() {
	base := lead.BaseColumns()
	m.named = make(map[string]target, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		t := target{}
		switch {
		case c.Use == Attribute:
			t = target{kind: toAttribute, attribute: c.Field}
		case c.Use != Written:
		case c.Field == FirstName:
			t.kind = toFirst
		case c.Field == LastName:
			t.kind = toLast
		default:
			t = target{kind: toBase, place: slices.Index(base, c.Field)}
		}
		if place := slices.Index(base, c.Header); place >= 0 {
			m.base[place] = t
		} else {
			m.named[c.Header] = t
		}
	}
}

// Row returns the cells of a row that are written, under the names of their fields: base columns, and attributes as dynamic cells. Cells
// that are left out or ignored are not there. The row read is not changed.
func (m *Mapping) Row(in *lead.Row) lead.Row {
	var out lead.Base
	var first, last string
	var dynamic []lead.Cell
	put := func(t *target, cell string) {
		switch t.kind {
		case toBase:
			out[t.place] = cell
		case toAttribute:
			if dynamic == nil {
				dynamic = make([]lead.Cell, 0, len(in.Dynamic)+1)
			}
			dynamic = append(dynamic, lead.Cell{Column: t.attribute, Value: cell})
		case toFirst:
			first = cell
		case toLast:
			last = cell
		}
	}
	for i, cell := range in.Base {
		if cell != "" {
			put(&m.base[i], cell)
		}
	}
	for _, c := range in.Dynamic {
		if t, ok := m.named[c.Column]; ok && c.Value != "" {
			put(&t, c.Value)
		}
	}
	var row lead.Row
	row.Base = out
	row.Dynamic = dynamic
	if first != "" || last != "" {
		row.Base[lead.Name] = strings.TrimSpace(strings.TrimSpace(first) + " " + strings.TrimSpace(last))
	}
	return row
}
