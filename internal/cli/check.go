package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

func (a *app) checkCommand() *cobra.Command {
	o := importOptions{dryRun: true, maxErrors: "100", blank: "keep", tags: "replace"} // how many are too many is for an import to say
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Tell what is wrong with a spreadsheet before it is imported",
		Long: `Reads a spreadsheet as an import would and tells what it is, how it was read, what every column means, and every
problem with its rows and the way to mend it. Nothing is sent and nobody is asked; no account is needed. "-" is standard input.` + "\n" + `
Exit codes: 0 every row can be sent; 2 the file cannot be read; 3 some rows cannot be sent; 1 failed; 130 or 143 interrupted. Any
other code is a failure too.`,
		Example: `  leadferry check leads.csv
  leadferry check leads.csv --encoding windows-1252 --delimiter semicolon
  leadferry check leads.csv --json`,
		Args: func(_ *cobra.Command, args []string) error { return o.takeFile("check", args) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "check"
			o.duplicatesChosen = cmd.Flags().Changed("on-duplicate")
			return a.checkFile(cmd.Context(), &o)
		},
	}
	o.readingFlags(cmd.Flags())
	a.talkFlags(cmd, &o.progress)
	return cmd
}

// checkFile runs the command: the first half of a dry run of an import.
func (a *app) checkFile(ctx context.Context, o *importOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	r := &importRun{app: a, o: o, start: time.Now()}
	defer r.cleanUp()
	if err := r.connect(ctx); err != nil {
		return err
	}
	if err := r.openInput(); err != nil {
		return err
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	r.tellColumns()
	r.tellSurvey()
	s := r.checked()
	if a.json {
		if err := a.printJSON(s); err != nil {
			return err
		}
	}
	if s.ExitCode != problem.ExitDone {
		return &saidError{s.ExitCode}
	}
	return nil
}

// checkSummary is the JSON object of a check.
type checkSummary struct {
	Schema      int             `json:"schema"`
	Command     string          `json:"command"`
	Input       string          `json:"input"`
	Format      string          `json:"format"`
	Compression string          `json:"compression"`
	Encoding    string          `json:"encoding"`
	Delimiter   string          `json:"delimiter,omitzero"`
	Rows        int             `json:"rows"`
	Blank       int             `json:"blank"`
	Ready       int             `json:"ready"`
	Rejected    int             `json:"rejected"`
	Skipped     int             `json:"skipped"`
	Columns     []checkedColumn `json:"columns"`
	Problems    []checkedCause  `json:"problems"`
	Seconds     float64         `json:"seconds"`
	ExitCode    int             `json:"exitCode"`
}

// checkedColumn is what one column means.
type checkedColumn struct {
	Header string `json:"header"`
	Use    string `json:"use"` // field, attribute, leftOut or ignored
	Field  string `json:"field,omitzero"`
}

// checkedCause is one problem of a column and the rows that have it.
type checkedCause struct {
	Effect  string   `json:"effect"` // rejected, skipped or note
	Code    string   `json:"code"`
	Column  string   `json:"column,omitzero"`
	Letter  string   `json:"letter,omitzero"`
	Text    string   `json:"text"`
	Fix     string   `json:"fix,omitzero"`
	Count   int      `json:"count"`
	Rows    [][2]int `json:"rows"` // from and to, the first of them
	Samples []string `json:"samples"`
}

// checked sums up what the check has found.
func (r *importRun) checked() checkSummary {
	found, in := r.batch.Survey(), &r.o.engine.Input
	s := checkSummary{
		Schema: 1, Command: "check", Input: r.o.input, Format: in.Format.String(), Compression: in.Compression.String(),
		Encoding: string(found.Reading.Encoding), Rows: found.Rows, Blank: found.Blank, Ready: found.Ready, Rejected: found.Rejected,
		Skipped: found.Skipped, Columns: []checkedColumn{}, Problems: []checkedCause{}, Seconds: r.elapsed().Seconds(),
	}
	if d := found.Reading.Delimiter; d != 0 {
		s.Delimiter = dialect.DelimiterName(d)
	}
	uses := map[columns.Use]string{columns.Written: "field", columns.Attribute: "attribute", columns.LeftOut: "leftOut", columns.Ignored: "ignored"}
	for _, c := range found.Columns {
		s.Columns = append(s.Columns, checkedColumn{c.Header, uses[c.Use], c.Field})
	}
	s.add("rejected", found.Rejections)
	s.add("skipped", found.Skips)
	s.add("note", found.Warnings)
	if s.Rejected > 0 {
		s.ExitCode = problem.ExitPartial
	}
	return s
}

func (s *checkSummary) add(effect string, findings []importer.Finding) {
	for _, f := range findings {
		c := checkedCause{effect, f.Code, f.Column, f.Letter, f.Text, f.Fix, f.Count, [][2]int{}, f.Samples()}
		for _, x := range f.Ranges {
			c.Rows = append(c.Rows, [2]int{x.From, x.To})
		}
		s.Problems = append(s.Problems, c)
	}
}
