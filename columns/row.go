package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// target is the destination of a cell.
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

// target returns where the column's cells go.
func (c *Column) target() target {
	switch {
	case c.Use == Attribute:
		return target{kind: toAttribute, attribute: c.Field}
	case c.Use != Written:
		return target{}
	case c.Field == FirstName:
		return target{kind: toFirst}
	case c.Field == LastName:
		return target{kind: toLast}
	}
	return target{kind: toBase, place: slices.Index(lead.BaseColumns(), c.Field)}
}

// setTargets prepares Row.
func (m *Mapping) setTargets() {
	base := lead.BaseColumns()
	m.named = make(map[string]target, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		if place := slices.Index(base, c.Header); place >= 0 {
			m.base[place] = c.target()
		} else {
			m.named[c.Header] = c.target()
		}
	}
}

// Row returns the writable cells of a row under the names of their fields: base columns, and
// attributes as dynamic cells. It drops cells that are left out or ignored, and does not change in.
func (m *Mapping) Row(in *lead.Row) lead.Row {
	var out lead.Row
	var first, last string
	put := func(t *target, cell string) {
		switch t.kind {
		case toBase:
			out.Base[t.place] = cell
		case toAttribute:
			if out.Dynamic == nil {
				out.Dynamic = make([]lead.Cell, 0, len(in.Dynamic)+1)
			}
			out.Dynamic = append(out.Dynamic, lead.Cell{Column: t.attribute, Value: cell})
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
	if first != "" || last != "" {
		first, last = strings.TrimSpace(first), strings.TrimSpace(last)
		out.Base[lead.Name] = strings.TrimSpace(first + " " + last)
	}
	return out
}
