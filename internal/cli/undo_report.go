package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// undoSummary is the JSON object of an undo, and what its summary.json holds. Restored, kept and cannot count fields.
type undoSummary struct {
	Schema    int     `json:"schema"`
	Command   string  `json:"command"`
	Of        string  `json:"of"` // the report of the import
	Leads     int     `json:"leads"`
	Restored  int     `json:"restored"`
	Kept      int     `json:"kept"`      // changed by somebody since
	Cannot    int     `json:"cannot"`    // sent, but not as it was when read back, or not taken
	Created   int     `json:"created"`   // leads the import made, which stay
	Unchanged int     `json:"unchanged"` // leads that were as before already
	Failed    int     `json:"failed"`    // leads
	Requests  int64   `json:"requests"`
	Report    string  `json:"report"`
	Seconds   float64 `json:"seconds"`
	Error     string  `json:"error,omitzero"`
	ExitCode  int     `json:"exitCode"`
	Finished  bool    `json:"finished"`
}

func (r *importRun) undoSummary(t importer.Tally) undoSummary {
	o := r.batch.Outlook()
	s := undoSummary{
		Schema: 1, Command: "undo", Of: r.undoes, Leads: r.batch.Survey().Rows, Kept: o.Kept, Unchanged: t[importer.Unchanged], Failed: t[importer.Failed],
		Requests: r.client.Stats().Requests, Report: r.folder.path, Seconds: r.elapsed().Seconds(),
	}
	for _, f := range r.batch.Survey().Skips {
		if f.Code == "created-lead" {
			s.Created += f.Count
		}
	}
	return s
}

// settle tells the exit code of an undo that came to its end.
func (s *undoSummary) settle() {
	s.Finished = true
	if s.Kept+s.Cannot+s.Created+s.Failed > 0 {
		s.ExitCode = problem.ExitPartial
	}
}

// endUndoUnsent ends an undo that sends nothing.
func (r *importRun) endUndoUnsent(ctx context.Context) error {
	survey := r.batch.Survey()
	s := r.undoSummary(importer.Tally{importer.Unchanged: survey.Unchanged})
	s.settle()
	log, err := r.unsentLog(ctx)
	if err != nil {
		return err
	}
	if _, _, err := r.writeResults(log); err != nil {
		return err
	}
	if r.o.plan {
		r.say("nothing was sent")
		if r.batch.Outlook().Updated > 0 {
			r.say("  next: take it back with: %s", r.connected("undo", r.o.input))
		}
	} else {
		r.tellUndo(&s, "nothing was sent: there is nothing to take back")
	}
	return r.endUndo(s, nil)
}

// finishUndo writes the report of an undo that sent.
func (r *importRun) finishUndo(log *importer.Log, sendErr error) error {
	tally, failures, err := r.writeResults(log)
	if err != nil {
		return errors.Join(sendErr, fmt.Errorf("the report could not be written: %w; the journal %s has what was done", err, r.folder.file(journalName)))
	}
	s := r.undoSummary(tally)
	if sendErr != nil {
		sendErr = &stoppedError{sendErr, "go on with: " + r.command(r.o.input, "--resume")}
		s.Error, s.ExitCode = sendErr.Error(), problem.ExitCode(sendErr)
		r.sayAlways("undo stopped before its end after %s", seconds(r.elapsed()))
		return r.endUndo(s, sendErr)
	}
	s.Restored, s.Cannot = r.readBack.Same, r.readBack.Fields
	if refused, err := r.batch.RefusedFields(log); err == nil {
		s.Cannot += refused
	}
	s.settle()
	for i := range failures {
		r.tellFinding("%s failed", &failures[i])
	}
	for i := range r.readBack.Findings {
		r.tellFinding("%s did not come back", &r.readBack.Findings[i])
	}
	r.tellUndo(&s, "undo finished in "+seconds(r.elapsed()))
	return r.endUndo(s, nil)
}

// tellUndo says what an undo has done.
func (r *importRun) tellUndo(s *undoSummary, verdict string) {
	talk := r.say
	if s.ExitCode != problem.ExitDone {
		talk = r.sayAlways
	}
	talk("%s", verdict)
	talk("  %s restored, %s kept as somebody changed them since, %s did not come back", count(s.Restored, "field"), thousands(s.Kept), thousands(s.Cannot))
	if s.Created > 0 {
		talk("  %s the import made stay: the API deletes none", countOf(s.Created, "lead that", "leads that"))
	}
	if s.Failed > 0 {
		talk("  %s failed: see above; where the platform refuses an earlier value, it can only be set there", count(s.Failed, "lead"))
	}
	talk("  report: %s", r.folder.path)
}

// endUndo writes summary.json, prints the JSON object and turns the summary into the exit code.
func (r *importRun) endUndo(s undoSummary, err error) error {
	if writeErr := r.writeSummary(&s); writeErr != nil {
		return errors.Join(err, writeErr)
	}
	if r.json {
		if jsonErr := r.printJSON(s); jsonErr != nil {
			return errors.Join(err, jsonErr)
		}
	}
	if err == nil && s.ExitCode != problem.ExitDone {
		return &saidError{s.ExitCode}
	}
	return err
}
