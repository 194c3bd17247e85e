package importer

import (
	"time"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Summary says what an import did. Its JSON is kept in the report. Rows is the sum of the outcomes.
type Summary struct {
	Schema       int      `json:"schema"`
	Command      string   `json:"command"`
	Input        string   `json:"input"`
	Rows         int      `json:"rows"`
	Upserted     int      `json:"upserted"`
	Created      int      `json:"created"`
	Updated      int      `json:"updated"`
	Unchanged    int      `json:"unchanged"`
	Rejected     int      `json:"rejected"`
	Failed       int      `json:"failed"`
	Skipped      int      `json:"skipped"`
	NotAttempted int      `json:"notAttempted"`
	Requests     int64    `json:"requests"`
	Throttled    int64    `json:"throttled"`
	Retries      int64    `json:"retries"`
	Report       string   `json:"report"`
	Rejects      string   `json:"rejects,omitzero"` // the file to mend and to import next
	Seconds      float64  `json:"seconds"`          // without the time that answers took
	DryRun       bool     `json:"dryRun"`
	Matched      int      `json:"matched"` // rows without a uuid that mean a live lead
	New          int      `json:"new"`     // rows without a uuid that mean none, as far as is known
	Error        string   `json:"error,omitzero"`
	ExitCode     int      `json:"exitCode"`
	Finished     bool     `json:"finished"` // there is nothing left to send
	Encoding     string   `json:"encoding"` // in which the input was read
	Delimiter    string   `json:"delimiter,omitzero"`
	Notes        []string `json:"notes,omitzero"` // what a person should know about the input

	Sheets      []string `json:"sheets,omitzero"`      // of a workbook, that were read
	OtherSheets []string `json:"otherSheets,omitzero"` // that were not, and are not empty
	AlikeSheets []string `json:"alikeSheets,omitzero"` // of these, those with the same columns
	ApartSheets []string `json:"apartSheets,omitzero"` // of these, other lists of leads

	Problems  []CauseSummary     `json:"problems"`
	Proposals []propose.Proposal `json:"proposals,omitzero"` // what columns seem to mean, and were not taken for
	Nameless  check.Nameless     `json:"nameless,omitzero"`  // that new leads get no name

	Plan     *PlanSummary       `json:"plan,omitzero"`     // of a plan that was not applied
	ReadBack *send.Verification `json:"readBack,omitzero"` // nil if nothing was read back

	End         End           `json:"-"`
	Failures    []row.Finding `json:"-"`
	CanBeUndone bool          `json:"-"`
	Guarded     bool          `json:"-"` // so many rows are rejected that the others were not planned
	sent        fields        // of planned rows
}

// fields counts fields: the server has them, refused them, or may still get them.
type fields struct{ stored, refused, open int }

// End is how a run ended.
type End uint8

// The ends.
const (
	EndedPlanned End = iota // it only planned
	EndedUnsent             // there was nothing to send, or a guard forbade it
	EndedSent
	EndedStopped // it sent, and rows are left
)

// PlanSummary is what a plan would do.
type PlanSummary struct {
	File string `json:"file"`
	plan.Sums
	Verified bool `json:"verified"`
}

// Stored returns how many rows are on the server.
func (s *Summary) Stored() int { return s.Upserted + s.Created + s.Updated }

// summary returns the summary of a run with that tally.
func (j *job) summary(t row.Tally, end End) *Summary {
	s := &Summary{
		Schema: 1, Command: j.o.Command, Input: j.o.Input.Name, Rows: j.rows.Total(),
		Upserted: t[row.Upserted], Created: t[row.Created], Updated: t[row.Updated], Unchanged: t[row.Unchanged],
		Rejected: t[row.Rejected], Failed: t[row.Failed], Skipped: t[row.Skipped], NotAttempted: t[row.NotAttempted],
		Seconds: j.elapsed().Seconds(), DryRun: j.o.PlanOnly, Matched: j.rows.Matched, New: j.rows.Derived,
		Encoding: string(j.rows.Source.Reading.Encoding), Delimiter: dialect.DelimiterName(j.rows.Source.Reading.Delimiter), Notes: j.rows.Notes, End: end,
		Problems: causes(j.rows, nil),
		Sheets:   j.rows.Sheets.Read, OtherSheets: j.rows.Sheets.Other,
		AlikeSheets: j.rows.Sheets.Alike, ApartSheets: j.rows.Sheets.ApartNames(),
	}
	s.Proposals, s.Nameless = j.rows.Proposals, j.rows.Nameless
	s.Guarded = end == EndedUnsent && j.tooMany() && j.rows.Ready() > 0
	if j.folder != nil {
		s.Report = j.folder.Path()
	}
	if j.conn.Stats != nil {
		stats := j.conn.Stats()
		s.Requests, s.Throttled, s.Retries = stats.Requests, stats.Throttled, stats.Retries
	}
	return s
}

// CauseSummary is one problem of a column and the rows that have it.
type CauseSummary struct {
	Effect string `json:"effect"` // rejected, skipped, failed or note
	row.Finding
}

// causes lists all that was found in rows, and what failed of them.
func causes(rows *check.Result, failures []row.Finding) []CauseSummary {
	all := []CauseSummary{}
	for _, part := range []struct {
		effect   string
		findings []row.Finding
	}{
		{"rejected", rows.Rejections.All()}, {"skipped", rows.Skips.All()}, {"failed", failures}, {"note", rows.Warnings},
	} {
		for _, f := range part.findings {
			all = append(all, CauseSummary{part.effect, f.Placed(rows.Sheets.Place)})
		}
	}
	return all
}

func (j *job) elapsed() time.Duration { return time.Since(j.start) - j.asked }

// finish sets the exit code of a run that came to its end.
func (s *Summary) finish(err error, conflicts int) {
	if s.ReadBack != nil {
		conflicts += s.ReadBack.Differing
	}
	switch {
	case err != nil:
		s.Error, s.ExitCode = err.Error(), problem.ExitCode(err)
	case s.Rejected+s.Failed+conflicts > 0:
		s.ExitCode = problem.ExitPartial
	}
}

// UndoSummary says what an undo did. Its JSON is kept in the report. Restored, Kept and Cannot count
// fields.
type UndoSummary struct {
	Schema         int     `json:"schema"`
	Command        string  `json:"command"`
	Of             string  `json:"of"` // the report of the import
	Leads          int     `json:"leads"`
	Restored       int     `json:"restored"`                // and read back, unless the undo was stopped
	NotYet         int     `json:"notYet,omitzero"`         // fields that an undo left which was stopped
	Kept           int     `json:"kept"`                    // changed after the import
	Cannot         int     `json:"cannot"`                  // sent, but not as it was when read back, or refused
	Created        int     `json:"created"`                 // leads the import made, which stay
	PerhapsCreated int     `json:"perhapsCreated,omitzero"` // leads that it may have made when it was stopped
	NotSent        int     `json:"notSent,omitzero"`        // rows that the import did not send: they are no part of the undo
	Unchanged      int     `json:"unchanged"`               // leads that were as before already
	Failed         int     `json:"failed"`                  // leads
	Requests       int64   `json:"requests"`
	Report         string  `json:"report"`
	Seconds        float64 `json:"seconds"`
	Error          string  `json:"error,omitzero"`
	ExitCode       int     `json:"exitCode"`
	Finished       bool    `json:"finished"`

	End      End                `json:"-"`
	ToUpdate int                `json:"-"` // leads that would be restored
	Failures []row.Finding      `json:"-"`
	Verified *send.Verification `json:"-"`
}
