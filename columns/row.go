package columns

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// target is the column of a cell. The zero target is none.
type target struct {
	*Column
	place  int  // of its field among the base columns, if it is one
	shared bool // other columns have the field, too
}

// waiting is a cell that is put into its field when all cells of the row are known.
type waiting struct {
	target
	field string // the field, or the part of a name
	cell  string
}

// setTargets prepares Row.
func (m *Mapping) setTargets() {
	base, columns := lead.BaseColumns(), make(map[string]int, len(m.columns))
	for i := range m.columns {
		columns[m.columns[i].Field]++
	}
	m.named = make(map[string]target, len(m.columns))
	for i := range m.columns {
		c := &m.columns[i]
		t := target{c, slices.Index(base, c.Field), columns[c.Field] > 1}
		if t.shared && t.place != int(lead.Name) {
			if spare := lead.AttributePrefix + tidy(c.Header); columns[spare] == 0 {
				c.spare = spare
			}
		}
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
	var room [8]waiting
	later := room[:0]
	put := func(t target, cell string) {
		switch {
		case cell == "" || t.Column == nil || t.Use == LeftOut || t.Use == Ignored:
			return
		case t.shared || isPart(t.Field):
			later = append(later, waiting{t, t.Field, cell})
		case t.Use == Attribute:
			if out.Dynamic == nil {
				out.Dynamic = make([]lead.Cell, 0, len(in.Dynamic)+1)
			}
			out.Dynamic = append(out.Dynamic, lead.Cell{Column: t.Field, Value: cell})
		default:
			out.Base[t.place] = cell
		}
		if t.part != "" {
			later = append(later, waiting{t, t.part, cell})
		}
	}
	for i, cell := range in.Base {
		put(m.base[i], cell)
	}
	for _, c := range in.Dynamic {
		put(m.named[c.Column], c.Value)
	}
	if len(later) > 0 {
		m.share(&out, later)
	}
	return out
}

// share puts the cells of columns that share a field into it.
func (m *Mapping) share(out *lead.Row, later []waiting) {
	slices.SortStableFunc(later, func(a, b waiting) int { return cmp.Compare(a.Order, b.Order) })
	var parts, whole []waiting
	for _, w := range later {
		switch {
		case isPart(w.field):
			parts = append(parts, w)
		case w.place == int(lead.Name) && w.How == Assigned:
			whole = append(whole, w)
		default:
			w.put(out)
		}
	}
	if len(whole) > 0 {
		out.Base[lead.Name] = m.name.join(whole)
	}
	if strings.TrimSpace(out.Base[lead.Name]) == "" {
		out.Base[lead.Name] = m.name.join(parts)
	}
}

// put puts the cell into its field if there is room, else into the attribute that keeps it.
func (w *waiting) put(out *lead.Row) {
	if strings.TrimSpace(w.cell) == "" {
		return
	}
	field := w.Field
	switch {
	case w.Use == Written && out.Base[w.place] == "":
		out.Base[w.place] = w.cell
		return
	case w.Use == Written || slices.ContainsFunc(out.Dynamic, func(c lead.Cell) bool { return c.Column == field }):
		field = w.spare
	}
	if field != "" {
		out.Dynamic = append(out.Dynamic, lead.Cell{Column: field, Value: w.cell})
	}
}
