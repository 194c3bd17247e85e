package document

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Flatten makes the values inside the objects of a row columns of their own, but for those whose names the row has.
// objects are the columns whose cells were objects, and no texts that look so.
func Flatten(row *lead.Row, objects []string) {
	var all []lead.Cell
	for _, cell := range row.Dynamic {
		if !slices.Contains(objects, cell.Column) || !isFlat(&cell) {
			all = append(all, cell)
			continue
		}
		inner, ok := columnsIn(cell.Column, []byte(cell.Value))
		if !ok || slices.ContainsFunc(inner, func(c lead.Cell) bool {
			return slices.ContainsFunc(row.Dynamic, func(o lead.Cell) bool { return o.Column == c.Column })
		}) {
			inner = []lead.Cell{cell}
		}
		all = append(all, inner...)
	}
	row.Dynamic = all
}

// columnsIn returns the values inside an object as cells of columns of their own, named by the way to them, such as
// customer.email. An object stays one cell if its names are no names of columns, as where it holds one member for each
// of many things, or if two values would have one name.
func columnsIn(name string, object []byte) (cells []lead.Cell, ok bool) {
	in := newValues(bytes.NewReader(object))
	if !flattenNext(in, name, &cells) {
		return nil, false
	}
	seen := map[string]bool{}
	for _, cell := range cells {
		if seen[cell.Column] {
			return nil, false
		}
		seen[cell.Column] = true
	}
	return cells, true
}

// flattenNext adds the cells of the object that comes next.
func flattenNext(in *jsontext.Decoder, path string, cells *[]lead.Cell) bool {
	const most = 200 // members of an object whose names are those of columns
	members, good := 0, true
	eachMember(in, func(name string) bool {
		members++
		if good = good && isMemberName(name); !good {
			return false
		}
		if in.PeekKind() == '{' {
			good = flattenNext(in, path+"."+name, cells)
			return true
		}
		value, err := in.ReadValue()
		text, isScalar := scalar(value)
		if !isScalar {
			text = string(value)
		}
		if good = err == nil; text != "" {
			*cells = append(*cells, lead.Cell{Column: path + "." + name, Value: text})
		}
		return true
	})
	return good && members <= most
}

// isMemberName reports whether a member may be the name of a column, and not an ID or a number.
func isMemberName(name string) bool {
	const longest, fewDigits = 60, 4
	digits := 0
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return strings.ContainsFunc(name, unicode.IsLetter) && len(name) <= longest && digits <= fewDigits
}

// isFlat reports whether an object under that name becomes columns of its own: not if the name is one of ours, nor if it
// is a word for a field, whose cell is read as a whole, unless it holds several fields itself, as "contact" may.
func isFlat(cell *lead.Cell) bool {
	name := cell.Column
	if name == "" || name == lead.ExtraColumn || IsWrapper(name) || dialect.IsExported(name) {
		return false
	}
	if columns.FieldsOf([]string{name}) == nil {
		return true
	}
	inside := memberNames([]byte(cell.Value))
	return dialect.TellWhom(inside) && len(columns.FieldsOf(inside)) > 1
}
