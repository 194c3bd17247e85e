package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/filename"
)

// keepMap writes into the report what the columns were taken for.
func (j *job) keepMap() error {
	if j.undone != nil || j.o.Rules.Trusted {
		return nil // no column had to be understood
	}
	kept := mapfile.File{Columns: j.rows.Mapping.Pairs(), Status: j.o.Rules.StatusMap}
	if err := j.folder.Write(MapFile, kept.Write); err != nil {
		return fmt.Errorf("%s could not be written: %w", MapFile, err)
	}
	return nil
}

// keepPlan writes the plan into the report: for the program, and as a table for people.
func (j *job) keepPlan(ctx context.Context) error {
	h := plan.Header{
		Made: time.Now().UTC().Format(time.RFC3339Nano), Input: filename.Path(j.o.Input.Name), Path: filename.Path(j.o.Path), Format: j.o.Format, Sheets: j.rows.Sheets.Read,
		Header: j.header(), Assignments: j.o.Rules.Assignments, Carried: j.carried,
		Restore: j.o.Rules.Trusted, Live: j.rows.Live.Count, Verified: j.proof.Verified,
	}
	if j.undone != nil {
		h.Undo, h.NotSent = filename.Path(j.undone.Folder.Path()), j.notSent
	}
	err := j.folder.Write(PlanFile, func(w io.Writer) error { return plan.Write(ctx, h, j.rows.Batch, w) })
	if err == nil {
		err = j.folder.Write(TableFile, func(w io.Writer) error { return plan.WriteTable(ctx, j.rows.Batch, w) })
	}
	if err != nil {
		return unsent(fmt.Errorf("the plan could not be written: %w", err))
	}
	return nil
}

// endUnsent ends a run that sends nothing, since there is nothing to send or forbid says why not. The
// report says what is to be fixed, in the file that forbid is told of.
func (j *job) endUnsent(ctx context.Context, end End, forbid func(rejects string) error) (*Summary, error) {
	t := j.rows.Tally
	t[row.NotAttempted] = t.Stored()
	t[row.Upserted], t[row.Created], t[row.Updated] = 0, 0, 0
	s := j.summary(t, end)
	s.Finished, j.reported = true, true
	if end == EndedPlanned {
		s.Plan = &PlanSummary{j.folder.File(PlanFile), plan.SumsOf(&j.rows.Tally), j.proof.Verified}
	}
	if j.folder == nil {
		s.finish(nil, j.rows.Conflicts())
		return s, nil
	}
	log := results.Unsent(j.rows.Batch)
	_, err := j.writeResults(ctx, log)
	if err == nil {
		err = j.keepMap()
	}
	if err == nil {
		s.Rejects, err = j.writeRejects(ctx, log, s)
	}
	var cause error
	if forbid != nil {
		cause = forbid(s.Rejects)
	}
	s.finish(cause, j.rows.Conflicts())
	if err = errors.Join(err, j.writeSummary(s)); err != nil {
		return nil, errors.Join(cause, err)
	}
	return s, cause
}

func (j *job) writeResults(ctx context.Context, log *results.Log) (all results.Totals, err error) {
	err = j.folder.Write(ResultsFile, func(w io.Writer) (err error) {
		all, err = log.Write(ctx, j.rows.Batch, w)
		return err
	})
	return all, err
}

func (j *job) writeSummary(s *Summary) error {
	var summary any = s
	if j.undone != nil {
		summary = j.undoSummary(s)
	}
	return j.folder.Write(SummaryFile, func(w io.Writer) error {
		return json.MarshalWrite(w, summary, jsontext.Multiline(true), jsontext.AllowInvalidUTF8(true))
	})
}

// finish writes the report of a run that sent. cause is why it stopped with rows left, nil if it did
// not.
func (j *job) finish(ctx context.Context, cause error) (*Summary, error) {
	j.reported = true
	all, err := j.writeResults(ctx, j.log)
	if err != nil {
		return nil, errors.Join(cause, fmt.Errorf("the report could not be written: %w; the journal %s has what was done", err, j.folder.File(JournalFile)))
	}
	s := j.summary(all.Tally, EndedSent)
	s.Problems = causes(j.rows, all.Failures)
	s.Failures, s.ReadBack, s.CanBeUndone, s.sent = all.Failures, j.verified, j.planned, fields{all.StoredFields, all.RefusedFields, all.OpenFields}
	s.Finished = cause == nil || all.Tally.Stored() == 0 && j.undone == nil
	var rejectsErr error
	s.Rejects, rejectsErr = j.writeRejects(ctx, j.log, s)
	if cause != nil {
		way := ToResume
		if s.Finished {
			way = ToRunAgain
		}
		s.End, cause = EndedStopped, j.stopped(cause, way)
		s.finish(cause, 0)
	} else {
		s.finish(rejectsErr, j.rows.Conflicts())
	}
	if err := j.writeSummary(s); err != nil {
		return nil, errors.Join(cause, fmt.Errorf("the report could not be written: %w", err))
	}
	return s, errors.Join(cause, rejectsErr)
}
