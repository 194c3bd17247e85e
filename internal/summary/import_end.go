package summary

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// End says how an import ended. A guard that forbade it is said as its error.
func (im *Import) End(s *importer.Summary, err error) {
	switch s.End {
	case importer.EndedPlanned:
		im.Say("Nothing was sent.")
		im.apply(s)
	case importer.EndedUnsent:
		if err == nil && s.Rows > 0 { // the survey has said that there are none
			im.done(s)
		}
	default:
		im.done(s)
	}
}

// PlannedFile says, also to who wants to hear of failures only, that a plan leaves rows out.
func PlannedFile(t Talk, s *importer.Summary) {
	if s.End == importer.EndedPlanned && s.ExitCode != problem.ExitDone {
		t.Warn("%s: %s", source.Title(s.Input), sum(s))
	}
}

// CheckedFile says, also to who wants to hear of failures only, that a file has rows which cannot be sent.
func CheckedFile(t Talk, s *importer.CheckSummary) {
	if s.ExitCode != problem.ExitDone {
		t.Warn("%s: %s of %s cannot be sent", source.Title(s.Input), screen.Thousands(s.Rejected), screen.Count(s.Rows, "row"))
	}
}

// apply says how to apply a plan.
func (im *Import) apply(s *importer.Summary) {
	if s.Plan.Created+s.Plan.Updated == 0 || s.Input == "-" {
		return
	}
	im.Say("  to look at the changes, open: %s", shell.Quote(filepath.Join(filepath.Dir(s.Plan.File), report.PageFile)))
	if im.Restore {
		im.Say("  next: restore with: %s", im.Next(importer.ToSend))
		return
	}
	im.Say("  next: apply this plan with: %s", im.Connected("import", "--plan-file", s.Plan.File))
}

// done says what an import did: the verdict, the sum, what failed and what to do next.
func (im *Import) done(s *importer.Summary) {
	for i := range s.Failures {
		what := "%s failed"
		if s.Failures[i].Code == results.CodeUnknownUUID {
			what = "%s were not sent after all"
		}
		im.finding(&s.Failures[i], what)
	}
	bad := s.Rejected + s.Failed
	took := screen.Seconds(time.Duration(s.Seconds * float64(time.Second)))
	switch sent := s.Stored() + s.Failed; {
	case s.End == importer.EndedStopped:
		im.Warn("%s stopped after %s.", im.verb(), took)
	case sent == 0 && bad > 0:
		im.Warn("Nothing was sent. %s your attention.", screen.CountOf(bad, "row needs", "rows need"))
	case sent == 0 && s.Skipped == s.Rows:
		im.Say("Nothing to send: all rows were skipped.")
	case sent == 0 && s.Skipped > 0:
		im.Say("Nothing to send: %s skipped, and the bot already has the others.", screen.CountOf(s.Skipped, "row was", "rows were"))
	case sent == 0:
		im.Say("Nothing to send: the bot already has all of this.")
	case bad > 0:
		im.Warn("%s finished in %s. %s your attention.", im.verb(), took, screen.CountOf(bad, "row needs", "rows need"))
	case s.ExitCode == problem.ExitDone && s.Skipped > 0:
		im.Say("%s finished in %s. %s %s, %s skipped.", im.verb(), took, screen.Count(s.Rows-s.Skipped, "row"), im.written(), screen.Thousands(s.Skipped))
	case s.ExitCode == problem.ExitDone:
		im.Say("%s finished in %s. All rows %s.", im.verb(), took, im.written())
	default:
		im.Warn("%s finished in %s. Not every row was %s as sent.", im.verb(), took, im.written())
	}
	say := im.Say
	if bad > 0 || s.Error != "" || s.ExitCode != problem.ExitDone {
		say = im.Warn
	}
	say("  %s", sum(s))
	if v := s.ReadBack; v != nil && s.Finished {
		as := "all as sent"
		if v.Differing > 0 {
			as = screen.Thousands(v.Differing) + " not as sent"
		}
		say("  Verified: %s read back, %s.", screen.Count(v.Rows, "row"), as)
		im.findings(v.Findings, "%s did not come back as sent")
	}
	if s.Report != "" {
		say("  report: %s", shell.Quote(s.Report))
	}
	if s.CanBeUndone && s.Updated > 0 && s.Finished {
		im.undo(s)
	}
	if s.Finished && s.Rejects != "" {
		say("  next: fix the rows in %s, then run: %s", shell.Quote(s.Rejects), im.Again(s.Rejects))
	}
	if s.Guarded {
		say("  or plan %s all the same: %s", screen.CountOf(s.NotAttempted, "the other row", "other rows"), im.Next(importer.ToAllowMore))
	}
}

func (im *Import) undo(s *importer.Summary) {
	im.Say("  note: if someone edited the same field of a lead while this ran, the %s's value replaced it", im.source())
	im.Say("  undo it with: %s", im.Connected("undo", s.Report))
}

func (im *Import) verb() string {
	if im.Restore {
		return "Restore"
	}
	return "Import"
}

func (im *Import) written() string {
	if im.Restore {
		return "restored"
	}
	return "imported"
}

// source is where the rows come from.
func (im *Import) source() string {
	if im.Restore {
		return "snapshot"
	}
	return "file"
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
	return screen.Count(s.Rows, "row") + " = " + strings.Join(parts, " + ")
}

// Undone says how an undo ended.
func (im *Import) Undone(s *importer.UndoSummary) {
	took := screen.Seconds(time.Duration(s.Seconds * float64(time.Second)))
	verdict := "Undo finished in " + took + "."
	switch s.End {
	case importer.EndedStopped:
		verdict = "Undo stopped after " + took + "."
	case importer.EndedPlanned:
		im.Say("Nothing was sent.")
		im.notSent(s)
		switch {
		case s.ToUpdate == 0:
		case im.Stopped:
			im.Say("  next: an earlier undo was stopped; resume it with: %s", im.Next(importer.ToResume))
		default:
			im.Say("  next: undo it with: %s", im.Next(importer.ToSend))
		}
		return
	case importer.EndedUnsent:
		verdict = "Nothing to undo."
	default:
		im.findings(s.Failures, "%s failed")
		im.findings(s.Verified.Findings, "%s did not come back")
	}
	say := im.Say
	if s.ExitCode != problem.ExitDone {
		say = im.Warn
	}
	say("%s", verdict)
	came := []string{screen.Count(s.Restored, "field") + " restored"}
	for _, part := range []struct {
		n    int
		what string
	}{{s.NotYet, "not yet"}, {s.Kept, "kept because they changed since"}, {s.Cannot, "did not come back"}} {
		if part.n > 0 {
			came = append(came, screen.Thousands(part.n)+" "+part.what)
		}
	}
	say("  %s", strings.Join(came, ", "))
	if s.Created > 0 {
		say("  %s: the API cannot delete leads", screen.CountOf(s.Created, "lead that the import made stays", "leads created by the import stay"))
	}
	if s.PerhapsCreated > 0 {
		say("  %s: the import was stopped just then; look on the platform",
			screen.CountOf(s.PerhapsCreated, "lead that the import may have made stays", "leads that the import may have made stay"))
	}
	im.notSent(s)
	if s.Failed > 0 {
		say("  %s failed: see above; a value that the API refuses can only be set on the platform", screen.Count(s.Failed, "lead"))
	}
	if s.Report != "" {
		say("  report: %s", shell.Quote(s.Report))
	}
}

// notSent says of how many rows an undo has nothing to take back.
func (im *Import) notSent(s *importer.UndoSummary) {
	if s.NotSent > 0 {
		im.Say("  %s not sent: nothing to undo", screen.CountOf(s.NotSent, "row of the import was", "rows of the import were"))
	}
}
