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
	rank  int    // the lowest comes first; the highest is no value of the field
	kind  string // what the row says of a phone
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
		isSpared := t.shared && c.group != lookAlike || c.kinds != ""
		if spare := lead.AttributePrefix + tidy(c.Header); isSpared && columns[spare] == 0 {
			c.spare = spare
		}
		if place := slices.Index(base, c.Header); place >= 0 {
			m.base[place] = t
		} else {
			m.named[c.Header] = t
		}
	}
}

// Judge says what cells are worth before they are put into their fields.
type Judge interface {
	// IsBlank reports whether a cell stands for an empty one.
	IsBlank(c *Column, cell string) bool
	// Suits reports whether a cell of one of several columns can be a value of their field. If none can,
	// the first is taken.
	Suits(c *Column, cell string) bool
	// Take is called for the cell that is taken of several columns.
	Take(c *Column)
	// Prefer is called for a mobile phone that is taken before one of an earlier column, since the row says its kind.
	Prefer(c *Column, kinds string)
	// Refuse is called for a number that the row calls one of a fax machine, and that becomes an attribute.
	Refuse(c *Column, kinds, cell string)
	// Leave is called for the cell of a column that has the word of a field and comes after others.
	Leave(c *Column, field, cell string)
}

// Row returns the writable cells of a row under the names of their fields: base columns, attributes as
// dynamic cells, and an area code as a dynamic cell of that name. It drops cells that are left out or
// ignored, and does not change in. j may be nil.
func (m *Mapping) Row(in *lead.Row, j Judge) lead.Row {
	var out lead.Row
	var room [8]waiting
	later := room[:0]
	put := func(t target, cell string) {
		if cell == "" || t.Column == nil || t.Use == LeftOut || t.Use == Ignored || j != nil && j.IsBlank(t.Column, cell) {
			return
		}
		if t.surnames > 0 {
			cell = turn(cell, t.surnames)
		}
		switch {
		case t.shared || isPart(t.Field) || t.kinds != "":
			later = append(later, waiting{target: t, field: t.Field, cell: cell, kind: t.kindOf(in)})
		case t.Use == Attribute || t.Field == AreaCode:
			if out.Dynamic == nil {
				out.Dynamic = make([]lead.Cell, 0, len(in.Dynamic)+1)
			}
			out.Dynamic = append(out.Dynamic, lead.Cell{Column: t.Field, Value: cell})
			if t.aside != "" && j != nil {
				j.Leave(t.Column, t.aside, cell)
			}
		default:
			out.Base[t.place] = cell
		}
		if t.part != "" {
			later = append(later, waiting{target: t, field: t.part, cell: cell})
		}
	}
	for i, cell := range in.Base {
		if cell != "" {
			put(m.base[i], cell)
		}
	}
	for _, c := range in.Dynamic {
		if c.Value != "" {
			put(m.named[c.Column], c.Value)
		}
	}
	if len(later) > 0 {
		m.share(&out, later, j)
	}
	return out
}

// share puts the cells of columns that share a field into it.
func (m *Mapping) share(out *lead.Row, later []waiting, j Judge) {
	later = rank(out, later, j)
	var parts, whole []waiting
	var called *waiting
	for _, w := range later {
		switch {
		case w.field != w.Field && w.field == lead.Name.String():
			if called == nil && !strings.Contains(w.cell, "@") && !IsNoName(w.cell) {
				called = &w
			}
		case isPart(w.field):
			if w.meaning.system && slices.ContainsFunc(parts, func(p waiting) bool { return p.field == w.field }) {
				w.leave(out)
				continue
			}
			parts = append(parts, w)
		case w.place == int(lead.Name) && w.How == Assigned:
			whole = append(whole, w)
		default:
			switch taken := w.put(out); {
			case j == nil:
			case taken:
				j.Take(w.Column)
			case w.Use == Written:
				j.Leave(w.Column, w.Field, w.cell)
			}
		}
	}
	m.choose(out, whole)
	if joined := m.name.join(parts); strings.TrimSpace(out.Base[lead.Name]) == "" || len(whole) == 0 && isSaluted(out.Base[lead.Name], joined) {
		out.Base[lead.Name] = joined
	}
	if strings.TrimSpace(out.Base[lead.Name]) == "" && called != nil {
		out.Base[lead.Name] = called.cell
	}
}

// rank puts the cells in the order in which their fields take them, and those of fax machines into their attributes.
func rank(out *lead.Row, later []waiting, j Judge) []waiting {
	const unfit = 2
	kinds := slices.ContainsFunc(later, func(w waiting) bool { return w.kind != "" })
	kept := later[:0]
	var first *Column // of the phones that suit, if none had a kind
	for _, w := range later {
		isPhone := kinds && w.Field == lead.Phone.String()
		if isPhone {
			w.rank = w.rankByKind()
		}
		switch {
		case w.rank < 0:
			w.leave(out)
			if j != nil {
				j.Refuse(w.Column, w.kinds, w.cell)
			}
			continue
		case j != nil && w.shared && !j.Suits(w.Column, w.cell):
			w.rank = unfit
		case isPhone && (first == nil || w.Order < first.Order):
			first = w.Column
		}
		kept = append(kept, w)
	}
	slices.SortStableFunc(kept, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Order, b.Order))
	})
	if i := slices.IndexFunc(kept, func(w waiting) bool { return w.Field == lead.Phone.String() }); first != nil && kept[i].Column != first && j != nil {
		j.Prefer(kept[i].Column, cmp.Or(kept[i].kinds, first.kinds))
	}
	return kept
}

// choose joins the cells of the first alternative that is filled, but takes a later one that has the same name without a
// salutation. What the others hold is left over.
func (m *Mapping) choose(out *lead.Row, whole []waiting) {
	for len(whole) > 0 {
		n := 1
		for n < len(whole) && whole[n].alternative == whole[0].alternative {
			n++
		}
		joined := m.name.join(whole[:n])
		if strings.TrimSpace(out.Base[lead.Name]) == "" {
			out.Base[lead.Name] = joined
		} else {
			if isSaluted(out.Base[lead.Name], joined) {
				out.Base[lead.Name] = joined
			}
			for i := range whole[:n] {
				whole[i].leave(out)
			}
		}
		whole = whole[n:]
	}
}

// put puts the cell into its field if there is room, else into the attribute that keeps it, and reports
// whether it is the field.
func (w *waiting) put(out *lead.Row) bool {
	if strings.TrimSpace(w.cell) == "" {
		return false
	}
	if w.Use == Written && out.Base[w.place] == "" {
		out.Base[w.place] = w.cell
		return true
	}
	w.leave(out)
	return false
}

// leave puts the cell into its attribute, or into the one that keeps what is left over.
func (w *waiting) leave(out *lead.Row) {
	field := w.Field
	if w.Use == Written || slices.ContainsFunc(out.Dynamic, func(c lead.Cell) bool { return c.Column == field }) {
		field = w.spare
	}
	if field != "" {
		out.Dynamic = append(out.Dynamic, lead.Cell{Column: field, Value: w.cell})
	}
}
