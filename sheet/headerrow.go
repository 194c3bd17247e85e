package sheet

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// headerRow finds the header of leads among the first rows of a sheet: the first row, if one of its
// names identifies a lead; else a row below a title, if it names a second field, too.
func headerRow(top []xlsx.Row) (number int, found bool) {
	for i := range top {
		fields := fieldsOf(top[i].Cells)
		identifies := slices.ContainsFunc(fields, func(field string) bool {
			return slices.Contains([]string{lead.UUID.String(), lead.Email.String(), lead.Phone.String()}, field)
		})
		if identifies && (i == 0 || len(fields) > 1) {
			return top[i].Number, true
		}
	}
	return 0, false
}

// fieldsOf returns the fields that names mean by themselves.
func fieldsOf(names []string) (fields []string) {
	const longest = 60 // bytes of a name
	for _, name := range names {
		if len(name) > longest || strings.TrimSpace(name) == "" {
			continue
		}
		m, err := columns.Map([]string{name}, nil)
		if err != nil {
			continue
		}
		c := m.Columns()[0]
		if c.Use == columns.Written && !slices.Contains(fields, c.Field) {
			fields = append(fields, c.Field)
		}
	}
	return fields
}
