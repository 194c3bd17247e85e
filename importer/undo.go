package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
)

// Undone is the import that is undone. Nothing is written to its report unless the undo sends; then
// its journal notes it.
type Undone struct {
	Folder     Folder
	Header     plan.Header // of its plan
	Unfinished bool        // it was stopped, see results.Log.Reach
}

// Undo gives every field that a planned import changed its earlier value back, unless it changed
// since. Only the options PlanOnly, Yes, Resume, Workers, Temp and Next
// count. The folder is as for Import.
func Undo(ctx context.Context, o Options, of Undone, conn Connection, folder Folder, talk Talk) (*UndoSummary, error) {
	o.Rules, o.Canary, o.Verify = of.Header.Header.Rules, 0, true
	o.MaxErrors = send.Limit{Off: true} // what can be undone is
	return run(&o, conn, folder, talk, func(j *job) (*UndoSummary, error) {
		j.undone = &of
		const format = "the import was to bot %s at %s, not to bot %s at %s"
		err := j.checkBot(&of.Header, format, "use the settings it was made with")
		switch {
		case err != nil:
		case o.Resume:
			err = j.resumePlan(ctx)
		default:
			err = j.foldBack(ctx, &of)
		}
		if err != nil {
			return nil, err
		}
		s, err := j.confirmAndSend(ctx)
		if s == nil {
			return nil, err
		}
		return j.undoSummary(s), err
	})
}

// foldBack makes the plan that brings the earlier values back.
func (j *job) foldBack(ctx context.Context, of *Undone) error {
	file, err := of.Folder.Read(JournalFile)
	if err != nil {
		return unsent(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	log, _, err := results.Read(file)
	if err != nil {
		return refusal(
			fmt.Sprintf("the journal in %s: %v", of.Folder.Path(), err),
			"look at "+of.Folder.File(PlanFile)+" for the earlier values",
		)
	}
	temps, err := j.temps(2)
	if err != nil {
		return err
	}
	reach := func(number int) (results.Reach, error) { return log.Reach(number, of.Unfinished) }
	var batch *row.Batch
	var h plan.Header
	changes, err := of.Folder.Read(PlanFile)
	if err == nil {
		defer changes.Close() //nolint:errcheck // it was only read
		batch, h, err = plan.Undo(ctx, changes, reach, temps[0], temps[1])
	}
	if ctx.Err() != nil {
		return unsent(context.Cause(ctx))
	}
	if err != nil {
		return refusal(
			fmt.Sprintf("%s: %v", of.Folder.File(PlanFile), err),
			"the plan cannot be used, and the earlier values are nowhere else",
		)
	}
	j.take(batch)
	j.notSent, j.rows.Sheets.Read = h.NotSent, h.Sheets
	return nil
}

// mark notes in the journal of the import that its undo begins, so that it cannot be resumed.
func (of *Undone) mark() (err error) {
	file, err := of.Folder.OpenJournal()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	log, _, err := results.Resume(file)
	if err != nil {
		return err
	}
	return errors.Join(log.MarkUndone(), log.Close())
}

// undoSummary says of an undo what s says of any run.
func (j *job) undoSummary(s *Summary) *UndoSummary {
	u := &UndoSummary{
		Schema: 1, Command: "undo", Of: j.undone.Folder.Path(), Leads: s.Rows, Kept: j.rows.Kept, Unchanged: s.Unchanged,
		Failed: s.Failed, Requests: s.Requests, Report: s.Report, Seconds: s.Seconds, Error: s.Error, ExitCode: s.ExitCode,
		Finished: s.Finished, End: s.End, NotSent: j.notSent, ToUpdate: j.rows.Ready(), Failures: s.Failures, Verified: s.ReadBack,
	}
	for _, f := range j.rows.Skips.All() {
		switch f.Code {
		case row.CodeCreated:
			u.Created += f.Count
		case row.CodePerhapsCreated:
			u.PerhapsCreated += f.Count
		}
	}
	switch s.End {
	case EndedSent:
		u.Restored, u.Cannot = s.ReadBack.Same, s.ReadBack.Fields+s.sent.refused
	case EndedStopped:
		u.Restored, u.NotYet, u.Cannot = s.sent.stored, s.sent.open, s.sent.refused
	}
	if s.End != EndedStopped {
		u.ExitCode = problem.ExitDone
		if u.Kept+u.Cannot+u.Created+u.PerhapsCreated+u.Failed > 0 {
			u.ExitCode = problem.ExitPartial
		}
	}
	return u
}
