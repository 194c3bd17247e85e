package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
)

// keepPlan writes the plan into the report: for the program, and as a table for people.
func (j *job) keepPlan(ctx context.Context) error {
	h := plan.Header{
		Made: time.Now().UTC().Format(time.RFC3339), Input: j.o.Input.Name, Path: j.o.Path, Format: j.o.Format,
		Header: j.header(), Assignments: j.o.Rules.Assignments, Undo: j.undoes, Carried: j.carried,
		Restore: j.o.Rules.Trusted, Live: j.rows.Live.Count, Verified: j.proof.Verified,
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

// sending runs do, which sends, and closes the log. A panic becomes an error, so that the report is
// written.
func (j *job) sending(do func() error) error {
	err := problem.Caught("sending", do)()
	return errors.Join(err, j.log.Close())
}

// endUnsent ends a run that sends nothing, since cause forbids it or there is nothing to send. Its
// report says what is to be fixed.
func (j *job) endUnsent(ctx context.Context, end End, cause error) (*Summary, error) {
	t := j.rows.Tally
	t[row.NotAttempted] = t.Stored()
	t[row.Upserted], t[row.Created], t[row.Updated] = 0, 0, 0
	s := j.summary(t, end)
	s.Finished = true
	if end == EndedPlanned {
		t := &j.rows.Tally
		s.Plan = &PlanSummary{
			j.folder.File(PlanFile), t[row.Created], t[row.Updated], t[row.Unchanged], t[row.Rejected], t[row.Skipped],
			j.proof.Verified,
		}
	}
	s.finish(cause, j.conflicts())
	if j.folder == nil {
		return s, nil
	}
	log, err := j.unsentLog(ctx)
	if err != nil {
		return nil, errors.Join(cause, err)
	}
	if _, _, err = j.writeResults(ctx, log); err == nil {
		err = errors.Join(j.writeRejects(ctx, log), j.writeSummary(s))
	}
	if err != nil {
		return nil, errors.Join(cause, err)
	}
	return s, cause
}

// conflicts counts the rows of a plan that need a look.
func (j *job) conflicts() int {
	if !j.planned {
		return 0
	}
	return j.rows.Conflicts()
}

// unsentLog returns the log of rows of which none was sent.
func (j *job) unsentLog(ctx context.Context) (*results.Log, error) {
	temp, err := j.o.Temp()
	if err != nil {
		return nil, err
	}
	log, err := results.Create(unsynced{temp}, results.Header{})
	if err != nil {
		return nil, err
	}
	return log, errors.Join(log.Open(ctx, j.rows.Batch), log.Close())
}

// unsynced is the file of a journal that need not outlive the run.
type unsynced struct{ row.TempFile }

func (unsynced) Sync() error { return nil }

func (j *job) writeResults(ctx context.Context, log *results.Log) (tally row.Tally, failures []row.Finding, err error) {
	err = j.folder.Write(ResultsFile, func(w io.Writer) (err error) {
		tally, failures, err = log.Write(ctx, j.rows.Batch, w)
		return err
	})
	return tally, failures, err
}

func (j *job) writeRejects(ctx context.Context, log *results.Log) error {
	r := results.Rejects{
		Batch: j.rows.Batch, Source: j.rows.Source, Mapping: j.rows.Mapping, Fingerprint: j.rows.Fingerprint,
	}
	err := j.folder.Write(RejectsFile, func(w io.Writer) error { return r.Write(ctx, log, w) })
	if err != nil {
		return fmt.Errorf("%s could not be written: %w; %s tells the rows", RejectsFile, err, j.folder.File(ResultsFile))
	}
	return nil
}

func (j *job) writeSummary(summary any) error {
	return j.folder.Write(SummaryFile, func(w io.Writer) error {
		return json.MarshalWrite(w, summary, jsontext.Multiline(true))
	})
}

// finish writes the report of a run that sent. cause is why it stopped with rows left, nil if it did
// not.
func (j *job) finish(ctx context.Context, cause error) (*Summary, error) {
	tally, failures, err := j.writeResults(ctx, j.log)
	if err != nil {
		return nil, errors.Join(cause, fmt.Errorf("the report could not be written: %w; the journal %s has what was done", err, j.folder.File(JournalFile)))
	}
	s := j.summary(tally, EndedSent)
	s.Failures, s.Verified, s.CanBeUndone = failures, j.verified, j.planned
	s.Finished = cause == nil || tally.Stored() == 0
	if v := j.verified; v != nil {
		s.ReadBack = &ReadBackSummary{v.Rows, v.Differing}
	}
	rejectsErr := j.writeRejects(ctx, j.log)
	s.NoRejects = rejectsErr != nil
	if cause != nil {
		way := ToResume
		if s.Finished {
			way = ToRunAgain
		}
		s.End, cause = EndedStopped, j.o.stopped(cause, way)
		s.finish(cause, 0)
	} else {
		s.finish(rejectsErr, j.conflicts())
	}
	if err := j.writeSummary(s); err != nil {
		return nil, errors.Join(cause, fmt.Errorf("the report could not be written: %w", err))
	}
	return s, errors.Join(cause, rejectsErr)
}
