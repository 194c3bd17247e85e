package check

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// attributes checks the custom attributes, which may hold any text. An equal one is sent like any
// other: some platforms replace the whole list by what is sent.
func (o *one) attributes() {
	kept := o.row.Cells.Dynamic[:0]
	for _, c := range o.row.Cells.Dynamic {
		if o.old == nil || row.Value(o.old, c.Column) != c.Value {
			if c = o.attribute(c); c.Value == "" {
				continue
			}
		}
		kept = append(kept, c)
	}
	o.row.Cells.Dynamic = kept
}

// attribute checks one that the live lead does not have, and returns what becomes of it.
func (o *one) attribute(c lead.Cell) lead.Cell {
	if !o.exported {
		c.Value = columns.Trimmed(c.Value)
		if digits, marked := strings.CutPrefix(c.Value, "'"); marked && contact.IsDigits(digits) {
			o.warn(o.problem(c.Column, "text-mark", c.Value, "the apostrophe in front, by which a spreadsheet keeps a number as text, was removed", ""))
			c.Value = digits
		}
		if sheet.IsRounded(c.Value) && (!o.hints.Exact[o.sourceOf(c.Column)] || !contact.IsDigits(c.Value)) {
			o.warn(o.problem(c.Column, "rounded", c.Value, "Excel may have rounded this number: it keeps 15 digits, and shortens longer ones",
				"compare it with where it comes from; there, format the column as Text before you save or paste the numbers"))
		}
	}
	if had := o.otherCase[c.Column]; had != "" && (o.old == nil || row.Value(o.old, c.Column) == "") {
		o.warn(o.problem(c.Column, "attribute-case", "", fmt.Sprintf("the leads of the bot have %q, and this makes another attribute", had),
			"to write that one: "+columns.MapFlag([]string{o.sourceOf(c.Column)}, had)))
	}
	o.changes = o.changes || o.old == nil || row.Value(o.old, c.Column) != c.Value
	o.blame(o.text(c.Column, c.Value, row.MaxText, true)...)
	if key, _ := lead.AttributeKey(c.Column); len(key) > row.MaxKey {
		o.add(c.Column, "too-long", key, fmt.Sprintf("the attribute's name is longer than %d characters", row.MaxKey), "shorten the header")
	}
	return c
}

// otherCases returns the custom attributes of the file that the leads have in another case, with theirs.
func otherCases(m *columns.Mapping, leads *live.Leads) map[string]string {
	all := map[string]string{}
	for _, c := range m.Columns() {
		if c.Use == columns.Attribute && c.How != columns.Assigned && leads != nil {
			if had := leads.Spelled(c.Field); had != "" {
				all[c.Field] = had
			}
		}
	}
	return all
}
