package cli

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
)

// headerError is a header that cannot be understood.
type headerError struct {
	file string
	err  *columns.Error
}

func (h *headerError) Error() string { return h.file + ": " + h.err.Error() }
func (h *headerError) Unwrap() error { return h.err }

// importGauge is an import's progress as the display shows it.
func importGauge(p importer.Progress) gauge {
	switch {
	case p.Rows > 0:
		g := gauge{unit: "row", done: "done", count: p.Done, total: p.Rows, first: []string{fmt.Sprintf("%s of %s", thousands(p.Done), count(p.Rows, "row"))}}
		if p.Rejected > 0 {
			g.then = append(g.then, thousands(p.Rejected)+" rejected")
		}
		if p.Failed > 0 {
			g.then = append(g.then, thousands(p.Failed)+" failed")
		}
		return g
	case p.Live > 0:
		return gauge{unit: "live lead", done: "read", count: p.Live, first: []string{"looking people up: " + count(p.Live, "live lead") + " read"}}
	}
	return gauge{unit: "row", done: "checked", count: p.Read, first: []string{count(p.Read, "row") + " checked"}}
}

// tellColumns shows what every column means.
func (r *importRun) tellColumns() {
	s := r.batch.Survey()
	blank := ""
	if s.Blank > 0 {
		blank = ", " + count(s.Blank, "blank row") + " passed over"
	}
	r.say("%s: %s, %s%s", r.o.input, count(s.Rows, "row"), count(len(s.Columns), "column"), blank)
	r.tellReading(&s.Reading)
	for _, n := range s.Notes {
		r.say("  note: %s", n)
	}
	var same, left []string
	for _, c := range s.Columns {
		switch {
		case c.Use == columns.Written && c.Header == c.Field, c.Use == columns.Attribute && c.Header == c.Field:
			same = append(same, shown(c.Header))
		case c.Use == columns.Attribute && c.How == columns.Unknown:
			r.say("  %s -> %s, a custom attribute", shown(c.Header), shown(c.Field))
		case c.Use == columns.Written || c.Use == columns.Attribute:
			r.say("  %s -> %s", shown(c.Header), shown(c.Field))
		case c.Use == columns.LeftOut:
			left = append(left, shown(c.Header))
		case c.Header != "":
			r.say("  %s: ignored", shown(c.Header))
		}
	}
	if len(same) > 0 {
		r.say("  as they are: %s", enumerate(same))
	}
	if len(left) > 0 {
		r.say("  left out, since the API takes no such field: %s", enumerate(left))
		r.say("      keep one as a custom attribute with --map %s", quoteArg(left[0]+"=attributes."+left[0]))
	}
}

// enumerate names the first of many.
func enumerate(names []string) string {
	const most = 20
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %s more", strings.Join(names[:most], ", "), thousands(len(names)-most))
}

// shown makes a header fit for a line on the screen.
func shown(header string) string {
	text := fmt.Sprintf("%q", clip(header, 60))
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
		who = append(who, thousands(s.Own)+" by their uuid")
	}
	if s.Matched > 0 {
		who = append(who, thousands(s.Matched)+" by e-mail or phone")
	}
	if s.New > 0 && s.Matching {
		who = append(who, thousands(s.New)+" as new leads")
	} else if s.New > 0 {
		who = append(who, thousands(s.New)+" by a uuid made from e-mail or phone")
	}
	line := count(s.Ready, "row") + " can be sent"
	if len(who) > 0 {
		line += ": " + strings.Join(who, ", ")
	}
	r.say("%s", line)
	if s.Matching {
		r.say("  looked up among the %s of the bot", countOf(s.Live, "lead or other chat", "leads and other chats"))
	}
	switch {
	case s.New > 0 && r.o.dryRun:
		r.say("  note: in a dry run nobody looks whether the bot knows the %s without a uuid already", count(s.New, "person"))
	case s.New > 0 && r.o.noMatch:
		r.say("  note: %s could double a lead that the bot knows by another uuid (--no-match)", count(s.New, "row"))
	}
}

// tellFinding shows one cause and its rows. Values that may be somebody's are masked: the report has them in full.
func (r *importRun) tellFinding(what string, f *importer.Finding) {
	where := ""
	if f.Column != "" {
		where = fmt.Sprintf("column %s, ", shown(f.Column))
		if f.Letter != "" {
			where = fmt.Sprintf("column %s %q, ", f.Letter, clip(f.Column, 60))
		}
	}
	text := f.Text
	switch samples := strings.Join(f.Samples(), ", "); {
	case samples != "" && f.Count == 1:
		text += ": " + samples
	case samples != "":
		text += ", such as " + samples
	}
	r.say("  %s: %s", fmt.Sprintf(what, count(f.Count, "row")), text)
	r.say("      %s%s", where, ranges(f))
	if f.Fix != "" {
		r.say("      fix: %s", f.Fix)
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
			parts = append(parts, thousands(x.From))
		} else {
			parts = append(parts, thousands(x.From)+"-"+thousands(x.To))
		}
	}
	word := "rows "
	if f.Count == 1 {
		word = "row "
	}
	text := word + strings.Join(parts, ", ")
	if rest := f.Count - told; rest > 0 {
		text += " and " + thousands(rest) + " more"
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
		r.sayAlways("import stopped before its end after %s", seconds(r.elapsed()))
	case s.sent()+s.Failed == 0 && bad > 0:
		r.sayAlways("nothing was sent, %s", countOf(bad, "row needs you", "rows need you"))
	case s.sent()+s.Failed == 0:
		r.say("nothing was sent: there is nothing to change")
	case bad > 0:
		r.sayAlways("import finished in %s, %s", seconds(r.elapsed()), countOf(bad, "row needs you", "rows need you"))
	default:
		r.say("import finished in %s, every row is in", seconds(r.elapsed()))
	}
	talk := r.say
	if bad > 0 || s.Error != "" {
		talk = r.sayAlways
	}
	talk("  %s", sum(s))
	if r.readBack != nil && s.Finished {
		talk("  read back: %s, %s not as it was sent", count(r.readBack.Rows, "row"), thousands(r.readBack.Differing))
		for i := range r.readBack.Findings {
			r.tellFinding("%s came back otherwise", &r.readBack.Findings[i])
		}
	}
	talk("  report: %s", r.folder.path)
	if r.planned && s.sent() > 0 && s.Finished {
		if s.Updated > 0 {
			r.say("  note: what somebody changed in the last moments before the sending is overwritten: the API cannot tell")
		}
		if !r.o.sandbox {
			r.say("  take it back with: %s", r.connected("undo", r.folder.path))
		}
	}
	if bad > 0 && s.Finished && !r.noRejects {
		talk("  next: mend %s, then run: %s", r.folder.file(rejectsName), r.command(r.folder.file(rejectsName)))
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
			parts = append(parts, thousands(p.n)+" "+p.what)
		}
	}
	if len(parts) == 0 {
		return "there are no rows"
	}
	return count(s.Rows, "row") + " = " + strings.Join(parts, " + ")
}
