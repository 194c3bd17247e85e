package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
)

// union is the columns of several sheets, each of which has its own header. A column that only has another
// name than in the sheets before, "E-Mail" for "Email", is the same one.
type union struct {
	names  []string
	of     map[string][]string // by the sheet: its columns, by their names in the union
	fields map[string]string   // what names mean
	notes  []string
}

// add adds the columns of a sheet.
func (u *union) add(sheet string, header []string) {
	if u.of == nil {
		u.of, u.fields = map[string][]string{}, map[string]string{}
	}
	fields := fieldsOf(header)
	names := slices.Clone(header)
	var renamed []string
	for i, name := range header {
		switch same := u.find(name, fields[name], header); {
		case name == "":
		case same == "":
			u.names, u.fields[name] = append(u.names, name), fields[name]
		case same != name:
			names[i] = same
			renamed = append(renamed, fmt.Sprintf("%q as %q", name, same))
		}
	}
	u.of[sheet] = names
	if renamed != nil {
		u.notes = append(u.notes, fmt.Sprintf("the sheet %q has columns under other names, which are read as the same ones: %s", sheet, strings.Join(renamed, ", ")))
	}
}

// find returns the column that a column of a sheet is: the one of its name, else the only one that is
// spelled alike or means the same field, unless the sheet has that, too. It is "" for none.
func (u *union) find(name, field string, header []string) string {
	if slices.Contains(u.names, name) {
		return name
	}
	for _, same := range []func(other string) bool{
		func(other string) bool { return sameName(name, other) },
		func(other string) bool { return field != "" && u.fields[other] == field },
	} {
		var found []string
		for _, other := range u.names {
			if same(other) {
				found = append(found, other)
			}
		}
		if len(found) == 1 && !slices.Contains(header, found[0]) {
			return found[0]
		}
	}
	return ""
}

// fieldsOf returns the fields that the names of a header mean, but for those that several of them mean.
func fieldsOf(header []string) map[string]string {
	named := slices.DeleteFunc(slices.Clone(header), func(name string) bool { return name == "" })
	m, _ := columns.Map(named, nil) // what is wrong with the whole header is told
	fields, times := map[string]string{}, map[string]int{}
	for _, c := range m.Columns() {
		times[c.Field]++
	}
	for _, c := range m.Columns() {
		if c.Use == columns.Written && times[c.Field] == 1 {
			fields[c.Header] = c.Field
		}
	}
	return fields
}

// place returns the cells of columns by those of the union. Cells behind the last column stay behind it.
func (u *union) place(names, cells []string) []string {
	placed := make([]string, len(u.names))
	for i, cell := range cells {
		at := -1
		if i < len(names) {
			at = slices.Index(u.names, names[i])
		}
		if at >= 0 {
			placed[at] = cell
		} else if cell != "" {
			placed = append(placed, cell)
		}
	}
	return placed
}
