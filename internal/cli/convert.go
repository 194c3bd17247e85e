package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// convertOptions are the flags of convert.
type convertOptions struct {
	in    importOptions
	out   exportOptions
	to    string
	kind  string
	keys  identities
	start time.Time
}

func (a *app) convertCommand() *cobra.Command {
	o := convertOptions{in: importOptions{
		dryRun: true, maxErrors: "100", blank: "keep", tags: "replace", wire: "strings", onDuplicate: "all", idFrom: []string{"email"},
	}}
	cmd := &cobra.Command{
		Use:   "convert IN OUT",
		Short: "Write one spreadsheet as another: no account is needed",
		Long: `Reads a spreadsheet, the server's own records (raw), or a snapshot of a backup, and writes it in another format. Nothing is sent.

The formats follow from the names: .xlsx .csv .tsv .jsonl, and .gz or .zst after the last three. Raw records can be read, and not written:
only the server makes them. "-" is standard input or output. The first row that cannot be read ends it; OUT appears when it is complete.

Exit codes: 0 done; 1 failed; 2 wrong use, or the input cannot be read; 130 or 143 interrupted. Any other code is a failure too.`,
		Example: `  leadferry convert backup.jsonl leads.xlsx
  leadferry convert leads.csv leads.jsonl
  leadferry convert backups/2026-11-23T030811Z leads.csv --type lead
  leadferry convert people.csv people.xlsx --encoding windows-1252 --delimiter semicolon`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return problem.Usage("convert needs two names: what to read, and what to write", "for example: leadferry convert backup.jsonl leads.csv")
			}
			o.in.input, o.out.output = args[0], args[1]
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "convert"
			return a.convert(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.in.format, "format", "", "of IN: xlsx, csv, tsv, jsonl or raw; default: by its name")
	f.StringVar(&o.in.encoding, "encoding", "", "of IN: utf-8, utf-16le, utf-16be, windows-1252, ...; default: found out")
	f.StringVar(&o.in.delimiter, "delimiter", "", "of IN: comma, semicolon, tab or pipe; default: found out")
	f.StringVar(&o.in.engine.Input.Sheet, "sheet", "", "of IN: the sheet of a workbook; default: the first one that is visible and not empty")
	f.BoolVar(&o.in.rawCells, "raw-cells", false, "cells of IN have no formula guard")
	f.StringVar(&o.kind, "type", "lead", "of a snapshot, or with --format raw: lead or non-lead")
	o.keys.flags(f)
	f.StringVar(&o.to, "to", "", "format of OUT: xlsx, csv, tsv or jsonl; default: by its name")
	f.StringSliceVar(&o.out.columns, "columns", nil, "only these columns, in this order, separated by commas")
	f.StringVar(&o.out.program, "for", "plain", "who opens OUT: plain, excel, sheets or libreoffice")
	f.StringVar(&o.out.delimiter, "out-delimiter", "", "what stands between the cells of OUT: comma (the default), semicolon, tab or pipe")
	f.BoolVarP(&o.out.force, "force", "f", false, "replace an existing file")
	a.talkFlags(cmd, &o.in.progress)
	return cmd
}

// convert runs the command.
func (a *app) convert(ctx context.Context, o *convertOptions) error {
	o.start = time.Now()
	c, r, err := a.prepareConversion(ctx, o)
	if r != nil {
		defer r.cleanUp()
	}
	if err != nil {
		return err
	}
	out, err := o.out.open(a.std.Out)
	if err != nil {
		return err
	}
	defer out.abort()
	screen := a.display(o.in.progress, nil, nil)
	c.Progress = func(rows int) {
		screen.update(gauge{unit: "row", done: "written", count: rows, first: []string{count(rows, "row") + " written"}})
	}
	done, err := sheet.Convert(ctx, c, out)
	screen.stop()
	if err != nil {
		return inputError(err, o.in.input)
	}
	if err := out.commit(); err != nil {
		return exportError(err, o.out.output)
	}
	return a.tellConversion(o, done)
}

// prepareConversion finds out what is read and what is to be written. Nothing has been written yet. The run holds the temporary files.
func (a *app) prepareConversion(ctx context.Context, o *convertOptions) (c sheet.Conversion, r *importRun, err error) {
	o.out.format = o.to
	if err := o.out.checkFormat(a.json); err != nil {
		return c, nil, err
	}
	if o.out.engine.Format == sheet.Raw {
		return c, nil, problem.Usage("raw records are the server's own, and are not made from rows", "write .jsonl, .csv, .tsv or .xlsx")
	}
	dialect, err := o.out.dialect(o.out.engine.Format)
	if err != nil {
		return c, nil, err
	}
	if o.in.input != "-" && o.in.input == o.out.output {
		return c, nil, problem.Usage("the file cannot be read and written at once", "give another name for what to write")
	}
	if err := o.in.check(); err != nil {
		return c, nil, err
	}
	if o.kind != string(lead.TypeLead) && o.kind != string(lead.TypeNonLead) {
		return c, nil, problem.Usage(fmt.Sprintf("--type %q is not known", o.kind), "choose lead or non-lead")
	}
	r = &importRun{app: a, o: &o.in, start: o.start}
	if err := o.openInput(ctx, r); err != nil {
		return c, r, err
	}
	in := &o.in.engine.Input
	c = sheet.Conversion{
		Open: func() (sheet.Reader, io.Closer, error) { return in.Reader(ctx) }, Format: o.out.engine.Format, Columns: o.out.columns,
		Writer: sheet.WriterOptions{Dialect: dialect},
	}
	if in.Format == sheet.Raw {
		c.Type = lead.Type(o.kind)
	}
	return c, r, nil
}

// openInput makes the input readable: a file, standard input, or the records of a snapshot.
func (o *convertOptions) openInput(ctx context.Context, r *importRun) error {
	info, err := os.Stat(o.in.input)
	if o.in.input == "-" || err != nil || !info.IsDir() {
		if err := r.openInput(); err != nil {
			return err
		}
		return r.source(ctx)
	}
	s := backup.Open(filepath.Clean(o.in.input))
	if s.Damage != nil {
		return problem.Usage(fmt.Sprintf("%s is no snapshot that can be read: %v", o.in.input, s.Damage), "name a file, or a snapshot that leadferry backup list shows")
	}
	ids, err := o.keys.load()
	if err == nil && s.Manifest.Encrypted && len(ids) == 0 {
		err = problem.Usage("the snapshot is encrypted", "add --age-identity FILE")
	}
	in := &o.in.engine.Input
	in.Format = sheet.Raw
	in.Open = func() (io.ReadCloser, error) { return s.Stream(ctx, lead.Type(o.kind), ids), nil }
	return err
}

// convertSummary is the JSON object of a conversion.
type convertSummary struct {
	Schema   int     `json:"schema"`
	Command  string  `json:"command"`
	Input    string  `json:"input"`
	Output   string  `json:"output"`
	Rows     int     `json:"rows"`
	Blank    int     `json:"blank"`    // rows of the input that were passed over
	Overflow int     `json:"overflow"` // cells that found no column of their own
	Seconds  float64 `json:"seconds"`
}

func (a *app) tellConversion(o *convertOptions, done sheet.Converted) error {
	where := o.out.output
	if where == "-" {
		where = "standard output"
	}
	blank := ""
	if done.Blank > 0 {
		blank = ", " + count(done.Blank, "blank row") + " passed over"
	}
	a.say("%s of %s written to %s in %.1f s%s", count(done.Rows, "row"), o.in.input, where, time.Since(o.start).Seconds(), blank)
	if done.Overflow > 0 {
		a.say("  note: there are more than %s attributes and unknown fields; %s went into the column \"extra\"", thousands(sheet.MaxColumns), count(done.Overflow, "cell"))
	}
	if !a.json {
		return nil
	}
	return a.printJSON(convertSummary{1, a.command, o.in.input, o.out.output, done.Rows, done.Blank, done.Overflow, time.Since(o.start).Seconds()})
}
