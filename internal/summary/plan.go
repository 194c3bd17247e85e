package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
)

// plan shows what would happen, in a few lines whatever the size of the file.
func (im *Import) plan(p *importer.Planned) {
	n := &p.Tally
	im.sheets = p.Sheets
	others := slices.Clone(p.Warnings)
	others = slices.DeleteFunc(others, func(f row.Finding) bool { return f.Code == row.CodeAnotherPerson })
	im.worst(others, "note, %s", p.Source.Name)
	left := slices.DeleteFunc(p.Skips.All(), func(f row.Finding) bool { return f.Code == row.CodeFiltered })
	im.worst(left, "%s will be skipped", p.Source.Name)
	im.rejections(p.Result)
	im.Say("Plan for %s, %s:", im.Bot, liveLeads(p.Result))
	im.proof(p)
	im.counts(p)
	if there := p.Live.Columns(); there != nil {
		Absent(im, "no lead has the column", p.Compared, there)
	}
	if fields := p.Fields(); len(fields) > 0 {
		const most = 6
		var parts []string
		for _, f := range fields[:min(len(fields), most)] {
			parts = append(parts, shown(f.Field)+" "+screen.Thousands(f.Rows))
		}
		im.Say("  fields that change: %s", andMore(parts, len(fields)-most))
	}
	switch {
	case p.Cleared > 0 && p.Undo:
		im.Say("  %s will be empty again", screen.Count(p.Cleared, "field"))
	case p.Cleared > 0:
		im.Say("  %s will be emptied", screen.Count(p.Cleared, "field"))
	}
	if !p.Undo {
		im.losing(p)
	}
	im.newcomers(p)
	for _, s := range p.Samples {
		im.Say("  ~ %s: %s", im.who(&s), im.sampleText(s.Changes))
	}
	if more := n[row.Updated] - len(p.Samples); more > 0 && len(p.Samples) > 0 {
		im.Say("  ~ and %s", screen.CountOf(more, "more lead", "more leads"))
	}
	if !im.Fleeting && n[row.Created]+n[row.Updated] > 0 {
		im.Say("  full list of changes: %s", shell.Quote(p.File))
	}
	if isAsked := im.Width > 0; !p.Undo && !isAsked { // who sits before a screen was asked all this
		im.goOn(p.Result)
	}
	im.decisive(p)
}

// decisive says last, right above the question, what a person would regret not to have seen.
func (im *Import) decisive(p *importer.Planned) {
	for i := range p.Warnings {
		if f := &p.Warnings[i]; f.Code == row.CodeAnotherPerson {
			im.finding(f, "look at %s")
		}
	}
	if p.Tally[row.Created] > 0 {
		im.nameless(&p.Result.Nameless)
		im.Say("  New leads cannot be deleted again: the API cannot delete leads. undo restores changed leads only.")
	}
}

// rejections shows why rows cannot be sent. A row may have several causes.
func (im *Import) rejections(r *check.Result) {
	all, causes := r.Rejections.All(), 0
	for i := range all {
		causes += all[i].Count
	}
	im.worst(all, "%s cannot be sent", r.Source.Name)
	if rows := r.Tally[row.Rejected]; causes > rows && rows > 0 {
		im.Say("  That is %s in all; a row can have several problems.", screen.Count(rows, "row"))
	}
}

// counts says how many rows do what, the numbers lined up.
func (im *Import) counts(p *importer.Planned) {
	n, filtered := &p.Tally, p.Filtered()
	all := []struct{ mark, n, what string }{
		{"+", screen.Thousands(n[row.Created]), "to create"}, {"~", screen.Thousands(n[row.Updated]), "to update"},
		{"=", screen.Thousands(n[row.Unchanged]), "unchanged"}, {"!", screen.Thousands(n[row.Rejected] + n[row.Skipped] - filtered), "not sent"},
	}
	if filtered > 0 {
		all = append(all, struct{ mark, n, what string }{"-", screen.Thousands(filtered), "left out by the filter"})
	}
	width := 0
	for _, c := range all {
		width = max(width, len(c.n))
	}
	for _, c := range all {
		im.Say("  %s %*s %s", c.mark, width, c.n, c.what)
	}
}

// proof says what is wrong with the proof that the live leads are all, if anything is.
func (im *Import) proof(p *importer.Planned) {
	r := &p.Proof
	capped := r.Capped > 0
	switch {
	case !r.Verified:
		im.Say("  note: not all of the bot's leads could be verified: %s", r.Reason)
		if capped {
			im.Say("  fix: %s", r.Fix)
		}
	case capped:
		im.Say(acceptedEnd, screen.Count(r.Capped, "record"))
	}
}

func andMore(parts []string, fields int) string {
	if fields > 0 {
		parts = append(parts, "and "+screen.CountOf(fields, "more field", "more fields"))
	}
	return strings.Join(parts, ", ")
}

// losing says how many leads lose tags, how many notes, and how to keep them.
func (im *Import) losing(p *importer.Planned) {
	with, keepTags, keepNotes := im.source(), " (--tags add keeps them)", ""
	if im.Restore {
		keepTags = ""
	} else if c, ok := p.Mapping.Source(lead.Notes.String()); ok {
		keepNotes = keptNotes(&c)
	}
	if p.LosingTags > 0 {
		im.Say("  %s tags: those of the %s replace them%s", screen.CountOf(p.LosingTags, "lead loses", "leads lose"), with, keepTags)
	}
	if p.LosingNotes > 0 {
		im.Say("  %s notes: those of the %s replace them%s", screen.CountOf(p.LosingNotes, "lead loses", "leads lose"), with, keepNotes)
	}
}

// mayLose says that notes are replaced, before it is known of which leads.
func (im *Import) mayLose(r *check.Result) {
	c, ok := r.Mapping.Source(lead.Notes.String())
	if ok && r.Derived > 0 && len(r.Examples[c.Header]) > 0 && r.Live == nil && !im.Restore && !im.Blind {
		im.Say("  note: of a lead that the bot has, the notes in column \"%s\" replace its own%s", shown(c.Header), keptNotes(&c))
	}
}

// keptNotes names the way to import the cells of notes beside those of a lead.
func keptNotes(c *columns.Column) string {
	return fmt.Sprintf(" (%s keeps them, with the cells as a custom attribute)", columns.MapFlag([]string{c.Header}, lead.AttributePrefix+c.Header))
}
