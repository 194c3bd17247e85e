package sheet

import "github.com/leadferry/leadferry/lead"

// layout maps the cells of a row to the columns of a file that is written. It does not change, so
// several goroutines may use it.
type layout struct {
	width   int
	base    []basePlace
	dynamic map[string]int // column -> place
}

type basePlace struct {
	column lead.Column
	at     int
}

func newLayout(columns []string) *layout {
	l := &layout{width: len(columns), dynamic: make(map[string]int)}
	for i, name := range columns {
		if c, ok := lead.ColumnOf(name); ok {
			l.base = append(l.base, basePlace{c, i})
		} else {
			l.dynamic[name] = i
		}
	}
	return l
}

// fill replaces cells, one for each column, by those of row.
func (l *layout) fill(cells []string, row *lead.Row) {
	clear(cells)
	for _, p := range l.base {
		cells[p.at] = row.Base[p.column]
	}
	for _, c := range row.Dynamic {
		if i, ok := l.dynamic[c.Column]; ok {
			cells[i] = c.Value
		}
	}
}
