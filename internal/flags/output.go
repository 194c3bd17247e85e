package flags

import (
	"cmp"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Output is a file to write, and the flags that say how.
type Output struct {
	Name        string // "-" is standard output
	Force       bool
	Format      sheet.Format // after Check
	Compression sheet.Compression
	Dialect     sheet.Dialect

	program   string // that opens the file
	delimiter byte   // 0 for the default
	between   string // the name of that flag
	typed     func(flag string) bool
	given     *sheet.Format // by a flag, not by the name
}

// AddDialect adds the flags that say for which program the file is written. delimiter is the name
// of one of them.
func (o *Output) AddDialect(f *pflag.FlagSet, delimiter, usage string) {
	o.between, o.typed = delimiter, f.Changed
	Choice(f, &o.program, "for", "who opens the file: plain (programs), excel (BOM and CRLF), sheets or libreoffice",
		profile.Programs()...)
	Parsed(f, &o.delimiter, delimiter, usage, parseOutDelimiter)
}

// Add adds the flags of a command that writes one file.
func (o *Output) Add(f *pflag.FlagSet) {
	OutputFile(f, &o.Name)
	o.AddProgram(f)
	Force(f, &o.Force)
}

// AddProgram adds the flags that say who opens the file.
func (o *Output) AddProgram(f *pflag.FlagSet) { o.AddDialect(f, "delimiter", delimiterUsage) }

// AddOther adds the flags of a command that writes one file and reads another: those about what is
// written have names of their own.
func (o *Output) AddOther(f *pflag.FlagSet) {
	OutputFile(f, &o.Name)
	Parsed(f, &o.given, "to", "format of the output: xlsx, csv, tsv or jsonl; default: by its name", parseFormat)
	o.AddDialect(f, "out-delimiter", "the delimiter of the output: comma (default), semicolon, tab or pipe")
	Force(f, &o.Force)
}

// Take takes the name of the file from the arguments, unless --output names it.
func (o *Output) Take(command string, args []string) error {
	switch {
	case len(args) > 1:
		return problem.Usage(fmt.Sprintf("%s writes one file, but %q and %q were given", command, args[0], args[1]), "name one file")
	case len(args) == 1 && o.Name != "" && o.Name != args[0]:
		return problem.Usage(fmt.Sprintf("%s writes one file, but %q and --output %q were given", command, args[0], o.Name), "name one file")
	case len(args) == 1:
		o.Name = args[0]
	}
	if o.Name == "" {
		return problem.Usage(command+" needs the name of the file to write", "for example: leadferry "+command+" leads.csv")
	}
	return nil
}

// AddFormat adds the flag that names the format of the file.
func (o *Output) AddFormat(f *pflag.FlagSet) { Parsed(f, &o.given, "format", formatUsage, parseFormat) }

func parseFormat(text string) (*sheet.Format, error) {
	f, err := sheet.ParseFormat(text)
	return &f, err
}

// Check finds out the format of the file, and refuses flags that mean nothing in it.
func (o *Output) Check(asJSON bool) (err error) {
	toStdout := o.Name == target.Stdout
	if toStdout && asJSON {
		return problem.Usage("- and --json both use standard output", "write to a file, or leave --json out")
	}
	o.Format = sheet.CSV
	if !toStdout {
		o.Format, o.Compression, err = sheet.FormatOf(o.Name)
	}
	if o.given != nil {
		o.Format, err = *o.given, nil
	}
	if err != nil {
		return problem.Usage(err.Error(), cmp.Or(problem.Remedy(err), "for example: leads.csv"))
	}
	if o.Format == sheet.XLSX && o.Compression != sheet.None {
		return problem.Usage("a workbook is already compressed", "let the name end in .xlsx")
	}
	return o.CheckDialect()
}

// CheckDialect is the last part of Check.
func (o *Output) CheckDialect() error {
	if o.Format != sheet.CSV && o.Format != sheet.TSV && (o.program != "plain" || o.delimiter != 0) {
		return problem.Usage(fmt.Sprintf("--for and --delimiter have no effect in %v", o.Format),
			"leave them out, or write .csv")
	}
	if o.Format == sheet.TSV && o.delimiter != 0 && o.delimiter != '\t' {
		return problem.Usage("a .tsv has tabs between its cells, but --delimiter says "+dialect.DelimiterName(o.delimiter),
			"write .csv, or leave --delimiter out")
	}
	o.Dialect = sheet.Dialect{Delimiter: o.delimiter, BOM: o.program == "excel", CRLF: o.program == "excel"}
	return nil
}

// Chosen returns what the flags say of the program that opens the files, "" for what goes without saying.
func (o *Output) Chosen() (program, delimiter string) {
	if o.typed("for") {
		program = o.program
	}
	if o.delimiter != 0 {
		delimiter = dialect.DelimiterName(o.delimiter)
	}
	return program, delimiter
}

// Prefer takes what a profile says of the program that opens the files, where no flag says otherwise.
// Standard output is for programs.
func (o *Output) Prefer(p *profile.Profile) error {
	if p == nil || o.Name == target.Stdout || o.Format != sheet.CSV && o.Format != sheet.TSV {
		return nil
	}
	if p.For != "" && !o.typed("for") {
		o.program = p.For
	}
	if p.Delimiter != "" && !o.typed(o.between) && o.Format == sheet.CSV {
		d, err := parseOutDelimiter(p.Delimiter)
		if err != nil {
			return err
		}
		o.delimiter = d
	}
	return o.CheckDialect()
}

// Place is the name of the file for people.
func (o *Output) Place() string {
	if o.Name == target.Stdout {
		return "standard output"
	}
	return shell.Quote(o.Name)
}
