package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// importSummary is the JSON object of an import, and what summary.json holds. Rows is the sum of the outcomes.
type importSummary struct {
	Schema       int     `json:"schema"`
	Command      string  `json:"command"`
	Input        string  `json:"input"`
	Rows         int     `json:"rows"`
	Upserted     int     `json:"upserted"`
	Created      int     `json:"created"`
	Updated      int     `json:"updated"`
	Unchanged    int     `json:"unchanged"`
	Rejected     int     `json:"rejected"`
	Failed       int     `json:"failed"`
	Skipped      int     `json:"skipped"`
	NotAttempted int     `json:"notAttempted"`
	Requests     int64   `json:"requests"`
	Throttled    int64   `json:"throttled"`
	Retries      int64   `json:"retries"`
	Report       string  `json:"report"`
	Seconds      float64 `json:"seconds"`
	DryRun       bool    `json:"dryRun"`
	Matched      int     `json:"matched"` // rows without a uuid that mean a live lead
	New          int     `json:"new"`     // rows without a uuid that mean none, or for which nobody looked
	Error        string  `json:"error,omitzero"`
	ExitCode     int     `json:"exitCode"`
	Finished     bool    `json:"finished"` // there is nothing left to send
	Encoding     string  `json:"encoding"` // in which the input was read
	Delimiter    string  `json:"delimiter,omitzero"`

	Plan     *planSummary   `json:"plan,omitzero"`     // what a plan would do that was not carried out
	ReadBack *readBackCount `json:"readBack,omitzero"` // with --verify or --canary
}

// readBackCount is what a look at the platform found after sending.
type readBackCount struct {
	Rows      int `json:"rows"`
	Differing int `json:"differing"`
}

func (r *importRun) summary(t importer.Tally) importSummary {
	survey := r.batch.Survey()
	s := importSummary{
		Schema: 1, Command: r.app.command, Input: r.o.input, Rows: survey.Rows, Upserted: t[importer.Upserted],
		Created: t[importer.Created], Updated: t[importer.Updated], Rejected: t[importer.Rejected],
		Failed: t[importer.Failed], Skipped: t[importer.Skipped], Unchanged: t[importer.Unchanged], NotAttempted: t[importer.NotAttempted], Seconds: r.elapsed().Seconds(),
		DryRun: r.o.dryRun, Matched: survey.Matched, New: survey.New, Encoding: string(survey.Reading.Encoding),
	}
	if d := survey.Reading.Delimiter; d != 0 {
		s.Delimiter = dialect.DelimiterName(d)
	}
	if r.folder != nil {
		s.Report = r.folder.path
	}
	if r.client != nil {
		stats := r.client.Stats()
		s.Requests, s.Throttled, s.Retries = stats.Requests, stats.Throttled, stats.Retries
	}
	return s
}

// endDryRun ends a run that was to send nothing.
func (r *importRun) endDryRun(ctx context.Context) error {
	s := r.unsentSummary()
	s.Finished = true
	if r.folder != nil {
		if err := r.writeUnsent(ctx, &s); err != nil {
			return err
		}
	}
	if s.Rejected > 0 {
		s.ExitCode = problem.ExitPartial
	}
	r.say("nothing was sent")
	return r.end(s, nil)
}

// endUnsent ends a run that sends nothing, since err forbids it or there is nothing to send. Its report says what is to be mended.
func (r *importRun) endUnsent(ctx context.Context, err error) error {
	s := r.unsentSummary()
	s.Finished = true
	if err != nil {
		s.Error, s.ExitCode = err.Error(), problem.ExitCode(err)
	} else if s.Rejected+s.conflicts(r) > 0 {
		s.ExitCode = problem.ExitPartial
	}
	if writeErr := r.writeUnsent(ctx, &s); writeErr != nil {
		return errors.Join(err, writeErr)
	}
	if err == nil {
		r.tellEnd(&s, nil)
	}
	return r.end(s, err)
}

func (r *importRun) unsentSummary() importSummary {
	survey := r.batch.Survey()
	return r.summary(importer.Tally{
		importer.Rejected: survey.Rejected, importer.Skipped: survey.Skipped, importer.Unchanged: survey.Unchanged, importer.NotAttempted: survey.Ready,
	})
}

// writeUnsent writes the report of a batch of which nothing was sent.
func (r *importRun) writeUnsent(ctx context.Context, s *importSummary) error {
	log, err := r.unsentLog(ctx)
	if err != nil {
		return err
	}
	if _, _, err := r.writeResults(log); err != nil {
		return err
	}
	return errors.Join(r.writeRejects(log), r.writeSummary(s))
}

// unsentLog returns the log of a batch of which nothing was sent.
func (r *importRun) unsentLog(ctx context.Context) (*importer.Log, error) {
	temp, err := r.temp()
	if err != nil {
		return nil, err
	}
	log, err := importer.NewLog(temp, importer.Header{})
	if err != nil {
		return nil, err
	}
	return log, errors.Join(r.batch.Open(ctx, log), log.Close())
}

// writeResults writes results.csv.
func (r *importRun) writeResults(log *importer.Log) (tally importer.Tally, failures []importer.Finding, err error) {
	err = r.folder.write(resultsName, func(f *atomicfile.File) (err error) {
		tally, failures, err = r.batch.WriteResults(log, f)
		return err
	})
	return tally, failures, err
}

// writeRejects writes rejects.csv.
func (r *importRun) writeRejects(log *importer.Log) error {
	err := r.folder.write(rejectsName, func(f *atomicfile.File) error { return r.batch.WriteRejects(log, f) })
	if err != nil {
		return fmt.Errorf("%s could not be written: %w; %s tells the rows", rejectsName, err, r.folder.file(resultsName))
	}
	return nil
}

func (r *importRun) writeSummary(s any) error {
	return r.folder.write(summaryName, func(f *atomicfile.File) error {
		return json.MarshalWrite(f, s, jsontext.Multiline(true))
	})
}

// finish writes the report of a run that sent, and ends it. sendErr is why it stopped before its end, nil if it did not.
func (r *importRun) finish(log *importer.Log, sendErr error) error {
	tally, failures, err := r.writeResults(log)
	if err != nil {
		return errors.Join(sendErr, fmt.Errorf("the report could not be written: %w; the journal %s has what was done", err, r.folder.file(journalName)))
	}
	s := r.summary(tally)
	s.Finished = sendErr == nil || tally.Stored() == 0
	if r.readBack != nil {
		s.ReadBack = &readBackCount{r.readBack.Rows, r.readBack.Differing}
	}
	rejectsErr := r.writeRejects(log)
	r.stopped, r.noRejects = sendErr != nil, rejectsErr != nil
	switch {
	case sendErr != nil:
		sendErr = &stoppedError{sendErr, r.wayOn(&s, sendErr)}
		s.Error, s.ExitCode = sendErr.Error(), problem.ExitCode(sendErr)
	case rejectsErr != nil:
		s.Error, s.ExitCode = rejectsErr.Error(), problem.ExitFailed
	case s.Rejected+s.Failed+s.conflicts(r) > 0:
		s.ExitCode = problem.ExitPartial
	}
	if err := r.writeSummary(&s); err != nil {
		return errors.Join(sendErr, fmt.Errorf("the report could not be written: %w", err))
	}
	r.tellEnd(&s, failures)
	return r.end(s, errors.Join(sendErr, rejectsErr))
}

// conflicts counts the rows that somebody should look at although they are neither rejected nor failed.
func (s *importSummary) conflicts(r *importRun) (rows int) {
	if r.planned {
		for _, f := range r.batch.Survey().Skips {
			if f.Code == "conflict" || f.Code == "gone" || f.Code == "unverified" {
				rows += f.Count
			}
		}
	}
	if s.ReadBack != nil {
		rows += s.ReadBack.Differing
	}
	return rows
}

// end prints the JSON object and turns the summary into the run's exit code.
func (r *importRun) end(s importSummary, err error) error {
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

// stoppedError is a run that stopped with rows left.
type stoppedError struct {
	err error
	fix string
}

func (s *stoppedError) Error() string  { return s.err.Error() }
func (s *stoppedError) Unwrap() error  { return s.err }
func (s *stoppedError) Remedy() string { return s.fix }
