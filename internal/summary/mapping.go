package summary

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// mapping shows where each column goes.
func (im *Import) mapping(r *check.Result) {
	all := slices.DeleteFunc(slices.Clone(r.Mapping.Columns()), func(c columns.Column) bool { return c.Use == columns.LeftOut || c.Use == columns.Ignored })
	im.table(all, toldOf(r), r.Examples)
}

// unclearMapping shows where each column of a refused header goes, as far as that is clear.
func (im *Import) unclearMapping(r *check.Refusal) {
	all := slices.DeleteFunc(slices.Clone(r.Mapping.Columns()), func(c columns.Column) bool {
		return c.Use == columns.LeftOut || c.Use == columns.Ignored && !isUnclear(&c)
	})
	im.table(all, func(string) bool { return false }, r.Examples)
}

// isUnclear reports whether a column is ignored only as something is wrong with the header.
func isUnclear(c *columns.Column) bool {
	return c.Use == columns.Ignored && c.Header != "" && !c.Secret && (c.Field != "" || c.How != columns.Assigned)
}

// table shows where columns go, with the first values, so that a wrong meaning is seen. Of very many columns
// those that mean something, or are told of, come before others.
func (im *Import) table(all []columns.Column, told func(header string) bool, examples map[string][]string) {
	const most = 40 // columns
	if len(all) == 0 {
		return
	}
	room := most
	matters := func(c columns.Column) bool {
		return c.Use == columns.Written || c.FillsName() || c.How != columns.Unknown || isUnclear(&c) || told(c.Header)
	}
	var chosen []columns.Column
	for _, first := range []bool{true, false} {
		for _, c := range all {
			if room > 0 && matters(c) == first {
				chosen, room = append(chosen, c), room-1
			}
		}
	}
	slices.SortFunc(chosen, func(a, b columns.Column) int { return a.Index - b.Index })
	rows := [][]string{{"  column", "goes to", "sample values"}}
	for _, c := range chosen {
		rows = append(rows, []string{"  " + shown(c.Header), goesTo(&c), im.samples(c.Header, examples[c.Header])})
	}
	im.fit(rows)
	im.Say("%s", screen.Block(strings.TrimSuffix(screen.Table(rows), "\n")))
	if more := len(all) - len(chosen); more > 0 {
		im.Say("  and %s more", screen.Count(more, "column"))
	}
}

// toldOf returns what tells whether a note or a cause is about a column, or a flag that is proposed names it.
func toldOf(r *check.Result) func(header string) bool {
	headers := map[string]bool{}
	for _, p := range r.Proposals {
		for _, header := range p.Headers() {
			headers[header] = true
		}
	}
	for _, f := range slices.Concat(r.Warnings, r.Rejections.All()) {
		headers[f.Column] = true
	}
	flags := strings.Join(slices.Concat(r.Fixes(), r.Decisions()), " ")
	return func(header string) bool {
		return headers[header] || strings.Contains(flags, header+"=") || strings.Contains(flags, header+",")
	}
}

// goesTo says what a column is imported as.
func goesTo(c *columns.Column) string {
	switch {
	case isUnclear(c):
		return "(not clear)"
	case c.FillsName():
		return shown(c.Field) + " (custom), and name if blank"
	case c.Use == columns.Attribute && c.How == columns.Unknown:
		return shown(c.Field) + " (custom)"
	case c.Rank() > 0:
		return shown(c.Field) + ", if still blank"
	}
	if c.IsTurned() {
		return shown(c.Field) + ", first name put first"
	}
	return shown(c.Field)
}

// samples writes values on one line.
func (im *Import) samples(header string, values []string) string {
	var all []string
	for _, value := range values {
		value = strings.Join(strings.Fields(value), " ")
		if p := (row.Problem{Column: header, Value: value}); im.Open {
			value = row.Clip(value, 60)
		} else {
			value = p.Hidden()
		}
		all = append(all, value)
	}
	return strings.Join(all, " · ")
}

// fit cuts the cells of a table so that its lines are no wider than the screen: names to a third of it
// each, and the values to what is left.
func (im *Import) fit(rows [][]string) {
	const gaps = 4
	if im.Width == 0 {
		return
	}
	left := im.Width - gaps - 1
	for n := range rows[0] {
		widest, most := 0, max(im.Width/3, min(im.Width-50, 32))
		if n == len(rows[0])-1 {
			most = left
		}
		for _, row := range rows {
			row[n] = screen.Clip(row[n], most)
			widest = max(widest, len([]rune(row[n])))
		}
		left -= widest
	}
}

// unused names the columns that are not imported.
func (im *Import) unused(all []columns.Column) {
	var left []string
	for _, c := range all {
		switch {
		case c.Use == columns.LeftOut:
			left = append(left, shown(c.Header))
		case c.Secret:
			im.Say("  %s: not imported, since it seems to hold passwords, keys or payment details; to import it all the same: %s", shown(c.Header),
				columns.MapFlag([]string{c.Header}, "attributes."+c.Header))
		case c.Use == columns.Ignored && c.Header != "":
			im.Say("  %s: ignored", shown(c.Header))
		}
	}
	if len(left) == 0 {
		return
	}
	if im.Restore {
		const most = 3 // a restore cannot do otherwise, so that few will do
		if more := len(left) - most; more > 1 {
			left = append(left[:most], screen.Count(more, "other field"))
		}
		im.Say("  Not restored (Convertalk cannot change these): %s", screen.List(left))
		return
	}
	im.Say("  Left out, as no import can set these fields in Convertalk: %s", screen.List(left))
	const few = 4 // an export has many more, and nobody wants those as attributes
	which := "it"
	switch {
	case len(left) > few:
		left, which = left[:1], "one"
	case len(left) > 1:
		which = "each"
	}
	var flags []string
	for _, header := range left {
		flags = append(flags, "--map", header+"=attributes."+header)
	}
	im.Say("      keep %s as a custom attribute with %s", which, shell.Command(flags...))
}
