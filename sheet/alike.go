package sheet

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// alike reports whether two sheets are parts of one list, which AllSheets reads together: both visible, with the same
// columns under headers in places that are one to it. Sheets of a backup are lists of several bots.
func (w *workbook) alike(a, b xlsx.Sheet) bool {
	isAll := func(s xlsx.Sheet) bool { return strings.EqualFold(s.Name, AllSheets) }
	if a.Hidden || b.Hidden || w.head.Names != nil || slices.ContainsFunc(w.Sheets(), isAll) {
		return false
	}
	one, other := w.header(a), w.header(b)
	if !sameColumns(one, other) || dialect.IsOwnHeader(one) {
		return false
	}
	if slices.Equal(one, other) {
		return true
	}
	return w.isBelow(a) && w.isBelow(b)
}

// isBelow reports whether the header that tells of leads is where it is looked for.
func (w *workbook) isBelow(s xlsx.Sheet) bool {
	header, found := w.top(s).Identifies()
	return found && header.Number == max(w.head.Row, w.top(s).Rows[0].Number)
}

// alone returns how to read a sheet whose columns tell of leads.
func (w *workbook) alone(s xlsx.Sheet) (way dialect.Way, ok bool) {
	header, ok := w.top(s).Identifies()
	if !ok {
		return way, false
	}
	way.Sheet = s.Name
	header = w.top(s).WithGroups(header)
	if header.Number != w.top(s).Rows[0].Number {
		way.Head.Row = header.Number
	}
	return way, true
}

// sameColumns reports whether each column of one header is one of the other's, and the reverse. The order does not
// matter, nor does another name for the same.
func sameColumns(a, b []string) bool {
	holds := func(a, b []string) bool {
		var all union
		all.add("", a)
		fields := fieldsOf(b)
		return !slices.ContainsFunc(b, func(name string) bool { return name != "" && all.find(name, fields[name], b) == "" })
	}
	return len(a) > 0 && holds(a, b) && holds(b, a)
}
