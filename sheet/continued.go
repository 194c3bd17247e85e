package sheet

import (
	"slices"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// joinContinued puts the parts of a long text together, as "notes" and "notes~2", which a workbook of
// ours has and other programs write into other formats. No export names a column so but for an
// attribute: any but a base column is joined only where a workbook would cut the text.
func joinContinued(row *lead.Row) {
	var first *lead.Cell // whose parts come next
	parts := 0
	kept := row.Dynamic[:0]
	for _, c := range row.Dynamic {
		name, n, ok := xlsx.CutContinuation(c.Column)
		base, isBase := lead.ColumnOf(name)
		switch {
		case ok && isBase:
			row.Base[base] += c.Value
		case ok && first != nil && name == first.Column && n == parts+1 && xlsx.IsCut(first.Value, c.Value, parts):
			first.Value += c.Value
			parts++
		default:
			kept = append(kept, c)
			first, parts = &kept[len(kept)-1], 1
		}
	}
	clear(row.Dynamic[len(kept):])
	row.Dynamic = kept
}

// isPart reports whether a column may hold parts of another's texts.
func isPart(column string) bool {
	_, _, ok := xlsx.CutContinuation(column)
	return ok
}

// isContinued reports whether a column holds parts of a base column's texts, and nothing else.
func isContinued(column string) bool {
	name, _, ok := xlsx.CutContinuation(column)
	_, isBase := lead.ColumnOf(name)
	return ok && isBase
}

// withoutContinued returns the names of a header, none for a column that continues another.
func withoutContinued(names []string) []string {
	if !slices.ContainsFunc(names, isContinued) {
		return names
	}
	names = slices.Clone(names)
	for i, name := range names {
		if isContinued(name) {
			names[i] = ""
		}
	}
	return names
}
