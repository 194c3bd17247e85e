package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// convertOptions are the flags of convert.
type convertOptions struct {
	in      importer.Options // Input and Format
	out     flags.Output
	columns flags.Columns
	filter  filter.Filter
	kind    lead.Type
	keys    flags.Identities
	who     flags.Connection
	start   time.Time
}

func (a *app) convertCommand() *cobra.Command {
	var o convertOptions
	take := func(_ *cobra.Command, args []string) error {
		if len(args) == 0 || len(args) == 1 && o.out.Name == "" {
			return problem.Usage("convert needs two names: what to read, and what to write", "for example: leadferry convert backup.jsonl leads.csv")
		}
		o.in.Input.Name = args[0]
		return o.out.Take("convert", args[1:])
	}
	run := func(ctx context.Context) error { return a.convert(ctx, &o) }
	return command("convert", take, run, o.flags, o.keys.Add, o.who.AddProfile, a.talkFlags)
}

func (o *convertOptions) flags(f *pflag.FlagSet) {
	flags.Input(f, &o.in)
	flags.Type(f, &o.kind, lead.TypeLead, lead.TypeNonLead)
	o.columns.Add(f)
	flags.Filter(f, &o.filter)
	o.out.AddOther(f)
}

// convert runs the command.
func (a *app) convert(ctx context.Context, o *convertOptions) error {
	o.start = time.Now()
	var t report.Temps
	defer t.Remove()
	c, from, err := a.prepareConversion(ctx, o, &t)
	if err != nil {
		return err
	}
	out, err := target.Create(o.out.Name, o.out.Force, o.out.Compression, a.std.Out)
	if err != nil {
		return err
	}
	defer out.Abort()
	bar := a.Display(nil)
	c.Progress = func(rows int) {
		bar.Update(screen.Gauge{Unit: "row", Done: "written", Count: rows, First: []string{screen.Count(rows, "row") + " written"}})
	}
	done, err := sheet.Convert(ctx, c, out)
	bar.Stop()
	if err != nil {
		return a.explainConversion(ctx, from, err)
	}
	if err := out.Commit(); err != nil {
		return target.Unwritten(err, o.out.Name)
	}
	if err := a.keepNames(o.out.Name, &o.columns); err != nil {
		return err
	}
	return a.sayConversion(o, &from.Reading, done)
}

// prepareConversion finds out what is read, and how it is written, and what is to be written. Nothing has
// been written yet.
func (a *app) prepareConversion(ctx context.Context, o *convertOptions, t *report.Temps) (c sheet.Conversion, from *source.Source, err error) {
	if err := o.out.Check(a.json); err != nil {
		return c, nil, err
	}
	if o.out.Format == sheet.Raw {
		return c, nil, problem.Usage("only the server makes raw records: rows cannot be written as raw", "write .jsonl, .csv, .tsv or .xlsx")
	}
	if err := a.prefer(&o.out, &o.who); err != nil {
		return c, nil, err
	}
	in := &o.in.Input
	if in.Name != "-" && in.Name == o.out.Name {
		return c, nil, problem.Usage("the input and the output are the same file", "give the output another name")
	}
	if err := a.openConverted(ctx, o, t); err != nil {
		return c, nil, err
	}
	if from, err = source.Examine(ctx, *in); err != nil {
		return c, nil, check.Explain(err, in.Name)
	}
	if err = from.RefuseAnswer(ctx); err != nil {
		return c, nil, check.Explain(err, in.Name)
	}
	c = sheet.Conversion{
		Open: input.Rows(ctx, from), Format: o.out.Format, Columns: o.columns.Wanted,
		Writer: sheet.WriterOptions{Dialect: o.out.Dialect, Names: o.columns.Names},
	}
	if in.Format == sheet.Raw {
		c.Type = o.kind
	}
	if c.Names, err = namesOf(ctx, from); err != nil {
		return c, nil, err
	}
	if o.filter != nil {
		c.Chosen = o.filter.Match
		err = o.checkFilter(&c)
	}
	return c, from, check.Explain(err, in.Name)
}

// namesOf returns the columns that have another name in the input, if it is an export that has such.
func namesOf(ctx context.Context, from *source.Source) (map[string]string, error) {
	kept, err := flags.NamesBeside(from.Name)
	if err != nil || kept == nil {
		return nil, err
	}
	m, err := check.Columns(ctx, from, &check.Rules{Kept: kept})
	if m == nil {
		return nil, check.Explain(err, from.Name)
	}
	names := map[string]string{}
	for _, c := range m.Columns() {
		if c.How == columns.Assigned && (c.Use == columns.Written || c.Use == columns.Attribute) {
			names[c.Header] = c.Field
		}
	}
	return names, nil
}

// checkFilter refuses a filter of columns that the input does not have.
func (o *convertOptions) checkFilter(c *sheet.Conversion) error {
	rows, file, err := c.Open()
	if err != nil {
		return err
	}
	header := slices.Clone(rows.Header())
	for i, name := range header {
		header[i] = cmp.Or(c.Names[name], name)
	}
	return errors.Join(o.filter.CheckColumns(header), file.Close())
}

// openConverted makes the input readable: a file, standard input, or the records of a snapshot.
func (a *app) openConverted(ctx context.Context, o *convertOptions, t *report.Temps) error {
	in := &o.in.Input
	info, err := os.Stat(in.Name)
	if in.Name == "-" || !store.IsBucket(in.Name) && (err != nil || !info.IsDir()) {
		if err := input.Find(&o.in, ""); err != nil {
			return err
		}
		return input.Open(ctx, in, a.In, t.Make)
	}
	s, err := a.namedSnapshot(ctx, in.Name)
	if err != nil {
		return err
	}
	ids, err := o.keys.Load()
	if err != nil {
		return err
	}
	return input.Snapshot(ctx, in, &s, o.kind, ids)
}

// explainConversion says what all rows have that cannot be read, not only the first.
func (a *app) explainConversion(ctx context.Context, from *source.Source, err error) error {
	if _, bad := errors.AsType[*sheet.BadRowError](err); !bad {
		return check.Explain(err, from.Name)
	}
	rows, err := from.Unreadable(ctx)
	if err != nil {
		return check.Explain(err, from.Name)
	}
	summary.Reading(a, &from.Reading)
	summary.Notes(a, from.Reading.Notes(), &from.Reading)
	return problem.Usage(fmt.Sprintf("%s: %s", from.Name, summary.Unreadable(rows)), "")
}

// convertSummary is the JSON object of a conversion.
type convertSummary struct {
	Input     string   `json:"input"`
	Output    string   `json:"output"`
	Rows      int      `json:"rows"`
	Left      int      `json:"left"`           // rows that the filter left out
	Blank     int      `json:"blank"`          // rows of the input that were skipped
	Overflow  int      `json:"overflow"`       // cells that found no column of their own
	Notes     []string `json:"notes,omitzero"` // what a person should know about the input
	Encoding  string   `json:"encoding,omitzero"`
	Delimiter string   `json:"delimiter,omitzero"`
	Seconds   float64  `json:"seconds"`

	Sheets      []string `json:"sheets,omitzero"`      // of a workbook, that were read
	OtherSheets []string `json:"otherSheets,omitzero"` // that were not, and are not empty
	AlikeSheets []string `json:"alikeSheets,omitzero"` // of these, those with the same columns
	ApartSheets []string `json:"apartSheets,omitzero"` // of these, other lists of leads
}

func (a *app) sayConversion(o *convertOptions, reading *sheet.Reading, done sheet.Converted) error {
	blank := ""
	if done.Blank > 0 {
		blank = ", " + screen.Count(done.Blank, "blank row") + " skipped"
	}
	took, rows := time.Since(o.start).Seconds(), screen.Count(done.Rows, "row")
	if o.filter != nil {
		rows = fmt.Sprintf("%s of %s", screen.Thousands(done.Rows), screen.Count(done.Rows+done.Left, "row"))
	}
	a.Say("Converted %s of %s to %s (%.1f s%s)", rows, o.in.Input.Name, o.out.Place(), took, blank)
	summary.Reading(a, reading)
	summary.Sheets(a, &done.Sheets)
	summary.Notes(a, done.Notes, reading)
	if done.Header != nil {
		wanted := slices.DeleteFunc(slices.Clone(o.columns.Wanted), func(name string) bool { return name == sheet.AllAttributes })
		summary.Absent(a, o.in.Input.Name+" has no column", wanted, done.Header)
	}
	summary.Overflow(a, done.Overflow)
	return end(a, convertSummary{
		o.in.Input.Name, o.out.Name, done.Rows, done.Left, done.Blank, done.Overflow, done.Notes, string(reading.Encoding), dialect.DelimiterName(reading.Delimiter), took, done.Sheets.Read, done.Sheets.Other,
		done.Sheets.Alike, done.Sheets.ApartNames(),
	}, problem.ExitDone)
}
