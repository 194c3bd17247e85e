package summary

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/sheet"
)

// shown makes a header fit for a line on the screen.
func shown(header string) string {
	text := fmt.Sprintf("%q", screen.Clip(header, 60))
	return text[1 : len(text)-1]
}

// Refused shows what the columns mean as far as that is clear, and what is wrong with rows beside what is wrong with
// their header; values are masked unless open. width is that of the screen, 0 for any. r may be nil.
func Refused(t Talk, r *check.Refusal, open bool, width int) {
	if r == nil {
		return
	}
	im, what := &Import{Talk: t, Open: open, Width: width, sheets: r.Sheets}, "%s with another problem"
	if r.Way != nil {
		what = "with " + strings.ReplaceAll(shell.Command(r.Way.Flags()...), "%", "%%") + ", %s with a problem"
	}
	if r.Sheets.Alike != nil {
		Sheets(im, &r.Sheets) // the one command takes all of them
	}
	if r.Mapping != nil {
		im.unclearMapping(r)
	}
	im.findings(r.Rows, what)
	im.proposals(r.Proposals)
	im.nameless(&r.Nameless)
}

// findings shows causes and their rows. what takes the number of rows.
func (im *Import) findings(all []row.Finding, what string) {
	const long = 60 // bytes
	fix := ""
	for i := range all {
		f := all[i]
		if len(fix) > long && f.Fix == fix {
			f.Fix = "the same"
		} else {
			fix = f.Fix
		}
		im.finding(&f, what)
	}
}

// finding shows one cause.
func (im *Import) finding(f *row.Finding, what string) {
	im.Say("  %s: %s", fmt.Sprintf(what, screen.Count(f.Count, "row")), im.cause(f))
	im.Say("      %s", where(f, &im.sheets))
	if f.Fix != "" {
		im.Say("      fix: %s", f.Fix)
	}
}

func (im *Import) cause(f *row.Finding) string {
	if im.Open {
		return cause(f, f.Samples)
	}
	return cause(f, f.Masked())
}

// cause says what is wrong, with samples.
func cause(f *row.Finding, all []string) string {
	switch samples := strings.Join(all, ", "); {
	case samples != "" && f.Count == 1:
		return f.Text + ": " + samples
	case samples != "":
		return f.Text + ", such as " + samples
	}
	return f.Text
}

// where names the column and the rows of a cause.
func where(f *row.Finding, sheets *sheet.Sheets) string {
	switch rows := Rows(f, sheets); {
	case f.Letter != "":
		return fmt.Sprintf("column %s %q, %s", f.Letter, screen.Clip(f.Column, 60), rows)
	case f.Column != "":
		return fmt.Sprintf("column %s, %s", shown(f.Column), rows)
	default:
		return rows
	}
}

// Unreadable says in one text which rows cannot be read, and why.
func Unreadable(all *source.Unreadable) string {
	var lines []string
	for i := range all.Causes {
		f := &all.Causes[i]
		line := fmt.Sprintf("%s: %s", where(f, &all.Sheets), cause(f, f.Masked()))
		if f.Fix != "" {
			line += ": " + f.Fix
		}
		lines = append(lines, line)
	}
	return fmt.Sprintf("%s cannot be read: %s", screen.Count(all.Rows, "row"), strings.Join(lines, "; "))
}

// stretch writes: 2, or 2-4, or 2-4 of "Jan".
func stretch(x row.Range, sheets *sheet.Sheets) string {
	_, x[1] = sheets.Place(x[1])
	name, first := sheets.Place(x[0])
	if x[0] = first; name != "" {
		name = fmt.Sprintf(" of %q", name)
	}
	if x[0] == x[1] {
		return screen.Thousands(x[0]) + name
	}
	return screen.Thousands(x[0]) + "-" + screen.Thousands(x[1]) + name
}

// worst shows the most frequent causes, and where the others are.
func (im *Import) worst(all []row.Finding, what, input string) {
	const most = 6
	more := max(len(all)-most, 0)
	im.findings(all[more:], what)
	if more > 0 {
		im.Say("  and %s; see all with: %s", screen.CountOf(more, "more cause", "more causes"), shell.Command("leadferry", "check", input))
	}
}

// Rows writes the row numbers of a finding as people do: rows 214-231, 240, and 12 more.
// Those of several sheets say which one.
func Rows(f *row.Finding, sheets *sheet.Sheets) string {
	const most = 8
	var parts []string
	named := 0
	for _, x := range f.Ranges[:min(len(f.Ranges), most)] {
		named += x[1] - x[0] + 1
		parts = append(parts, stretch(x, sheets))
	}
	word := "rows "
	if f.Count == 1 {
		word = "row "
	}
	text := word + strings.Join(parts, ", ")
	if rest := f.Count - named; rest > 0 {
		text += " and " + screen.Thousands(rest) + " more"
	}
	return text
}
