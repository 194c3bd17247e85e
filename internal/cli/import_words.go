package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// shown makes a header fit for a line on the screen.
func shown(header string) string {
	text := fmt.Sprintf("%q", screen.Clip(header, 60))
	return text[1 : len(text)-1]
}

// sayFindings shows causes and their rows. what takes the number of rows.
func (t *importTalk) sayFindings(all []row.Finding, what string) {
	for i := range all {
		t.sayFinding(&all[i], what)
	}
}

// sayFinding shows one cause. Values that may be private are masked: the report has them in full.
func (t *importTalk) sayFinding(f *row.Finding, what string) {
	where := ""
	if f.Column != "" {
		where = fmt.Sprintf("column %s, ", shown(f.Column))
		if f.Letter != "" {
			where = fmt.Sprintf("column %s %q, ", f.Letter, screen.Clip(f.Column, 60))
		}
	}
	text := f.Text
	switch samples := strings.Join(f.Samples, ", "); {
	case samples != "" && f.Count == 1:
		text += ": " + samples
	case samples != "":
		text += ", such as " + samples
	}
	t.Say("  %s: %s", fmt.Sprintf(what, screen.Count(f.Count, "row")), text)
	t.Say("      %s%s", where, ranges(f))
	if f.Fix != "" {
		t.Say("      fix: %s", f.Fix)
	}
}

// sayWorst shows the most frequent causes, and how many there are besides.
func (t *importTalk) sayWorst(all []row.Finding, what string) {
	const most = 2
	if more := len(all) - most; more > 0 {
		t.Say("  %s; the most frequent ones are:", fmt.Sprintf(what, "rows for "+screen.Count(len(all), "cause")))
		all = all[more:]
	}
	t.sayFindings(all, what)
}

// ranges writes row numbers as people do: rows 214-231, 240, and 12 more.
func ranges(f *row.Finding) string {
	const most = 8
	var parts []string
	named := 0
	for _, x := range f.Ranges[:min(len(f.Ranges), most)] {
		named += x.To - x.From + 1
		part := screen.Thousands(x.From)
		if x.From != x.To {
			part += "-" + screen.Thousands(x.To)
		}
		parts = append(parts, part)
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

// sayPlan shows what would happen, in a few lines whatever the size of the file.
func (t *importTalk) sayPlan(p *importer.Planned) {
	n := &p.Tally
	t.sayWorst(p.Warnings, "note, %s")
	t.sayWorst(p.Skips.All(), "%s will be skipped")
	t.sayWorst(p.Rejections.All(), "%s cannot be sent")
	t.Say("this would happen to bot %s at %s (%s):", t.server.BotID(), t.server.Host(), liveLeads(p.Result))
	if !p.Proof.Verified {
		t.Say("  note: these were not proved to be all: %s", p.Proof.Reason)
	}
	t.Say("  + %s created   ~ %s updated   = %s unchanged   ! %s not sent", screen.Thousands(n[row.Created]),
		screen.Thousands(n[row.Updated]), screen.Thousands(n[row.Unchanged]), screen.Thousands(n[row.Rejected]+n[row.Skipped]))
	if fields := p.Fields(); len(fields) > 0 {
		const most = 6
		var parts []string
		for _, f := range fields[:min(len(fields), most)] {
			parts = append(parts, shown(f.Field)+" "+screen.Thousands(f.Rows))
		}
		t.Say("  fields that change: %s", andMore(parts, len(fields)-most))
	}
	switch {
	case p.Cleared > 0 && p.Undo:
		t.Say("  %s will be empty again", screen.Count(p.Cleared, "field"))
	case p.Cleared > 0:
		t.Say("  %s will be emptied", screen.Count(p.Cleared, "field"))
	}
	for _, s := range p.Samples {
		t.Say("  ~ row %s: %s", screen.Thousands(s.Row), sampleText(s.Changes))
	}
	t.Say("  every row, with earlier and new values: %s", p.File)
}

func andMore(parts []string, fields int) string {
	if fields > 0 {
		parts = append(parts, "and "+screen.Count(fields, "field")+" more")
	}
	return strings.Join(parts, ", ")
}

// sampleText shows how a lead changes. Values that may be private are masked.
func sampleText(changes []row.Change) string {
	const most = 3
	var parts []string
	for _, c := range changes[:min(len(changes), most)] {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", shown(c.Field), masked(c.Field, c.Old), masked(c.Field, c.New)))
	}
	return andMore(parts, len(changes)-most)
}

func masked(field, value string) string {
	p := row.Problem{Code: field, Column: field, Value: screen.Clip(value, 25)}
	return p.Shown()
}

// sayEnd says how an import ended. A guard that forbade it is said as its error.
func (t *importTalk) sayEnd(s *importer.Summary, err error) {
	switch s.End {
	case importer.EndedChecked:
		t.Say("nothing was sent")
	case importer.EndedPlanned:
		t.Say("nothing was sent")
		t.sayApply(s)
	case importer.EndedUnsent:
		if err == nil {
			t.sayDone(s)
		}
	default:
		t.sayDone(s)
	}
}

// sayApply says how to apply a plan.
func (t *importTalk) sayApply(s *importer.Summary) {
	if s.Plan.Created+s.Plan.Updated == 0 || s.Input == "-" || t.o.Sandbox {
		return
	}
	if t.o.job.Rules.Trusted {
		t.Say("  next: carry it out with: %s", t.connected("backup", "restore", s.Input))
		return
	}
	t.Say("  next: carry this plan out with: %s", t.connected("import", "--plan-file", s.Plan.File))
}

// sayDone says what an import did: the verdict, the sum, what failed and what to do next.
func (t *importTalk) sayDone(s *importer.Summary) {
	for i := range s.Failures {
		what := "%s failed"
		if s.Failures[i].Code == results.CodeUnknownUUID {
			what = "%s were not sent after all"
		}
		t.sayFinding(&s.Failures[i], what)
	}
	bad := s.Rejected + s.Failed
	took := screen.Seconds(time.Duration(s.Seconds * float64(time.Second)))
	switch sent := s.Stored() + s.Failed; {
	case s.End == importer.EndedStopped:
		t.Warn("import stopped before its end after %s", took)
	case sent == 0 && bad > 0:
		t.Warn("nothing was sent, %s", screen.CountOf(bad, "row needs you", "rows need you"))
	case sent == 0:
		t.Say("nothing was sent: there is nothing to change")
	case bad > 0:
		t.Warn("import finished in %s, %s", took, screen.CountOf(bad, "row needs you", "rows need you"))
	default:
		t.Say("import finished in %s, every row is in", took)
	}
	say := t.Say
	if bad > 0 || s.Error != "" {
		say = t.Warn
	}
	say("  %s", sum(s))
	if v := s.Verified; v != nil && s.Finished {
		say("  read back: %s, %s not as it was sent", screen.Count(v.Rows, "row"), screen.Thousands(v.Differing))
		t.sayFindings(v.Findings, "%s came back otherwise")
	}
	say("  report: %s", s.Report)
	if s.CanBeUndone && s.Stored() > 0 && s.Finished {
		t.sayUndo(s)
	}
	if bad > 0 && s.Finished && !s.NoRejects {
		rejects := filepath.Join(s.Report, importer.RejectsFile)
		say("  next: mend %s, then run: %s", rejects, t.nextFor(rejects))
	}
}

func (t *importTalk) sayUndo(s *importer.Summary) {
	if s.Updated > 0 {
		t.Say("  note: what somebody changed in the last moments before the sending is overwritten: the API cannot tell")
	}
	if !t.o.Sandbox {
		t.Say("  take it back with: %s", t.connected("undo", s.Report))
	}
}

// nextFor is the command that imports the rejects file.
func (t *importTalk) nextFor(rejects string) string {
	if t.o.job.Rules.Trusted {
		return t.connected("import", rejects, "--plan")
	}
	return t.rerunFor(t.o.job.Input.Name, rejects)
}

// sum writes how the rows add up.
func sum(s *importer.Summary) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{s.Upserted, "upserted"}, {s.Created, "created"}, {s.Updated, "updated"}, {s.Unchanged, "unchanged"},
		{s.Rejected, "rejected"}, {s.Failed, "failed"}, {s.Skipped, "skipped"}, {s.NotAttempted, "not attempted"},
	} {
		if p.n > 0 {
			parts = append(parts, screen.Thousands(p.n)+" "+p.what)
		}
	}
	if len(parts) == 0 {
		return "there are no rows"
	}
	return screen.Count(s.Rows, "row") + " = " + strings.Join(parts, " + ")
}

// sayUndone says how an undo ended.
func (t *importTalk) sayUndone(s *importer.UndoSummary) {
	took := screen.Seconds(time.Duration(s.Seconds * float64(time.Second)))
	verdict := "undo finished in " + took
	switch s.End {
	case importer.EndedStopped:
		t.Warn("undo stopped before its end after %s", took)
		return
	case importer.EndedPlanned:
		t.Say("nothing was sent")
		if s.ToUpdate > 0 {
			t.Say("  next: take it back with: %s", t.connected("undo", s.Of))
		}
		return
	case importer.EndedUnsent:
		verdict = "nothing was sent: there is nothing to take back"
	default:
		t.sayFindings(s.Failures, "%s failed")
		t.sayFindings(s.Verified.Findings, "%s did not come back")
	}
	say := t.Say
	if s.ExitCode != problem.ExitDone {
		say = t.Warn
	}
	say("%s", verdict)
	say("  %s restored, %s kept as somebody changed them since, %s did not come back", screen.Count(s.Restored, "field"),
		screen.Thousands(s.Kept), screen.Thousands(s.Cannot))
	if s.Created > 0 {
		say("  %s the import made stay: the API deletes none", screen.CountOf(s.Created, "lead that", "leads that"))
	}
	if s.Failed > 0 {
		say("  %s failed: see above; where the platform refuses an earlier value, it can only be set there", screen.Count(s.Failed, "lead"))
	}
	say("  report: %s", s.Report)
}
