package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/sheet"
)

// writeRejects writes the rows to fix: for programs into the report, and once nothing is left to send
// for people beside the input. It returns the file to mend, "" if there is nothing to. An undo has
// none.
func (j *job) writeRejects(ctx context.Context, log *results.Log, s *Summary) (mend string, err error) {
	if j.undone != nil {
		return "", nil
	}
	count := 0
	err = j.folder.Write(RejectsFile, func(w io.Writer) (err error) {
		count, err = log.WriteRejects(ctx, j.rows, w, sheet.CSV, sheet.Dialect{}) // whatever the input was: CSV loses nothing
		return err
	})
	if err == nil && count > 0 {
		mend = j.folder.File(RejectsFile)
		if s.Finished {
			mend, err = j.writeForPeople(ctx, log, s)
		}
	}
	if err != nil {
		return "", fmt.Errorf("%s could not be written: %w; %s lists the rows", RejectsFile, err, j.folder.File(ResultsFile))
	}
	return mend, nil
}

// writeForPeople writes the rows to fix as a workbook and, if the input is a table of text, as one
// that is written as it is.
func (j *job) writeForPeople(ctx context.Context, log *results.Log, s *Summary) (mend string, err error) {
	if f := j.rows.Source.Format; f == sheet.CSV || f == sheet.TSV {
		_, err = j.folder.Beside("."+f.String(), func(w io.Writer) error {
			_, err := log.WriteRejects(ctx, j.rows, w, f, j.rows.Source.Reading.Dialect)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	mend, err = j.folder.Beside(".xlsx", func(w io.Writer) error { return log.WriteBook(ctx, j.rows, w, j.about(s)) })
	if errors.Is(err, results.ErrNoBook) {
		return j.folder.File(RejectsFile), nil
	}
	return mend, err
}

// about says what the workbook of rejects is.
func (j *job) about(s *Summary) []sheet.Fact {
	facts := []sheet.Fact{
		{Name: "What this is", Value: "the rows that were not imported, with the problem and the fix"},
		{Name: "What to do", Value: "fix the coloured cells in the sheet Leads, save, and import this workbook; columns that begin with _ are not imported"},
		{Name: "Input", Value: s.Input},
		{Name: "Bot", Value: j.conn.BotID + " at " + j.conn.Host},
		{Name: "Made", Value: time.Now().Format("2006-01-02 15:04:05 -07:00")},
		{Name: "Report", Value: s.Report},
	}
	for _, n := range []struct {
		name  string
		count int
	}{
		{"Rows", s.Rows}, {"Upserted", s.Upserted}, {"Created", s.Created}, {"Updated", s.Updated}, {"Unchanged", s.Unchanged},
		{"Skipped", s.Skipped}, {"Rejected", s.Rejected}, {"Failed", s.Failed}, {"Not attempted", s.NotAttempted},
	} {
		if n.count > 0 {
			facts = append(facts, sheet.Fact{Name: n.name, Value: strconv.Itoa(n.count)})
		}
	}
	for _, c := range s.Problems {
		if c.Effect != "note" {
			what := strings.TrimPrefix(c.Column+": "+c.Text, ": ")
			facts = append(facts, sheet.Fact{Name: fmt.Sprintf("%d %s", c.Count, c.Effect), Value: what})
		}
	}
	return facts
}
