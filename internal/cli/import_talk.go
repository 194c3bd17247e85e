package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// importTalk shows an import on the screen.
type importTalk struct {
	*app
	o      *importFlags
	server server
	bar    *screen.Display // nil while there is none
}

// Progress shows how far the run is.
func (t *importTalk) Progress(p importer.Progress) {
	if t.bar == nil {
		t.bar = t.Display(t.o.progress, t.server.pace)
	}
	t.bar.Update(importGauge(p))
}

// stop ends the bar.
func (t *importTalk) stop() {
	if t.bar != nil {
		t.bar.Stop()
		t.bar = nil
	}
}

func importGauge(p importer.Progress) screen.Gauge {
	switch {
	case p.Rows > 0:
		g := screen.Gauge{
			Unit: "row", Done: "done", Count: p.Done, Total: p.Rows,
			First: []string{screen.Thousands(p.Done) + " of " + screen.Count(p.Rows, "row")},
		}
		if p.Rejected > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Rejected)+" rejected")
		}
		if p.Failed > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Failed)+" failed")
		}
		return g
	case p.Live > 0:
		first := "looking people up: " + screen.Count(p.Live, "live lead") + " read"
		return screen.Gauge{Unit: "live lead", Done: "read", Count: p.Live, First: []string{first}}
	}
	return screen.Gauge{Unit: "row", Done: "checked", Count: p.Read, First: []string{screen.Count(p.Read, "row") + " checked"}}
}

// Ask asks a question that yes or no answers.
func (t *importTalk) Ask(ctx context.Context, q importer.Question) (bool, error) {
	t.stop()
	text := "Send the others too?"
	switch q.Kind {
	case importer.SendRows:
		text = fmt.Sprintf("Send %s to bot %s at %s?", screen.Count(q.Count, "row"), q.BotID, q.Host)
	case importer.UndoLeads:
		text = fmt.Sprintf("Take this back in %s of bot %s at %s?", screen.Count(q.Count, "lead"), q.BotID, q.Host)
	}
	return t.Screen.Ask(ctx, text)
}

// Show shows what the run found.
func (t *importTalk) Show(e importer.Event) {
	t.stop()
	switch e := e.(type) {
	case *importer.Checked:
		t.sayInput(e.Result)
	case *importer.Survey:
		t.saySurvey(e.Result)
	case *importer.Planned:
		t.sayPlan(e)
	case *importer.Resumed:
		t.Say("going on with an import that was stopped: %s of %s are done", screen.Thousands(e.Done), screen.Count(e.Rows, "row"))
	case *importer.FirstRows:
		t.sayFindings(e.Findings, "%s came back otherwise")
		if e.Differing == 0 {
			t.Say("%s went first, and came back as sent", screen.Count(e.Rows, "row"))
		}
	case importer.NoUndo:
		t.Say("  note: this run keeps no earlier values and cannot be undone; --plan does")
	}
}

// sayInput shows how the file was read and what every column means.
func (t *importTalk) sayInput(r *check.Result) {
	all := r.Mapping.Columns()
	blank := ""
	if r.Blank > 0 {
		blank = ", " + screen.Count(r.Blank, "blank row") + " passed over"
	}
	t.Say("%s: %s, %s%s", r.Source.Name, screen.Count(r.Total(), "row"), screen.Count(len(all), "column"), blank)
	t.sayReading(&r.Source.Reading)
	for _, n := range r.Notes {
		t.Say("  note: %s", n)
	}
	var same, left []string
	for _, c := range all {
		switch {
		case c.Use == columns.LeftOut:
			left = append(left, shown(c.Header))
		case c.Use == columns.Ignored && c.Header != "":
			t.Say("  %s: ignored", shown(c.Header))
		case c.Use == columns.Ignored:
		case c.Header == c.Field:
			same = append(same, shown(c.Header))
		case c.Use == columns.Attribute && c.How == columns.Unknown:
			t.Say("  %s -> %s, a custom attribute", shown(c.Header), shown(c.Field))
		default:
			t.Say("  %s -> %s", shown(c.Header), shown(c.Field))
		}
	}
	if len(same) > 0 {
		t.Say("  as they are: %s", screen.List(same))
	}
	if len(left) > 0 {
		t.Say("  left out, since the API takes no such field: %s", screen.List(left))
		t.Say("      keep one as a custom attribute with --map %s", screen.Quote(left[0]+"=attributes."+left[0]))
	}
}

// sayReading shows how the text was read, so that a wrong guess is seen.
func (t *importTalk) sayReading(found *sheet.Reading) {
	if found.Encoding == "" {
		return // a workbook says it itself
	}
	how := "read as " + encodingName(found.Encoding)
	if found.Delimiter != 0 {
		how += fmt.Sprintf(", a %s between the cells", sheet.DelimiterName(found.Delimiter))
	}
	if found.OldMac {
		how += ", lines end as on an old Mac"
	}
	t.Say("  %s", how)
	if found.Foreign > 0 {
		t.Say("      it is not UTF-8, first on line %s; if these are not its letters, say what it is with --encoding: %s",
			screen.Thousands(found.Foreign), found.Letters)
	}
}

// encodingName writes an encoding as people do.
func encodingName(e sheet.Encoding) string {
	switch e {
	case sheet.UTF8, sheet.UTF16LE, sheet.UTF16BE:
		return strings.ToUpper(string(e))
	case sheet.Windows1252:
		return "Windows-1252"
	}
	return string(e)
}

// saySurvey shows what would be sent.
func (t *importTalk) saySurvey(r *check.Result) {
	t.sayFindings(r.Warnings, "note, %s")
	t.sayFindings(r.Skips.All(), "%s will be skipped")
	t.sayFindings(r.Rejections.All(), "%s cannot be sent")
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
	t.Say("%s", line)
	if r.Live != nil {
		t.Say("  looked up among the %s of the bot", liveLeads(r))
	}
	switch {
	case r.Derived > 0 && t.o.job.DryRun:
		t.Say("  note: in a dry run nobody looks whether the bot knows the %s without a uuid already", screen.Count(r.Derived, "person"))
	case r.Derived > 0 && t.o.job.Blind:
		t.Say("  note: %s could double a lead that the bot knows by another uuid (--no-match)", screen.Count(r.Derived, "row"))
	}
}

func liveLeads(r *check.Result) string {
	return screen.CountOf(r.Live.Count, "lead or other chat", "leads and other chats")
}
