package summary

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Import says what an import or undo finds and does.
type Import struct {
	Talk
	Bot       string                       // to which the leads belong, for people
	Blind     bool                         // the live leads are not read
	Open      bool                         // values are shown in full; else they are masked, as a log wants it
	Width     int                          // of the screen, in characters; 0 is any
	Restore   bool                         // of a snapshot
	Fleeting  bool                         // the report is gone after the run, too
	Stopped   bool                         // an earlier undo was stopped, and is resumed next
	Connected func(words ...string) string // another command with the connection of this one
	Again     func(rejects string) string  // this command for a rejects file
	Next      func(importer.Way) string    // this command, to go on so
	Rerun     func(flags ...string) string // this command with more flags

	sheets sheet.Sheets // of the input
}

// Show says what a run shows.
func (im *Import) Show(e importer.Event) {
	switch e := e.(type) {
	case *importer.Checked:
		im.input(e.Result)
	case *importer.Survey:
		im.survey(e.Result)
	case *importer.Planned:
		im.plan(e)
	case *importer.Resumed:
		im.Say("Resuming the import: %s of %s done before", screen.Thousands(e.Done), screen.Count(e.Rows, "row"))
	case *importer.FirstRows:
		im.findings(e.Findings, "%s did not come back as sent")
		if e.Differing == 0 {
			im.Say("The first %s sent and verified.", firstRows(e.Rows))
		}
	case importer.NoUndo:
		im.Say("  This import cannot be undone.")
	}
}

func firstRows(n int) string {
	if n == 1 {
		return "row was"
	}
	return screen.Thousands(n) + " rows were"
}

// input shows how the file was read and what every column means.
func (im *Import) input(r *check.Result) {
	all := slices.DeleteFunc(slices.Clone(r.Mapping.Columns()), func(c columns.Column) bool { return c.Header == sheet.SheetColumn })
	blank := ""
	if r.Blank > 0 {
		blank = ", " + screen.Count(r.Blank, "blank row") + " skipped"
	}
	im.Say("%s: %s, %s%s", source.Title(r.Source.Name), screen.Count(r.Total(), "row"), screen.Count(len(all), "column"), blank)
	Reading(im, &r.Source.Reading)
	Sheets(im, &r.Sheets)
	Notes(im, r.Notes, &r.Source.Reading)
	im.proposals(r.Proposals)
	if r.Mapping.System != "" {
		im.Say("  columns as %s writes them", r.Mapping.System)
	}
	if !im.Restore { // a snapshot names the fields themselves
		im.mapping(r)
	}
	for _, s := range r.Mapping.Shares() {
		if s.Alike {
			key, _ := lead.AttributeKey(s.Field)
			im.Say("  note: %d columns are called %q, but for signs that do not show, and are one attribute; where a row fills several, the further ones become %q", len(s.Headers), key, key+" 2")
			continue
		}
		as := ", as with " + columns.MapFlag(s.Headers, s.Field)
		if s.Field == lead.Name.String() {
			as = "" // such a flag joins them
		}
		mobile := ""
		if s.Kinds != nil {
			mobile = ", a mobile one first, as " + list(s.Kinds) + " say"
		}
		im.Say("  note: %s is the first filled one of %s%s%s; the others become custom attributes", s.Field, list(s.Headers), mobile, as)
		im.Say("      to use only the first of them: %s", columns.MapFlag(s.Headers[:1], s.Field))
		if d := r.Differing[s.Field]; d.Rows > 0 && s.Kinds == nil {
			im.Say("      they differ in %s, such as row %s; another one first: %s", screen.Count(d.Rows, "row"), stretch(row.Range{d.First, d.First}, &r.Sheets),
				columns.MapFlag(r.Mapping.First(d.Column, s.Field), s.Field))
		}
	}
	im.unused(all)
}

// proposals shows what columns seem to mean, and are not taken for.
func (im *Import) proposals(all []propose.Proposal) {
	for _, p := range all {
		if p.Turns {
			im.Say("  note: %s %s, and stays so; to put the first name first: %s", p.Column(), p.Why(), p.Fix())
			continue
		}
		why, as := p.For(), ""
		if why != "" {
			why += ", but "
		}
		if p.Doubt != "" {
			as = ", as it " + p.Doubt
		}
		im.Say("  note: %s %sstays a custom attribute%s; to import it as %s: %s", p.Column(), why, as, p.Field, p.Fix())
	}
}

// list names headers for people.
func list(headers []string) string {
	names := make([]string, len(headers))
	for i, h := range headers {
		names[i] = shown(h)
	}
	return screen.List(names)
}

// survey shows what would be sent.
func (im *Import) survey(r *check.Result) {
	im.sheets = r.Sheets
	im.findings(r.Warnings, "note, %s")
	im.findings(r.Skips.All(), "%s will be skipped")
	im.findings(r.Rejections.All(), "%s cannot be sent")
	var who []string
	add := func(n int, how string) {
		if n > 0 {
			who = append(who, screen.Thousands(n)+how)
		}
	}
	add(r.Own, " matched by uuid")
	add(r.Matched, " matched by e-mail or phone")
	switch {
	case r.Live != nil:
		add(r.Derived, " new")
	case im.Blind:
		add(r.Derived, " with a uuid made from e-mail or phone")
	default:
		add(r.Derived, " matched by e-mail or phone when you import")
	}
	switch {
	case r.Total() == 0:
		im.Say("Nothing to send: there are no rows.")
	case r.Ready() == 0:
		im.Say("Nothing to send.")
	case len(who) == 1:
		im.Say("%s ready (all%s).", screen.CountOf(r.Ready(), "row is", "rows are"), strings.TrimLeft(who[0], "0123456789,"))
	default:
		im.Say("%s ready (%s).", screen.CountOf(r.Ready(), "row is", "rows are"), strings.Join(who, ", "))
	}
	im.nameless(&r.Nameless)
	im.preview(r)
	im.mayLose(r)
	if r.Live != nil {
		im.Say("  Compared with the %s in the bot", liveLeads(r))
	}
	switch {
	case r.Derived > 0 && im.Blind:
		im.Say("  note: %s could duplicate a lead that the bot knows by another uuid (--blind)", screen.Count(r.Derived, "row"))
	case r.Derived > 0 && r.Live == nil:
		im.Say("  Whether the bot already has %s is seen when you import (or with import --dry-run)", people(r))
	}
	im.goOn(r)
}

// goOn says how to go on with what was found.
func (im *Import) goOn(r *check.Result) {
	if im.Restore {
		return
	}
	command := ""
	if flags := r.Fixes(); flags != nil {
		command = im.Rerun(flags...)
	}
	for _, line := range OneCommand(command, r.Decisions()) {
		im.Say("%s", line)
	}
}

// preview shows what it brings to take what is proposed.
func (im *Import) preview(r *check.Result) {
	im.findings(r.Harms, "with that column, %s cannot be sent")
	if r.Preview == nil {
		return
	}
	notes, refused := r.Brings()
	im.findings(notes, "with what the notes propose: note, %s")
	im.findings(refused, "with what the notes propose: %s cannot be sent")
	if n := r.Preview.Ready(); n != r.Ready() {
		im.Say("  With what the notes propose, %s ready.", screen.CountOf(n, "row is", "rows are"))
	}
}

// OneCommand names the command that takes what is proposed, "" for none, and under it what only a person can add.
func OneCommand(command string, decisions []string) (lines []string) {
	if command != "" {
		lines = append(lines, "  What is proposed above, in one command: "+command)
	}
	if decisions != nil {
		lines = append(lines, "  Only you can say what of this to add to the command:")
	}
	for _, one := range decisions {
		lines = append(lines, "      "+one)
	}
	return lines
}

// nameless says that new leads get no name.
func (im *Import) nameless(n *check.Nameless) {
	if n.Rows > 0 && !im.Restore {
		im.Say("  note: %s", n.Text)
		im.Say("      fix: %s", n.Fix)
	}
}

// people are those whose rows have no uuid.
func people(r *check.Result) string {
	switch {
	case r.Own > 0:
		return "the " + screen.CountOf(r.Derived, "person whose row has no uuid", "people whose rows have no uuid")
	case r.Derived == 1:
		return "this person"
	}
	return "these " + screen.Thousands(r.Derived) + " people"
}

func liveLeads(r *check.Result) string {
	return screen.CountOf(r.Live.Count, "lead or chat", "leads and chats")
}
