package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// paired returns the columns of values that others name, row by row, by their headers: "Attribute 2" beside "Value 2",
// "Custom Field 1 - Label" beside "Custom Field 1 - Value". Those that hold one name in all rows are left out: their
// values are of one kind.
func (h *Head) paired() map[string]string {
	const values = "value"
	all := map[string]string{}
	for _, header := range h.Names {
		words := lettersOf(header)
		at := slices.Index(words, values)
		if at < 0 {
			continue
		}
		for _, other := range h.Names {
			label := lettersOf(other)
			isLabel := len(label) == len(words) && slices.Contains([]string{"attribute", "label", "key", "name", "field", "type"}, label[at]) &&
				slices.Equal(slices.Delete(slices.Clone(label), at, at+1), slices.Delete(slices.Clone(words), at, at+1)) && digitsOnly(other) == digitsOnly(header)
			if isLabel && !isOneLabel(h.Cells[other]) {
				all[header] = other
			}
		}
	}
	return all
}

func isOneLabel(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return !strings.EqualFold(cell, cells[0]) })
}

// addPaired adds columns of values that are e-mails or phones where the column beside them says so, as a matter for a
// person: in other rows they are something else.
func (p *proposer) addPaired() {
	for i := range p.columns {
		c := &p.columns[i]
		label, is := p.pairs[c.Header]
		if !is || c.How != columns.Unknown {
			continue
		}
		for _, field := range []string{lead.Email.String(), lead.Phone.String()} {
			says := slices.IndexFunc(p.Cells[label], func(cell string) bool { return slices.Contains(columns.FieldsOf([]string{cell}), field) })
			if says >= 0 {
				p.add(c, field, "").Doubt = fmt.Sprintf("holds that only in rows where %s says so (%q): --on-bad-contact drop passes over what the others have", columns.Quoted(label), p.Cells[label][says])
			}
		}
	}
}
