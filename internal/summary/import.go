package summary

import (
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/screen"
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
	Sandbox   bool                         // which is gone after the run
	Fleeting  bool                         // the report is gone after the run, too
	Connected func(words ...string) string // another command with the connection of this one
	Again     func(rejects string) string  // this command for a rejects file

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
		im.Say("going on with an import that was stopped: %s of %s are done", screen.Thousands(e.Done), screen.Count(e.Rows, "row"))
	case *importer.FirstRows:
		im.findings(e.Findings, "%s came back otherwise")
		if e.Differing == 0 {
			im.Say("%s went first, and came back as sent", screen.Count(e.Rows, "row"))
		}
	case importer.NoUndo:
		im.Say("  note: --blind reads nothing first and keeps no earlier values: this import cannot be undone")
	}
}

// input shows how the file was read and what every column means.
func (im *Import) input(r *check.Result) {
	all := r.Mapping.Columns()
	blank := ""
	if r.Blank > 0 {
		blank = ", " + screen.Count(r.Blank, "blank row") + " passed over"
	}
	im.Say("%s: %s, %s%s", r.Source.Name, screen.Count(r.Total(), "row"), screen.Count(len(all), "column"), blank)
	Reading(im, &r.Source.Reading)
	Sheets(im, &r.Sheets)
	Notes(im, r.Notes, &r.Source.Reading)
	im.proposals(r)
	if r.Mapping.System != "" {
		im.Say("  columns as %s writes them", r.Mapping.System)
	}
	if !im.Restore { // a snapshot names the fields themselves
		im.mapping(r)
	}
	for _, s := range r.Mapping.Shares() {
		im.Say("  note: %s is the first of %s that is filled, as with %s; the others become custom attributes", s.Field, list(s.Headers),
			columns.MapFlag(s.Headers, s.Field))
		im.Say("      to take only the first of them: %s", columns.MapFlag(s.Headers[:1], s.Field))
	}
	im.unused(all)
}

// proposals shows what columns seem to mean, and are not taken for.
func (im *Import) proposals(r *check.Result) {
	for _, p := range r.Proposals {
		why := p.Why()
		if why != "" {
			why += ", but "
		}
		im.Say("  note: %s %sstays a custom attribute; to take it as %s: %s", p.Column(), why, p.Field, p.Fix())
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
	add(r.Own, " by their uuid")
	add(r.Matched, " by e-mail or phone")
	if r.Live != nil {
		add(r.Derived, " as new leads")
	} else {
		add(r.Derived, " by a uuid made from e-mail or phone")
	}
	line := screen.Count(r.Ready(), "row") + " can be sent"
	if len(who) > 0 {
		line += ": " + strings.Join(who, ", ")
	}
	im.Say("%s", line)
	if r.Live != nil {
		im.Say("  looked up among the %s of the bot", liveLeads(r))
	}
	switch {
	case r.Derived > 0 && im.Blind:
		im.Say("  note: %s could double a lead that the bot knows by another uuid (--blind)", screen.Count(r.Derived, "row"))
	case r.Derived > 0 && r.Live == nil:
		im.Say("  note: whether the bot knows the %s without a uuid already, only import --dry-run can tell", screen.CountOf(r.Derived, "person", "people"))
	}
}

func liveLeads(r *check.Result) string {
	return screen.CountOf(r.Live.Count, "lead or other chat", "leads and other chats")
}
