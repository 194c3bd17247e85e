package page

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/sheet"
)

// Cause is a problem and the rows that have it.
type Cause struct{ Kind, Rows, Effect, Text, Where, Samples, Fix string }

// CausesOf are all that rows need a look for, the most frequent first. words is as in Import.
func CausesOf(r *check.Result, words func(string) string) (causes []Cause) {
	add := func(all []row.Finding, effect, kind string) {
		for n := len(all) - 1; n >= 0; n-- {
			effect := effect
			if all[n].Code == row.CodeFiltered {
				effect = "not chosen"
			}
			causes = append(causes, CauseOf(&all[n], &r.Sheets, effect, kind, words))
		}
	}
	add(r.Rejections.All(), "cannot be sent", "bad")
	add(r.Skips.All(), "skipped", "same")
	add(r.Warnings, "noted", "same")
	return causes
}

// CauseOf puts a finding into words for a page, with what becomes of its rows.
func CauseOf(f *row.Finding, sheets *sheet.Sheets, effect, kind string, words func(string) string) Cause {
	c := Cause{
		Kind: kind, Rows: screen.Count(f.Count, "row"), Effect: effect, Text: f.Text, Where: summary.Rows(f, sheets),
		Samples: strings.Join(f.Samples, ", "), Fix: f.InCell(),
	}
	if words != nil { // a choice of the page is shorter than mending cells
		c.Text, c.Fix = words(f.Text), words(f.Fix)
	}
	if f.Column != "" {
		c.Where = fmt.Sprintf("column %q, %s", f.Column, c.Where)
	}
	if f.Column != "" && c.Samples != "" { // of a whole row they are details
		c.Samples = "for example " + c.Samples
	}
	return c
}
