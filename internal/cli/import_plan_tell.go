package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// tellPlan shows what would happen, in a few lines whatever the size of the file.
func (r *importRun) tellPlan() {
	s, o := r.batch.Survey(), r.batch.Outlook()
	r.tellWorst(s.Warnings, "note, %s")
	r.tellWorst(s.Skips, "%s will be skipped")
	r.tellWorst(s.Rejections, "%s cannot be sent")
	r.say("this would happen to bot %s at %s (%s):", r.client.BotID(), r.client.Host(), countOf(s.Live, "lead or other chat", "leads and other chats"))
	if !r.proof.Verified {
		r.say("  note: these were not proved to be all: %s", r.proof.Reason)
	}
	r.say("  + %s created   ~ %s updated   = %s unchanged   ! %s not sent", thousands(o.Created), thousands(o.Updated), thousands(o.Unchanged), thousands(o.Rejected+o.Skipped))
	if len(o.Fields) > 0 {
		const most = 6
		var parts []string
		for _, f := range o.Fields[:min(len(o.Fields), most)] {
			parts = append(parts, shown(f.Field)+" "+thousands(f.Rows))
		}
		if more := len(o.Fields) - most; more > 0 {
			parts = append(parts, "and "+count(more, "field")+" more")
		}
		r.say("  fields that change: %s", strings.Join(parts, ", "))
	}
	switch {
	case o.Cleared > 0 && r.undoes != "":
		r.say("  %s will be empty again", count(o.Cleared, "field"))
	case o.Cleared > 0:
		r.say("  %s will be emptied", count(o.Cleared, "field"))
	}
	for _, sample := range o.Samples {
		r.say("  ~ row %s: %s", thousands(sample.Row), sampleText(sample.Changes))
	}
	r.say("  every row, with earlier and new values: %s", r.folder.file(planName))
}

// tellWorst shows the most frequent findings, and how many there are besides.
func (r *importRun) tellWorst(findings []importer.Finding, what string) {
	const most = 2
	if more := len(findings) - most; more > 0 {
		r.say("  %s; the most frequent ones are:", fmt.Sprintf(what, "rows for "+count(len(findings), "cause")))
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
		parts = append(parts, "and "+count(more, "field")+" more")
	}
	return strings.Join(parts, ", ")
}

func masked(field, value string) string {
	p := importer.Problem{Column: field, Value: clip(value, 25)}
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
	s.Plan = &planSummary{r.folder.file(planName), o.Created, o.Updated, o.Unchanged, o.Rejected, o.Skipped, r.proof.Verified}
	if err := r.writeUnsent(ctx, &s); err != nil {
		return err
	}
	if s.Rejected+s.conflicts(r) > 0 {
		s.ExitCode = problem.ExitPartial
	}
	r.say("nothing was sent")
	if o.Created+o.Updated > 0 && r.o.input != "-" && !r.o.sandbox {
		if o := r.o; o.engine.Trusted {
			r.say("  next: carry it out with: %s", r.connected("backup", "restore", o.input))
		} else {
			r.say("  next: carry this plan out with: %s", r.connected("import", "--plan-file", r.folder.file(planName)))
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
