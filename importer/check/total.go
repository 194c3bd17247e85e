package check

import (
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// isTotal reports whether a row that nothing is known by counts or sums up those above it: its first cell says so.
func (o *one) isTotal(in *lead.Row) bool {
	if o.options.Trusted {
		return false
	}
	for _, c := range o.Mapping.Columns() {
		if cell := columns.Trimmed(row.Value(in, c.Header)); cell != "" {
			return columns.MeansTotal(strings.TrimSuffix(cell, ":"))
		}
	}
	return false
}

// total is what is said of such a row.
func total() *row.Problem {
	return &row.Problem{Code: "total", Text: "this row is a total and no lead: nothing identifies it, and its first cell says so"}
}
