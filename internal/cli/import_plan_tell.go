package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
)

// tellPlan shows what would happen, in a few lines whatever the size of the file.
func (r *importRun) tellPlan() {
	s, o := r.batch.Survey(), r.batch.Outlook()
	r.tellWorst(s.Warnings, "note, %s")
	r.tellWorst(s.Skips, "%s will be skipped")
	r.tellWorst(s.Rejections, "%s cannot be sent")
	r.Say("this would happen to bot %s at %s (%s):", r.client.BotID(), r.client.Host(), screen.CountOf(s.Live, "lead or other chat", "leads and other chats"))
	if !r.proof.Verified {
		r.Say("  note: these were not proved to be all: %s", r.proof.Reason)
	}
	r.Say("  + %s created   ~ %s updated   = %s unchanged   ! %s not sent", screen.Thousands(o.Created), screen.Thousands(o.Updated), screen.Thousands(o.Unchanged), screen.Thousands(o.Rejected+o.Skipped))
	if len(o.Fields) > 0 {
		const most = 6
		var parts []string
		for _, f := range o.Fields[:min(len(o.Fields), most)] {
			parts = append(parts, shown(f.Field)+" "+screen.Thousands(f.Rows))
		}
		if more := len(o.Fields) - most; more > 0 {
			parts = append(parts, "and "+screen.Count(more, "field")+" more")
		}
		r.Say("  fields that change: %s", strings.Join(parts, ", "))
	}
	switch {
	case o.Cleared > 0 && r.undoes != "":
		r.Say("  %s will be empty again", screen.Count(o.Cleared, "field"))
	case o.Cleared > 0:
		r.Say("  %s will be emptied", screen.Count(o.Cleared, "field"))
	}
	for _, sample := range o.Samples {
		r.Say("  ~ row %s: %s", screen.Thousands(sample.Row), sampleText(sample.Changes))
	}
	r.Say("  every row, with earlier and new values: %s", r.folder.File(report.Plan))
}

// tellWorst shows the most frequent findings, and how many there are besides.
func (r *importRun) tellWorst(findings []importer.Finding, what string) {
	const most = 2
	if more := len(findings) - most; more > 0 {
		r.Say("  %s; the most frequent ones are:", fmt.Sprintf(what, "rows for "+screen.Count(len(findings), "cause")))
		findings = findings[more:]
	}
	for i := range findings {
		r.tellFinding(what, &findings[i])
	}
}

// sampleText shows what becomes of a lead. Values that may be somebody's are masked.
func sampleText(changes []importer.Change) string {
	const most = 3
	var parts []string
	for _, c := range changes[:min(len(changes), most)] {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", shown(c.Field), masked(c.Field, c.Old), masked(c.Field, c.New)))
	}
	if more := len(changes) - most; more > 0 {
		parts = append(parts, "and "+screen.Count(more, "field")+" more")
	}
	return strings.Join(parts, ", ")
}

func masked(field, value string) string {
	p := importer.Problem{Column: field, Value: screen.Clip(value, 25)}
	if field == "status" {
		p.Code = "status"
	}
	return p.Shown()
}

// endPlan ends a run that was only to plan.
func (r *importRun) endPlan(ctx context.Context) error {
	s := r.unsentSummary()
	s.Finished = true
	o := r.batch.Outlook()
	s.Plan = &planSummary{r.folder.File(report.Plan), o.Created, o.Updated, o.Unchanged, o.Rejected, o.Skipped, r.proof.Verified}
	if err := r.writeUnsent(ctx, &s); err != nil {
		return err
	}
	if s.Rejected+s.conflicts(r) > 0 {
		s.ExitCode = problem.ExitPartial
	}
	r.Say("nothing was sent")
	if o.Created+o.Updated > 0 && r.o.input != "-" && !r.o.Sandbox {
		if o := r.o; o.engine.Trusted {
			r.Say("  next: carry it out with: %s", r.connected("backup", "restore", o.input))
		} else {
			r.Say("  next: carry this plan out with: %s", r.connected("import", "--plan-file", r.folder.File(report.Plan)))
		}
	}
	return r.end(s, nil)
}

// planSummary is what a plan would do, in the JSON object.
type planSummary struct {
	File      string `json:"file"`
	Created   int    `json:"created"`
	Updated   int    `json:"updated"`
	Unchanged int    `json:"unchanged"`
	Rejected  int    `json:"rejected"`
	Skipped   int    `json:"skipped"`
	Verified  bool   `json:"verified"`
}
