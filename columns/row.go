package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// target is the column of a cell. The zero target is none.
type target struct {
	*Column
	place int // of its field among the base columns, if it is one
}

// setTargets prepares Row.
func (m *Mapping) setTargets() {
	base := lead.BaseColumns()
	m.named = make(map[string]target, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		t := target{c, slices.Index(base, c.Field)}
		if place := slices.Index(base, c.Header); place >= 0 {
			m.base[place] = t
		} else {
			m.named[c.Header] = t
		}
	}
}

// Row returns the writable cells of a row under the names of their fields: base columns, and
// attributes as dynamic cells. It drops cells that are left out or ignored, and does not change in.
func (m *Mapping) Row(in *lead.Row) lead.Row {
	var out lead.Row
	var first, last string
	put := func(t target, cell string) {
		switch {
		case cell == "" || t.Column == nil || t.Use == LeftOut || t.Use == Ignored:
		case t.Use == Attribute:
			if out.Dynamic == nil {
				out.Dynamic = make([]lead.Cell, 0, len(in.Dynamic)+1)
			}
			out.Dynamic = append(out.Dynamic, lead.Cell{Column: t.Field, Value: cell})
		case t.Field == FirstName:
			first = cell
		case t.Field == LastName:
			last = cell
		default:
			out.Base[t.place] = cell
		}
	}
	for i, cell := range in.Base {
		put(m.base[i], cell)
	}
	for _, c := range in.Dynamic {
		put(m.named[c.Column], c.Value)
	}
	if first != "" || last != "" {
		first, last = strings.TrimSpace(first), strings.TrimSpace(last)
		out.Base[lead.Name] = strings.TrimSpace(first + " " + last)
	}
	return out
}
