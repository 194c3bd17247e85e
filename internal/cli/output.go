package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// outputFile is a file to write, and the flags that say how.
type outputFile struct {
	name        string // "-" is standard output
	force       bool
	format      sheet.Format // after check
	compression sheet.Compression
	dialect     sheet.Dialect

	program   program
	delimiter byte          // 0 for the default
	given     *sheet.Format // by a flag, not by the name
}

// program is who opens a file.
type program string

const (
	plain       program = "plain"
	excel       program = "excel"
	sheets      program = "sheets"
	libreOffice program = "libreoffice"
)

// dialectFlags are the flags that say which program a file is written for. The long names are those of
// the command.
func (o *outputFile) dialectFlags(f *pflag.FlagSet, delimiter, forUsage, delimiterUsage string) {
	choice(f, &o.program, "for", forUsage, plain, excel, sheets, libreOffice)
	parsed(f, &o.delimiter, delimiter, delimiterUsage, parseDelimiter)
}

func (o *outputFile) writeFlags(f *pflag.FlagSet) {
	o.dialectFlags(f, "delimiter", "who opens the file: plain (programs), excel (a mark and line ends that it knows), sheets or libreoffice",
		"what stands between the cells of a .csv: comma (the default), semicolon (what Excel in much of Europe splits at), tab or pipe")
	o.forceFlag(f)
}

func (o *outputFile) forceFlag(f *pflag.FlagSet) {
	f.BoolVarP(&o.force, "force", "f", false, "replace an existing file")
}

// formatFlag adds the flag that names the format of the file.
func (o *outputFile) formatFlag(f *pflag.FlagSet, name, usage string) {
	parsed(f, &o.given, name, usage, parseFormat)
}

func parseFormat(text string) (*sheet.Format, error) {
	f, err := sheet.ParseFormat(text)
	if err != nil {
		return nil, problem.Usage(err.Error(), "for example: leadferry export leads.csv")
	}
	return &f, nil
}

// check finds out the format of the file, and refuses flags that mean nothing in it.
func (o *outputFile) check(asJSON bool) (err error) {
	toStdout := o.name == target.Stdout
	if toStdout && asJSON {
		return problem.Usage("- and --json both want standard output", "write to a file, or leave --json out")
	}
	o.format = sheet.CSV
	if !toStdout {
		o.format, o.compression, err = sheet.FormatOf(o.name)
	}
	if o.given != nil {
		o.format, err = *o.given, nil
	}
	if err != nil {
		return problem.Usage(err.Error(), "for example: leadferry export leads.csv")
	}
	if o.format == sheet.XLSX && o.compression != sheet.None {
		return problem.Usage("a workbook is packed already", "let the name end in .xlsx")
	}
	return o.checkDialect()
}

func (o *outputFile) checkDialect() error {
	if o.format != sheet.CSV && o.format != sheet.TSV && (o.program != plain || o.delimiter != 0) {
		return problem.Usage(fmt.Sprintf("--for and --delimiter mean nothing in %v", o.format), "leave them out, or write .csv")
	}
	if o.format == sheet.TSV && o.delimiter != 0 && o.delimiter != '\t' {
		return problem.Usage("a .tsv has tabs between its cells, but --delimiter says "+dialect.DelimiterName(o.delimiter),
			"write .csv, or leave --delimiter out")
	}
	o.dialect = sheet.Dialect{Delimiter: o.delimiter, BOM: o.program == excel, CRLF: o.program == excel}
	return nil
}

// place is the name of the file for people.
func (o *outputFile) place() string {
	if o.name == target.Stdout {
		return "standard output"
	}
	return o.name
}
