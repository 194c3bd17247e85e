package flags

import (
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/lead"
)

// The flags below mean the same in every command that has them, and are told in the same words. What is
// peculiar to a command stands on its help page.

// DryRun adds --dry-run.
func DryRun(f *pflag.FlagSet, to *bool) {
	f.BoolVarP(to, "dry-run", "n", false, "show what would happen; send and delete nothing")
}

// Resume adds --resume.
func Resume(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "resume", false, "continue the run that was stopped; what is done is not done again")
}

// Restart adds --restart.
func Restart(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "restart", false, "start over instead of resuming")
}

// Report adds --report.
func Report(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "report", "", "folder for the report; default: a new one, named after what is read")
}

// Force adds --force.
func Force(f *pflag.FlagSet, to *bool) {
	f.BoolVarP(to, "force", "f", false, "replace an existing file or profile of that name")
}

// OutputFile adds --output.
func OutputFile(f *pflag.FlagSet, to *string) {
	f.StringVarP(to, "output", "o", "", "the file to write")
}

// AllowShrink adds --allow-shrink.
func AllowShrink(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "allow-shrink", false, "write even if fewer than 80 % of the leads of the last time are left")
}

// AllowUnverified adds --allow-unverified.
func AllowUnverified(f *pflag.FlagSet, o *importer.Options) {
	f.BoolVar(&o.AllowUnverified, "allow-unverified", false, "create leads even if the bot's leads could not all be verified")
}

// Blank adds --blank.
func Blank(f *pflag.FlagSet, to *check.Blank) {
	Choice(f, to, "blank", "what a blank cell, or a field that was empty, does: keep the lead's value, or clear it", check.KeepBlank, check.ClearBlank)
}

// Type adds --type.
func Type(f *pflag.FlagSet, to *lead.Type, all ...lead.Type) {
	Choice(f, to, "type", "which chats: leads, or the others", all...)
}

// RawCells adds --raw-cells.
func RawCells(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "raw-cells", false, "read and write cells without the formula guard (unsafe to open in a spreadsheet)")
}

const (
	formatUsage    = "format of the file: xlsx, csv, tsv, jsonl or raw (the server's own records, one a line); default: by its name"
	delimiterUsage = "the delimiter of a text file: comma, semicolon (Excel in much of Europe), tab, pipe, or blanks (columns that stand below each other); default: detected when reading, comma when writing"
)
