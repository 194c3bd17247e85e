package importer

import (
	"context"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// CheckSummary says what a check found.
type CheckSummary struct {
	Schema      int                `json:"schema"`
	Command     string             `json:"command"`
	Input       string             `json:"input"`
	Format      string             `json:"format"`
	Compression string             `json:"compression"`
	Encoding    string             `json:"encoding"`
	Delimiter   string             `json:"delimiter,omitzero"`
	Rows        int                `json:"rows"`
	Blank       int                `json:"blank"`
	Ready       int                `json:"ready"`
	Rejected    int                `json:"rejected"`
	Skipped     int                `json:"skipped"`
	Notes       []string           `json:"notes,omitzero"`  // what a person should know about the file
	System      string             `json:"system,omitzero"` // whose file it seems to be
	Columns     []ColumnSummary    `json:"columns"`
	Proposals   []propose.Proposal `json:"proposals"`         // what columns seem to mean, and are not taken for
	Nameless    check.Nameless     `json:"nameless,omitzero"` // that new leads get no name
	Problems    []CauseSummary     `json:"problems"`
	Seconds     float64            `json:"seconds"`
	ExitCode    int                `json:"exitCode"`

	Sheets      []string `json:"sheets,omitzero"`      // of a workbook, that were read
	OtherSheets []string `json:"otherSheets,omitzero"` // that were not, and are not empty
	AlikeSheets []string `json:"alikeSheets,omitzero"` // of these, those with the same columns
	ApartSheets []string `json:"apartSheets,omitzero"` // of these, other lists of leads
}

// ColumnSummary says what one column means.
type ColumnSummary struct {
	Header string `json:"header"`
	Use    string `json:"use"` // field, attribute, leftOut or ignored
	Field  string `json:"field,omitzero"`
}

// Check reads a file as an import would, and makes no request. Only the options Input, Rules and Temp
// count.
func Check(ctx context.Context, o Options, talk Talk) (*CheckSummary, error) {
	o.Blind, o.Resume = true, false
	conn := Connection{BotID: "dry-run"} // which decides uuids that are not used
	return run(&o, conn, nil, talk, func(j *job) (*CheckSummary, error) {
		if err := j.check(ctx, true); err != nil {
			return nil, err
		}
		j.show(&Checked{j.rows})
		j.show(&Survey{j.rows})
		return j.checkSummary(), nil
	})
}

func (j *job) checkSummary() *CheckSummary {
	rows, in := j.rows, &j.o.Input
	s := &CheckSummary{
		Schema: 1, Command: "check", Input: in.Name, Format: in.Format.String(), Compression: in.Compression.String(),
		Encoding: string(rows.Source.Reading.Encoding), Delimiter: dialect.DelimiterName(rows.Source.Reading.Delimiter), Rows: rows.Total(),
		Blank: rows.Blank, Ready: rows.Ready(), Rejected: rows.Tally[row.Rejected], Skipped: rows.Tally[row.Skipped],
		Notes: rows.Notes, System: rows.Mapping.System, Columns: []ColumnSummary{}, Proposals: append([]propose.Proposal{}, rows.Proposals...), Nameless: rows.Nameless,
		Problems: causes(rows, nil), Seconds: j.elapsed().Seconds(),
		Sheets: rows.Sheets.Read, OtherSheets: rows.Sheets.Other, AlikeSheets: rows.Sheets.Alike, ApartSheets: rows.Sheets.ApartNames(),
	}
	uses := map[columns.Use]string{
		columns.Written: "field", columns.Attribute: "attribute", columns.LeftOut: "leftOut", columns.Ignored: "ignored",
	}
	for _, c := range rows.Mapping.Columns() {
		s.Columns = append(s.Columns, ColumnSummary{c.Header, uses[c.Use], c.Field})
	}
	if s.Rejected > 0 {
		s.ExitCode = problem.ExitPartial
	}
	return s
}
