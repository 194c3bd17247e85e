package importer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/leadferry/leadferry/importer/check"
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
	Unfinished bool        // it was stopped, so rows that its journal says nothing of may have been sent
}

// Undo gives every field that a planned import changed its earlier value back, unless it changed
// since. Only the options PlanOnly, Yes, Resume, Workers, Temp and Next
// count. The folder is as for Import.
func Undo(ctx context.Context, o Options, of Undone, conn Connection, folder Folder, talk Talk) (*UndoSummary, error) {
	return run(&o, conn, folder, talk, func(j *job) (*UndoSummary, error) {
		if err := of.checkBot(conn.Host, conn.BotID); err != nil {
			return nil, err
		}
		j.undoes = of.Folder.Path()
		o.Rules = of.Rules()
		o.MaxErrors = send.Limit{Off: true} // what can be undone is
		load := func() error { return j.foldBack(ctx, &of) }
		if o.Resume {
			load = func() error { return j.resumePlan(ctx) }
		}
		if err := load(); err != nil {
			return nil, err
		}
		if err := j.confirm(ctx); err != nil {
			return nil, err
		}
		return j.decideUndo(ctx, &of)
	})
}

// checkBot refuses another bot than the import's.
func (of *Undone) checkBot(host, botID string) error {
	h := &of.Header.Header
	if h.Host == host && h.BotID == botID {
		return nil
	}
	return problem.Guard(
		fmt.Sprintf("the import was to bot %s at %s, not to bot %s at %s; nothing was sent", h.BotID, h.Host, botID, host),
		"use the settings that it was made with",
	)
}

// Rules returns the rules of the import.
func (of *Undone) Rules() check.Rules { return rules(&of.Header.Header) }

// foldBack makes the plan that brings the earlier values back.
func (j *job) foldBack(ctx context.Context, of *Undone) error {
	file, err := of.Folder.Read(JournalFile)
	if err != nil {
		return unsent(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	log, _, err := results.Read(file)
	if err != nil {
		return problem.Guard(
			fmt.Sprintf("the journal in %s: %v; nothing was sent", of.Folder.Path(), err),
			"look at "+of.Folder.File(PlanFile)+" for the earlier values",
		)
	}
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	open := func() (io.ReadCloser, error) { return of.Folder.Read(PlanFile) }
	sent := func(number int) (bool, error) { return log.MayHaveSent(number, of.Unfinished) }
	batch, _, err := plan.Undo(ctx, open, sent, temp)
	if err != nil {
		return problem.Guard(
			fmt.Sprintf("%s: %v; nothing was sent", of.Folder.File(PlanFile), err),
			"the plan cannot be used; nothing else has the earlier values",
		)
	}
	j.rows, j.planned = &check.Result{Batch: batch}, true
	return nil
}

// decideUndo shows what would be restored, asks and sends.
func (j *job) decideUndo(ctx context.Context, of *Undone) (*UndoSummary, error) {
	j.showPlan()
	leads := j.rows.Tally[row.Updated]
	if j.o.PlanOnly {
		return j.endUndoUnsent(ctx, EndedPlanned)
	}
	if leads == 0 && j.resumed == nil {
		return j.endUndoUnsent(ctx, EndedUnsent)
	}
	if err := j.ask(ctx, UndoLeads, leads); err != nil {
		if !errors.Is(err, ErrDeclined) {
			err = unsent(err)
		}
		return nil, err
	}
	if err := j.openLog(); err != nil {
		return nil, unsent(err)
	}
	if j.resumed == nil {
		if err := of.mark(); err != nil {
			return nil, unsent(err)
		}
	}
	s := j.sender()
	err := j.sending(func() error {
		if err := j.log.Open(ctx, j.rows.Batch); err != nil {
			return err
		}
		s.Progress(j.log.Tally())
		if err := s.Send(ctx, 0); err != nil {
			return err
		}
		return j.readBack(ctx, s)
	})
	return j.finishUndo(context.WithoutCancel(ctx), s, err)
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

func (j *job) undoSummary(t row.Tally, end End) *UndoSummary {
	s := &UndoSummary{
		Schema: 1, Command: "undo", Of: j.undoes, Leads: j.rows.Total(), Kept: j.rows.Kept, Unchanged: t[row.Unchanged],
		Failed: t[row.Failed], Requests: j.stats().Requests, Report: j.folder.Path(), Seconds: j.elapsed().Seconds(),
		End: end, ToUpdate: j.rows.Tally[row.Updated],
	}
	for _, f := range j.rows.Skips.All() {
		if f.Code == row.CodeCreated {
			s.Created += f.Count
		}
	}
	return s
}

// finish sets the exit code of an undo that came to its end.
func (s *UndoSummary) finish() {
	s.Finished = true
	if s.Kept+s.Cannot+s.Created+s.Failed > 0 {
		s.ExitCode = problem.ExitPartial
	}
}

// endUndoUnsent ends an undo that sends nothing.
func (j *job) endUndoUnsent(ctx context.Context, end End) (*UndoSummary, error) {
	s := j.undoSummary(row.Tally{row.Unchanged: j.rows.Tally[row.Unchanged]}, end)
	s.finish()
	log, err := j.unsentLog(ctx)
	if err != nil {
		return nil, err
	}
	if _, _, err := j.writeResults(ctx, log); err != nil {
		return nil, err
	}
	return s, j.writeSummary(s)
}

// finishUndo writes the report of an undo that sent.
func (j *job) finishUndo(ctx context.Context, sender *send.Sender, cause error) (*UndoSummary, error) {
	tally, failures, err := j.writeResults(ctx, j.log)
	if err != nil {
		return nil, errors.Join(cause, fmt.Errorf("the report could not be written: %w; the journal %s has what was done", err, j.folder.File(JournalFile)))
	}
	s := j.undoSummary(tally, EndedSent)
	s.Failures, s.Verified = failures, j.verified
	if cause != nil {
		s.End, cause = EndedStopped, &fixedError{cause, j.o.next("", ToResume)}
		s.Error, s.ExitCode = cause.Error(), problem.ExitCode(cause)
	} else {
		refused, err := sender.RefusedFields(ctx)
		if err != nil {
			return nil, err
		}
		s.Restored, s.Cannot = j.verified.Same, j.verified.Fields+refused
		s.finish()
	}
	if err := j.writeSummary(s); err != nil {
		return nil, errors.Join(cause, err)
	}
	return s, cause
}
