package cli

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
)

// headerError is a header that cannot be understood.
type headerError struct {
	file string
	err  *columns.Error
}

func (h *headerError) Error() string { return h.file + ": " + h.err.Error() }
func (h *headerError) Unwrap() error { return h.err }

// importGauge is an import's progress as the display shows it.
func importGauge(p importer.Progress) screen.Gauge {
	switch {
	case p.Rows > 0:
		g := screen.Gauge{Unit: "row", Done: "done", Count: p.Done, Total: p.Rows, First: []string{fmt.Sprintf("%s of %s", screen.Thousands(p.Done), screen.Count(p.Rows, "row"))}}
		if p.Rejected > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Rejected)+" rejected")
		}
		if p.Failed > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Failed)+" failed")
		}
		return g
	case p.Live > 0:
		return screen.Gauge{Unit: "live lead", Done: "read", Count: p.Live, First: []string{"looking people up: " + screen.Count(p.Live, "live lead") + " read"}}
	}
	return screen.Gauge{Unit: "row", Done: "checked", Count: p.Read, First: []string{screen.Count(p.Read, "row") + " checked"}}
}

// tellColumns shows what every column means.
func (r *importRun) tellColumns() {
	s := r.batch.Survey()
	blank := ""
	if s.Blank > 0 {
		blank = ", " + screen.Count(s.Blank, "blank row") + " passed over"
	}
	r.Say("%s: %s, %s%s", r.o.input, screen.Count(s.Rows, "row"), screen.Count(len(s.Columns), "column"), blank)
	r.tellReading(&s.Reading)
	for _, n := range s.Notes {
		r.Say("  note: %s", n)
	}
	var same, left []string
	for _, c := range s.Columns {
		switch {
		case c.Use == columns.Written && c.Header == c.Field, c.Use == columns.Attribute && c.Header == c.Field:
			same = append(same, shown(c.Header))
		case c.Use == columns.Attribute && c.How == columns.Unknown:
			r.Say("  %s -> %s, a custom attribute", shown(c.Header), shown(c.Field))
		case c.Use == columns.Written || c.Use == columns.Attribute:
			r.Say("  %s -> %s", shown(c.Header), shown(c.Field))
		case c.Use == columns.LeftOut:
			left = append(left, shown(c.Header))
		case c.Header != "":
			r.Say("  %s: ignored", shown(c.Header))
		}
	}
	if len(same) > 0 {
		r.Say("  as they are: %s", screen.List(same))
	}
	if len(left) > 0 {
		r.Say("  left out, since the API takes no such field: %s", screen.List(left))
		r.Say("      keep one as a custom attribute with --map %s", screen.Quote(left[0]+"=attributes."+left[0]))
	}
}

// shown makes a header fit for a line on the screen.
func shown(header string) string {
	text := fmt.Sprintf("%q", screen.Clip(header, 60))
	return text[1 : len(text)-1]
}

// tellSurvey shows what would happen.
func (r *importRun) tellSurvey() {
	s := r.batch.Survey()
	for _, f := range s.Warnings {
		r.tellFinding("note, %s", &f)
	}
	for _, f := range s.Skips {
		r.tellFinding("%s will be skipped", &f)
	}
	for _, f := range s.Rejections {
		r.tellFinding("%s cannot be sent", &f)
	}
	who := []string{}
	if s.Own > 0 {
		who = append(who, screen.Thousands(s.Own)+" by their uuid")
	}
	if s.Matched > 0 {
		who = append(who, screen.Thousands(s.Matched)+" by e-mail or phone")
	}
	if s.New > 0 && s.Matching {
		who = append(who, screen.Thousands(s.New)+" as new leads")
	} else if s.New > 0 {
		who = append(who, screen.Thousands(s.New)+" by a uuid made from e-mail or phone")
	}
	line := screen.Count(s.Ready, "row") + " can be sent"
	if len(who) > 0 {
		line += ": " + strings.Join(who, ", ")
	}
	r.Say("%s", line)
	if s.Matching {
		r.Say("  looked up among the %s of the bot", screen.CountOf(s.Live, "lead or other chat", "leads and other chats"))
	}
	switch {
	case s.New > 0 && r.o.dryRun:
		r.Say("  note: in a dry run nobody looks whether the bot knows the %s without a uuid already", screen.Count(s.New, "person"))
	case s.New > 0 && r.o.noMatch:
		r.Say("  note: %s could double a lead that the bot knows by another uuid (--no-match)", screen.Count(s.New, "row"))
	}
}

// tellFinding shows one cause and its rows. Values that may be somebody's are masked: the report has them in full.
func (r *importRun) tellFinding(what string, f *importer.Finding) {
	where := ""
	if f.Column != "" {
		where = fmt.Sprintf("column %s, ", shown(f.Column))
		if f.Letter != "" {
			where = fmt.Sprintf("column %s %q, ", f.Letter, screen.Clip(f.Column, 60))
		}
	}
	text := f.Text
	switch samples := strings.Join(f.Samples(), ", "); {
	case samples != "" && f.Count == 1:
		text += ": " + samples
	case samples != "":
		text += ", such as " + samples
	}
	r.Say("  %s: %s", fmt.Sprintf(what, screen.Count(f.Count, "row")), text)
	r.Say("      %s%s", where, ranges(f))
	if f.Fix != "" {
		r.Say("      fix: %s", f.Fix)
	}
}

// ranges writes row numbers as people do: rows 214-231, 240, and 12 more.
func ranges(f *importer.Finding) string {
	const most = 8
	var parts []string
	told := 0
	for _, x := range f.Ranges[:min(len(f.Ranges), most)] {
		told += x.To - x.From + 1
		if x.From == x.To {
			parts = append(parts, screen.Thousands(x.From))
		} else {
			parts = append(parts, screen.Thousands(x.From)+"-"+screen.Thousands(x.To))
		}
	}
	word := "rows "
	if f.Count == 1 {
		word = "row "
	}
	text := word + strings.Join(parts, ", ")
	if rest := f.Count - told; rest > 0 {
		text += " and " + screen.Thousands(rest) + " more"
	}
	return text
}

// tellEnd says what the run has done: the verdict, the sum, what failed and what to do next.
func (r *importRun) tellEnd(s *importSummary, failures []importer.Finding) {
	bad := s.Rejected + s.Failed
	for _, f := range failures {
		what := "%s failed"
		if f.Code == "unknown-uuid" {
			what = "%s were not sent after all"
		}
		r.tellFinding(what, &f)
	}
	switch {
	case r.stopped:
		r.Warn("import stopped before its end after %s", screen.Seconds(r.elapsed()))
	case s.sent()+s.Failed == 0 && bad > 0:
		r.Warn("nothing was sent, %s", screen.CountOf(bad, "row needs you", "rows need you"))
	case s.sent()+s.Failed == 0:
		r.Say("nothing was sent: there is nothing to change")
	case bad > 0:
		r.Warn("import finished in %s, %s", screen.Seconds(r.elapsed()), screen.CountOf(bad, "row needs you", "rows need you"))
	default:
		r.Say("import finished in %s, every row is in", screen.Seconds(r.elapsed()))
	}
	talk := r.Say
	if bad > 0 || s.Error != "" {
		talk = r.Warn
	}
	talk("  %s", sum(s))
	if r.readBack != nil && s.Finished {
		talk("  read back: %s, %s not as it was sent", screen.Count(r.readBack.Rows, "row"), screen.Thousands(r.readBack.Differing))
		for i := range r.readBack.Findings {
			r.tellFinding("%s came back otherwise", &r.readBack.Findings[i])
		}
	}
	talk("  report: %s", r.folder.Path())
	if r.planned && s.sent() > 0 && s.Finished {
		if s.Updated > 0 {
			r.Say("  note: what somebody changed in the last moments before the sending is overwritten: the API cannot tell")
		}
		if !r.o.Sandbox {
			r.Say("  take it back with: %s", r.connected("undo", r.folder.Path()))
		}
	}
	if bad > 0 && s.Finished && !r.noRejects {
		talk("  next: mend %s, then run: %s", r.folder.File(report.Rejects), r.command(r.folder.File(report.Rejects)))
	}
}

// sent is how many rows are on the server.
func (s *importSummary) sent() int { return s.Upserted + s.Created + s.Updated }

// sum writes how the rows add up.
func sum(s *importSummary) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{s.Upserted, "upserted"}, {s.Created, "created"}, {s.Updated, "updated"}, {s.Unchanged, "unchanged"}, {s.Rejected, "rejected"}, {s.Failed, "failed"}, {s.Skipped, "skipped"}, {s.NotAttempted, "not attempted"}} {
		if p.n > 0 {
			parts = append(parts, screen.Thousands(p.n)+" "+p.what)
		}
	}
	if len(parts) == 0 {
		return "there are no rows"
	}
	return screen.Count(s.Rows, "row") + " = " + strings.Join(parts, " + ")
}
